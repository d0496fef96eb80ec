// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <set>
#include <string>

class QComboBox;

namespace lens {

class RetagModel;
class Settings;

// A RetagModel with a box to choose from in every row that is seen. The others have none, so that
// any number of tags will do. The arrow keys go from row to row, Tab from box to box.
class RetagTable final : public QTableView
{
    Q_OBJECT

public:
    RetagTable(RetagModel &model, Settings &settings, QWidget *parent = nullptr);

protected:
    void reset() override;
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    bool focusNextPrevChild(bool next) override;

private:
    QModelIndex target(int row) const;
    bool hasFocusIn(int row) const;
    void growWithRows();
    void openSeen();
    void orderTabs();

    std::set<int> m_open; // rows with a box
};

// A box with the usual device tags, in which any other may be typed.
QComboBox *tagChooser(QWidget *parent = nullptr);

} // namespace lens
