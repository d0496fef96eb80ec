// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/manualpage.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextTable>

#include <algorithm>
#include <utility>

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
    m_line->setPlaceholderText(tr("Search the manual; Enter goes on, with Shift back"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
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
    showChapter(chapters().front());
}

QString ManualPage::title() const { return tr("Manual"); }

void ManualPage::showChapter(const QString &name, const QString &heading)
{
    if (m_text->source() != addressOf(name))
        m_text->setSource(addressOf(name));
    m_text->moveCursor(QTextCursor::End); // so that what is looked for comes to the top
    QTextBlock block = m_text->document()->begin();
    while (block.isValid() && (block.blockFormat().headingLevel() == 0 || block.text() != heading))
        block = block.next();
    m_text->setTextCursor(QTextCursor(block.isValid() ? block : m_text->document()->begin()));
    m_text->ensureCursorVisible();
}

void ManualPage::startFilter()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
    m_line->selectAll();
}

Spot ManualPage::spot() const
{
    Spot spot{QFileInfo(m_text->source().path()).completeBaseName().toStdString(), {}};
    spot.row = static_cast<std::uint32_t>(m_text->verticalScrollBar()->value());
    return spot;
}

void ManualPage::goTo(const Spot &spot)
{
    showChapter(QString::fromStdString(spot.part));
    m_text->verticalScrollBar()->setValue(static_cast<int>(spot.row));
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
    m_hasLeft = m_hasLeft && !text.isEmpty();
    findNext();
}

void ManualPage::findNext(QTextDocument::FindFlags flags)
{
    const QString text = m_line->text();
    m_note->clear();
    if (text.isEmpty() || m_text->find(text, flags))
        return;
    const auto found = std::ranges::find(chapters(), m_text->source(), addressOf);
    const int count = static_cast<int>(chapters().size());
    const int from = static_cast<int>(found - chapters().begin());
    const int by = flags & QTextDocument::FindBackward ? count - 1 : 1;
    for (int i = 1; i <= count; ++i)
        if (findInChapter((from + i * by) % count, text, flags))
            return;
    m_note->setText(tr("Not in the manual"));
}

bool ManualPage::findInChapter(int chapter, const QString &text, QTextDocument::FindFlags flags)
{
    QTextDocument looked;
    looked.setMarkdown(
        m_text->loadResource(QTextDocument::MarkdownResource, addressOf(chapters()[chapter]))
            .toString());
    if (looked.find(text).isNull())
        return false;
    if (m_text->source() != addressOf(chapters()[chapter]) && !std::exchange(m_hasLeft, true))
        Q_EMIT leaving();
    showChapter(chapters()[chapter]);
    m_text->moveCursor(flags & QTextDocument::FindBackward ? QTextCursor::End : QTextCursor::Start);
    return m_text->find(text, flags);
}

// Escape is also a key of the window: here it belongs to the line.
bool ManualPage::eventFilter(QObject *watched, QEvent *event)
{
    const auto type = event->type();
    if (type == QEvent::KeyPress)
        return takeKey(static_cast<const QKeyEvent &>(*event));
    if (type != QEvent::ShortcutOverride ||
        static_cast<QKeyEvent *>(event)->key() != Qt::Key_Escape)
        return Page::eventFilter(watched, event);
    event->accept();
    return true;
}

bool ManualPage::takeKey(const QKeyEvent &key)
{
    switch (key.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_hasLeft = false;
        findNext(key.modifiers() & Qt::ShiftModifier ? QTextDocument::FindBackward
                                                     : QTextDocument::FindFlags());
        return true;
    case Qt::Key_Escape:
        m_hasLeft = false;
        m_note->clear();
        if (m_line->text().isEmpty())
            m_text->setFocus(Qt::OtherFocusReason);
        m_line->clear();
        return true;
    case Qt::Key_Down: m_text->setFocus(Qt::OtherFocusReason); return true;
    default: return false;
    }
}

} // namespace lens
