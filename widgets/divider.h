// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QSplitter>

namespace lens {

class Settings;

// Parts with lines between them that are where a person left them last, on pages of this name.
class Divider final : public QSplitter
{
    Q_OBJECT

public:
    Divider(Qt::Orientation orientation, Settings &settings, const QString &name,
            QWidget *parent = nullptr);

    // Of the parts, which are all there: as the person left them, else of these sizes.
    void begin(const QList<int> &sizes);
    // Of these sizes as long as the person did not choose.
    void suggest(const QList<int> &sizes);
    // As at first.
    void reset();

private:
    Settings &m_settings;
    QString m_name;
    QList<int> m_first;
    bool m_chosen = false;
};

} // namespace lens
