// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/comparemodel.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace lens {

class StateChips;

// Which rows of a comparison are listed: a chip for each state, a filter over the names, and the
// legend that says what the states mean.
class CompareFilter final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareFilter(CompareModel &model, QWidget *parent = nullptr);
    void start(); // the person wants to type
    // Takes away what keeps an aligned row from the list.
    void reveal(std::size_t row);

Q_SIGNALS:
    void left();    // to what was found
    void changed(); // by a person

private:
    void refresh();
    QToolButton *makeLegend();
    void showLegend(const QWidget *below);
    void filter(const QString &text);
    void tellChange();

    CompareModel &m_model;
    StateChips *m_chips;
    QLineEdit *m_filter;
    QLabel *m_count, *m_fault;
    bool m_isRevealing = false;
};

} // namespace lens
