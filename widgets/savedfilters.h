// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QToolButton>

namespace lens {

// A star beside the filter: keeps the filter that is there, and offers those kept before.
class SavedFilters final : public QToolButton
{
    Q_OBJECT

public:
    explicit SavedFilters(QWidget *parent = nullptr);

    void setFilters(const QStringList &filters);
    // What is typed now.
    void setCurrent(const QString &filter);

Q_SIGNALS:
    void chosen(const QString &filter);
    void filtersChanged(const QStringList &filters);

private:
    void fillMenu();
    void keep();
    void remove();

    QStringList m_filters; // the latest first
    QString m_current;
};

} // namespace lens
