// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparedialog.h"

#include "model/document/plaintext.h"
#include "model/document/settings.h"
#include "widgets/prompts.h"
#include "widgets/screenroom.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {

CompareDialog::CompareDialog(Settings &settings, Prompts &prompts, std::vector<CompareSource> open,
                             QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
    , m_prompts(prompts)
    , m_sources(std::move(open))
    , m_a(new QComboBox)
    , m_b(new QComboBox)
{
    setObjectName(u"compareDialog"_s);
    setWindowTitle(tr("Compare two checkpoints"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *sides = new QFormLayout;
    sides->addRow(tr("&A"), makeSide(m_a, tr("File A")));
    sides->addRow(tr("&B"), makeSide(m_b, tr("File B")));
    for (const auto &[box, row] : {std::pair(m_a, 0), std::pair(m_b, 1)})
        qobject_cast<QLabel *>(sides->itemAt(row, QFormLayout::LabelRole)->widget())->setBuddy(box);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_compare = buttons->addButton(tr("&Compare"), QDialogButtonBox::AcceptRole);
    m_compare->setObjectName(u"startComparison"_s);
    auto *swap = buttons->addButton(tr("S&wap"), QDialogButtonBox::ActionRole);
    connect(swap, &QPushButton::clicked, this, &CompareDialog::swapSides);
    connect(buttons, &QDialogButtonBox::accepted, this, &CompareDialog::ask);
    connect(buttons, &QDialogButtonBox::rejected, this, &CompareDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(sides);
    layout->addStretch();
    layout->addWidget(buttons);
    // Only now, because a button without a dialog keeps nothing from being the default.
    m_compare->setDefault(true);
    resizeWithinScreen(*this, {fontMetrics().averageCharWidth() * 80, sizeHint().height()});
    const int count = static_cast<int>(m_sources.size());
    choose(count - 1, count - 2);
    if (QComboBox *open = openSide())
        open->setFocus();
}

QLayout *CompareDialog::makeSide(QComboBox *box, const QString &name)
{
    box->setObjectName(box == m_a ? u"compareA"_s : u"compareB"_s);
    box->setAccessibleName(name);
    box->setPlaceholderText(tr("Choose a file"));
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto *find = new QPushButton(box == m_a ? tr("B&rowse…") : tr("Br&owse…"));
    find->setAccessibleName(tr("Browse for %1").arg(name));
    find->setObjectName(box == m_a ? u"browseA"_s : u"browseB"_s);
    connect(find, &QPushButton::clicked, this, [this, box] { browse(box); });
    connect(box, &QComboBox::currentIndexChanged, this, &CompareDialog::refresh);
    auto *line = new QHBoxLayout;
    line->addWidget(box, 1);
    line->addWidget(find);
    return line;
}

// Lists the sources anew; -1 leaves a side open.
void CompareDialog::choose(int a, int b)
{
    for (const auto &[box, chosen] : {std::pair(m_a, a), std::pair(m_b, b)}) {
        box->clear();
        for (const CompareSource &source : m_sources) {
            box->addItem(source.name());
            box->setItemData(box->count() - 1, tipText(source.path), Qt::ToolTipRole);
        }
        box->setCurrentIndex(chosen);
    }
    refresh();
}

// Beside what is chosen already.
QString CompareDialog::folder() const
{
    for (const QComboBox *box : {m_a, m_b}) {
        const int chosen = box->currentIndex();
        const QString path = chosen < 0 ? QString() : m_sources[chosen].path;
        if (!path.isEmpty())
            return QFileInfo(path).absolutePath();
    }
    return m_settings.lastFolder();
}

void CompareDialog::browse(QComboBox *box)
{
    const QString title = box == m_a ? tr("Choose A") : tr("Choose B");
    const QString chosen = m_prompts.fileFor(this, title, folder());
    if (chosen.isEmpty())
        return;
    const QFileInfo file(chosen);
    m_settings.setLastFolder(file.absolutePath());
    const QString path = file.absoluteFilePath();
    const auto known =
        std::find_if(m_sources.begin(), m_sources.end(),
                     [&path](const CompareSource &source) { return source.path == path; });
    const int index = static_cast<int>(known - m_sources.begin());
    if (known == m_sources.end())
        m_sources.push_back({path, file.fileName()});
    tellApart(m_sources);
    choose(box == m_a ? index : m_a->currentIndex(), box == m_b ? index : m_b->currentIndex());
    QComboBox *open = openSide();
    open ? open->setFocus() : m_compare->setFocus();
}

void CompareDialog::swapSides() { choose(m_b->currentIndex(), m_a->currentIndex()); }

void CompareDialog::refresh() { m_compare->setEnabled(!openSide()); }

QComboBox *CompareDialog::openSide() const
{
    const bool isOpen = m_a->currentIndex() < 0;
    return isOpen ? m_a : m_b->currentIndex() < 0 ? m_b : nullptr;
}

// Before there is something to compare, Return looks for it.
void CompareDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (QComboBox *open = openSide(); open && isReturn)
        return browse(open);
    QDialog::keyPressEvent(event);
}

void CompareDialog::ask()
{
    const auto chosen = [this](const QComboBox *box) {
        return m_sources[static_cast<std::size_t>(box->currentIndex())];
    };
    Q_EMIT compareRequested(chosen(m_a), chosen(m_b));
    accept();
}

} // namespace lens
