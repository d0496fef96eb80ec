// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

#include <vector>

namespace lens {

class Settings;

// A fact about both sides of a comparison.
struct SideFact
{
    QString name, a, b;
};

// Facts about A and B in two columns; where they differ they are bold.
class SideBySide final : public QTreeWidget
{
    Q_OBJECT

public:
    explicit SideBySide(Settings &settings, QWidget *parent = nullptr);
    void setFacts(const std::vector<SideFact> &facts);

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintNames();
};

} // namespace lens
