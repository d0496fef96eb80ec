// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace lens {

struct Fact
{
    QString name; // empty: the value takes the whole line
    QString value;
};

struct FactSection
{
    QString title; // may be empty
    std::vector<Fact> facts;
};

// Names and values in two columns under headings; every value can be selected and copied. Labels
// are kept and filled anew, so that walking through a tree does not build widgets.
class FactList final : public QWidget
{
    Q_OBJECT

public:
    // Lists below each other line up when they have the same widest name.
    explicit FactList(const QString &widestName, QWidget *parent = nullptr);
    void setSections(const std::vector<FactSection> &sections);
    // All that is shown, a fact a line: what a person copies.
    QString text() const;

private:
    struct Row
    {
        QLabel *name, *value;
    };
    Row &row(std::size_t index);
    void fill(std::size_t index, const QString &name, const QString &value);
    void fillHeading(std::size_t index, const QString &title);

    QGridLayout *m_grid;
    std::vector<Row> m_rows;
    std::size_t m_used = 0;
};

} // namespace lens
