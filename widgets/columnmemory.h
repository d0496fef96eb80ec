// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QHeaderView>
#include <QObject>
#include <QString>

#include <optional>

namespace lens {

class Settings;

// Columns that are as wide as a person left them last, in tables of this name; each is known by its
// title, or its place. The others are as wide as the table makes them. Belongs to the header. One
// that fits the contents or takes what is left does so until a person takes hold of its edge; a
// fixed one cannot be taken.
class ColumnMemory final : public QObject
{
    Q_OBJECT

public:
    // What a column is known by: the titles of tensors would be kept for good, without end.
    enum class Known { ByTitle, ByPlace };
    // Once the columns are as they are to be at first.
    ColumnMemory(QHeaderView &header, Settings &settings, const QString &table,
                 Known known = Known::ByTitle);
    ~ColumnMemory() override;

    // The width that a person chose.
    std::optional<int> chosen(int column) const;
    // Those that a person chose in place of what the table would have.
    void overrule(QList<int> &widths) const;
    // After the table gave its columns other widths.
    void apply();
    // As at first, now that the settings are forgotten.
    void reset();

Q_SIGNALS:
    // The columns are the table's again, if it has a way of its own to fit them.
    void fitWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct AtFirst
    {
        QHeaderView::ResizeMode mode;
        int width;
    };
    struct Chosen
    {
        QString key;
        int width;
    };

    QString key(int column) const;
    int edgeAt(int x) const;
    void take(int column);
    void letGo(int column);
    void pointAt(int column);
    void resized(int column, int width);
    void keep();

    QHeaderView &m_header;
    Settings &m_settings;
    QString m_table;
    Known m_known;
    QHash<int, AtFirst> m_first;     // of the columns that are not the table's now
    std::optional<Chosen> m_dragged; // a person is at it: kept once that ends
    int m_pointed = -1;              // the column whose edge is below the mouse
    bool m_isHeld = false;           // and is held
};

} // namespace lens
