// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/storagepanel.h"

#include "model/document/plaintext.h"
#include "model/items/roles.h"
#include "model/items/sharersmodel.h"
#include "model/items/treemodel.h"
#include "widgets/factlist.h"
#include "widgets/facts.h"
#include "widgets/rowtable.h"
#include "widgets/titlelabel.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

constexpr int shownSharers = 6; // without scrolling
constexpr int shownLines = 4;   // where there is no room for more

QString numbers(const std::vector<std::int64_t> &values)
{
    QStringList texts;
    for (const auto value : values)
        texts << QString::number(value);
    return texts.isEmpty() ? StoragePanel::tr("none, a single value") : texts.join(", "_L1);
}

const std::string &recordOf(const Storage &storage)
{
    return storage.member.empty() ? storage.key : storage.member;
}

QString placeText(const Checkpoint &checkpoint, const Storage &storage)
{
    const QString offset = plainText(grouped(storage.offset));
    if (recordOf(storage).empty())
        return StoragePanel::tr("within the pickle");
    const bool inflated = checkpoint.file && storage.bytes && !storage.bytes->fileRange();
    return inflated ? StoragePanel::tr("byte %1 of the unpacked record").arg(offset)
                    : StoragePanel::tr("byte %1 of the file").arg(offset);
}

} // namespace

StoragePanel::StoragePanel(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_sharers(new SharersModel(this))
    , m_title(new TitleLabel)
    , m_note(new QLabel)
    , m_sharing(new QLabel)
    , m_bytesTitle(new QLabel(tr("First bytes of the tensor")))
    , m_facts(new FactList(tr("Used by all tensors")))
    , m_table(
          new RowTable(u"sharersTable"_s, tr("Tensors that share the storage"), context.settings))
    , m_bytes(new QPlainTextEdit)
{
    setObjectName(u"storagePanel"_s);
    QFont bold = font();
    bold.setBold(true);
    for (QLabel *label : {m_sharing, m_bytesTitle}) {
        label->setFont(bold);
        label->setContentsMargins(0, fontMetrics().height() / 2, 0, 0);
    }
    for (QLabel *label : {m_note, m_sharing}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_table->setRows(m_sharers);
    m_table->sizeColumns({{}, u"512×512×3×3"_s, u"100,000,000"_s});
    m_bytes->setObjectName(u"storageBytes"_s);
    m_bytes->setAccessibleName(tr("First bytes of the tensor"));
    m_bytes->setReadOnly(true);
    m_bytes->setTabChangesFocus(true);
    m_bytes->setFrameShape(QFrame::NoFrame);
    m_bytes->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_bytes->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    const int margin = fontMetrics().height() * 3 / 4;
    layout->setContentsMargins(margin, margin, margin, margin);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_note, m_facts, m_sharing,
                                                          m_table, m_bytesTitle})
        layout->addWidget(part);
    layout->addWidget(m_bytes, 100);
    layout->addStretch(1);
    scroll(content);
    watch(&m_job, tr("Reading the storage"));
    connect(&m_job, &StorageJob::finished, this, &StoragePanel::showDetails);
    connect(m_table, &RowTable::rowChosen, this, [this](const QModelIndex &row) {
        Q_EMIT entryRequested(row.data(EntryRole).toUInt());
    });
}

// In a small window the bytes are below what is seen.
void StoragePanel::scroll(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setBackgroundRole(backgroundRole());
    area->setAccessibleName(tr("Storage of the selected tensor"));
    area->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(area);
}

void StoragePanel::showSelection(const Selection &selection)
{
    m_job.abandon();
    m_title->setText(pathTitle(document(), selection.current));
    m_tensor = tensorAt(selection.current);
    if (m_tensor == noIndex)
        return showNothing(tr("Select a tensor to see where its bytes lie."));
    const Tensor &tensor = document().checkpoint()->tensors[m_tensor];
    if (tensor.meta)
        return showNothing(tr("A meta tensor has a shape and no bytes."));
    if (tensor.storage == noIndex)
        return showNothing(
            tr("This tensor has no storage of its own; it is made of the entries below it."));
    m_note->hide();
    m_facts->show();
    showFacts(nullptr);
    m_job.start(document().checkpoint(), m_tensor);
}

void StoragePanel::showNothing(const QString &reason)
{
    m_note->setText(reason);
    m_note->show();
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_facts, m_sharing, m_table, m_bytesTitle, m_bytes})
        part->hide();
}

void StoragePanel::showFacts(const StorageDetails *details)
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const Tensor &tensor = checkpoint.tensors[m_tensor];
    const Storage &storage = checkpoint.storages[tensor.storage];
    FactSection layout{tr("Layout"), {}};
    layout.facts = {
        {tr("Shape"), shapeText(tensor.shape)},
        {tr("Stride"), numbers(tensor.stride)},
        {tr("Contiguous"), isContiguous(tensor) ? tr("yes") : tr("no")},
        {tr("Begins"), tr("element %1, byte %2 of the storage")
                           .arg(tensor.storageOffset)
                           .arg(plainText(grouped(firstByteOf(tensor))))},
        {tr("Byte order"), storage.bigEndian ? tr("big endian") : tr("little endian")},
    };
    FactSection place{tr("Storage"), {}};
    place.facts = {
        {tr("Record"), recordOf(storage).empty() ? tr("none") : plainText(recordOf(storage), 120)},
        {tr("Lies at"), placeText(checkpoint, storage)},
        {tr("Stored"), bytesText(storage.nbytes)},
        {tr("Used here"), bytesText(tensor.nbytes())},
        {tr("Used by all tensors"), details ? bytesText(details->usedBytes) : u"…"_s},
    };
    if (details && details->usedBytes < storage.nbytes)
        place.facts.push_back({tr("Unused"), bytesText(storage.nbytes - details->usedBytes)});
    m_facts->setSections({place, layout});
}

// As high as its lines where there is room for them.
void StoragePanel::showBytes(const QString &text)
{
    m_bytes->setPlainText(text);
    const int room = fontMetrics().height(); // its margins
    const int lines = static_cast<int>(text.count(u'\n')) + 1;
    const int line = m_bytes->fontMetrics().lineSpacing();
    m_bytes->setMinimumHeight(std::min(lines, shownLines) * line + room);
    m_bytes->setMaximumHeight(lines * line + room);
}

void StoragePanel::showDetails(const StorageDetails &details)
{
    const Checkpoint &checkpoint = *document().checkpoint();
    const Storage &storage = checkpoint.storages[checkpoint.tensors[m_tensor].storage];
    showFacts(&details);
    const auto count = details.sharers.size();
    m_sharing->setText(count == 0   ? tr("No other tensor shares these bytes.")
                       : count == 1 ? tr("One other tensor shares the storage")
                                    : tr("%1 other tensors share the storage").arg(count));
    m_sharers->setSharers(document().checkpoint(), details.sharers);
    m_table->fitRows(shownSharers);
    const std::uint64_t start = storage.offset + details.firstByte;
    showBytes(details.problem.empty() ? QString::fromStdString(hexLines(details.head, start))
                                      : plainText(details.problem));
    m_sharing->show();
    m_table->setVisible(count > 0);
    m_bytesTitle->show();
    m_bytes->show();
}

} // namespace lens
