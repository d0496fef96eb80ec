// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/valuescopy.h"
#include "model/items/valuesmodel.h"
#include "widgets/panel.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace lens {

class PlanePicker;

// The elements of the selected tensor, a plane of it at a time.
class ValuesPanel final : public Panel
{
    Q_OBJECT

public:
    explicit ValuesPanel(const PanelContext &context, QWidget *parent = nullptr);

    void showSelection(const Selection &selection) override;
    void forgetSelection() override;
    QWidget *mainPart() const override;
    // Brings an element into view: "[3, 1, 0, 2]" or a flat row-major index.
    void goTo(const QString &index);
    // Lets a person type an index.
    void askIndex();
    void findNext(Special wanted);
    // The selected cells as a table of exact numbers, of hexadecimal ones as they are shown.
    void copy();
    ValuesModel &model() { return *m_model; }
    // What is to be said of the values; empty where there is nothing.
    QString note() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeControls();
    QWidget *makeTable();
    void showNothing(const QString &reason);
    void showNote(const QString &note);
    void showPlane(const Plane &plane);
    void scrollToOrigin();
    void showElement(const std::vector<std::int64_t> &index);
    void resetColumns();
    void growColumns();
    void tellVisible();
    void tellCurrent();
    void copied(const Result<TableTexts> &result);
    void found(const Result<std::optional<std::uint64_t>> &result);
    std::uint64_t currentElement() const;

    std::uint32_t m_index = noIndex; // of the tensor
    ValuesModel *m_model;
    FindValueJob m_findJob;
    ValuesCopyJob m_copyJob;
    Special m_wanted = Special::NaN;
    QLabel *m_title, *m_note, *m_current;
    PlanePicker *m_picker;
    QComboBox *m_format;
    QLineEdit *m_goTo;
    QToolButton *m_nextNaN, *m_nextInfinite;
    QTableView *m_table;
};

} // namespace lens
