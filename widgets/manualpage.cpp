// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/manualpage.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QTextTable>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

const QStringList &chapters()
{
    static const QStringList names = {u"README"_s,    u"welcome"_s, u"parameters"_s, u"values"_s,
                                      u"optimizer"_s, u"compare"_s, u"devices"_s,    u"report"_s};
    return names;
}

QUrl addressOf(const QString &chapter) { return QUrl(u"qrc:/manual/%1.md"_s.arg(chapter)); }

QList<QTextTable *> tablesIn(const QTextDocument &text)
{
    QList<QTextTable *> tables;
    for (QTextFrame *frame : text.rootFrame()->childFrames())
        if (auto *table = qobject_cast<QTextTable *>(frame))
            tables << table;
    return tables;
}

// Lines no longer than can be read, in the middle of the page. Markdown says nothing of how it
// looks.
class ManualText final : public QTextBrowser
{
public:
    ManualText()
    {
        connect(this, &QTextBrowser::sourceChanged, this, [this] {
            QTextCursor all(document());
            all.beginEditBlock(); // laid out once
            spread();
            placeInMiddle();
            all.endEditBlock();
        });
    }

    QVariant loadResource(int type, const QUrl &name) override
    {
        const QVariant loaded = QTextBrowser::loadResource(type, name);
        if (type != QTextDocument::MarkdownResource)
            return loaded;
        static const QRegularExpression pictures(u"<picture>.*?</picture>\\s*"_s,
                                                 QRegularExpression::DotMatchesEverythingOption);
        return QString::fromUtf8(loaded.toByteArray()).remove(pictures);
    }

protected:
    // What it calls back and forward is another history than the window's.
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->modifiers() & Qt::AltModifier)
            event->ignore();
        else
            QTextBrowser::keyPressEvent(event);
    }
    void resizeEvent(QResizeEvent *event) override
    {
        placeInMiddle();
        QTextBrowser::resizeEvent(event);
    }

private:
    void spread()
    {
        constexpr qreal percent = 125;
        for (auto block = document()->begin(); block.isValid(); block = block.next()) {
            QTextBlockFormat format = block.blockFormat();
            format.setLineHeight(percent, QTextBlockFormat::ProportionalHeight);
            QTextCursor(block).setBlockFormat(format);
        }
        const int space = fontMetrics().height() / 4;
        for (QTextTable *table : tablesIn(*document())) {
            QTextTableFormat format = table->format();
            format.setBorder(0);
            format.setCellSpacing(0);
            format.setCellPadding(space);
            format.setLeftMargin(space);
            format.setTopMargin(2 * space);
            format.setBottomMargin(4 * space);
            table->setFormat(format);
        }
    }
    void placeInMiddle()
    {
        const int readable = fontMetrics().averageCharWidth() * 100, edge = fontMetrics().height();
        const int side = std::max((viewport()->width() - readable) / 2, edge);
        QTextFrameFormat format = document()->rootFrame()->frameFormat();
        format.setLeftMargin(side);
        format.setRightMargin(side);
        format.setTopMargin(edge);
        format.setBottomMargin(edge);
        document()->rootFrame()->setFrameFormat(format);
    }
};

} // namespace

ManualPage::ManualPage(QWidget *parent)
    : Page(parent)
    , m_text(new ManualText)
    , m_line(new QLineEdit)
    , m_note(new QLabel)
{
    setObjectName(u"manualPage"_s);
    m_text->setObjectName(u"manualText"_s);
    m_text->setAccessibleName(tr("Manual"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_line->setObjectName(u"manualLine"_s);
    m_line->setAccessibleName(tr("Search the manual"));
    m_line->setPlaceholderText(tr("Search the manual; Enter goes on"));
    m_line->setClearButtonEnabled(true);
    m_note->setObjectName(u"manualNote"_s);
    m_note->setTextFormat(Qt::PlainText);
    auto *contents = new QPushButton(tr("&Contents"));
    contents->setObjectName(u"manualContents"_s);
    contents->setAccessibleName(tr("Contents"));
    contents->setToolTip(tr("List the chapters"));
    auto *line = new QHBoxLayout;
    line->addWidget(contents);
    line->addWidget(m_line, 1);
    line->addWidget(m_note);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(line);
    layout->addWidget(m_text, 1);
    connect(contents, &QPushButton::clicked, this, [this] {
        Q_EMIT leaving();
        showChapter(chapters().front());
    });
    connect(m_text, &QTextBrowser::anchorClicked, this, &Page::leaving); // comes before it is shown
    connect(m_line, &QLineEdit::textEdited, this, &ManualPage::find);
    connect(m_line, &QLineEdit::returnPressed, this, &ManualPage::findNext);
    showChapter(chapters().front());
}

QString ManualPage::title() const { return tr("Manual"); }

void ManualPage::showChapter(const QString &name)
{
    if (m_text->source() != addressOf(name))
        m_text->setSource(addressOf(name));
}

void ManualPage::startFilter()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

Spot ManualPage::spot() const
{
    return {QFileInfo(m_text->source().path()).completeBaseName().toStdString(), {}};
}

// The arrows turn the page.
void ManualPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    if (!focusWidget())
        m_text->setFocus(Qt::OtherFocusReason);
}

// While it is typed: from where the last find begins, so that one more letter does not go on.
void ManualPage::find(const QString &text)
{
    QTextCursor cursor = m_text->textCursor();
    cursor.setPosition(cursor.selectionStart());
    m_text->setTextCursor(cursor);
    m_note->clear();
    if (!text.isEmpty())
        findNext();
}

void ManualPage::findNext()
{
    const QString text = m_line->text();
    if (text.isEmpty() || m_text->find(text))
        return;
    const auto found = std::ranges::find(chapters(), m_text->source(), addressOf);
    const int count = static_cast<int>(chapters().size());
    const int from = static_cast<int>(found - chapters().begin());
    for (int i = 1; i <= count; ++i)
        if (findFromChapter((from + i) % count, text))
            return;
    m_note->setText(tr("Not in the manual"));
}

bool ManualPage::findFromChapter(int chapter, const QString &text)
{
    QTextDocument looked;
    looked.setMarkdown(
        m_text->loadResource(QTextDocument::MarkdownResource, addressOf(chapters()[chapter]))
            .toString());
    if (looked.find(text).isNull())
        return false;
    if (m_text->source() != addressOf(chapters()[chapter]))
        Q_EMIT leaving();
    showChapter(chapters()[chapter]);
    m_text->moveCursor(QTextCursor::Start);
    return m_text->find(text);
}

} // namespace lens
