// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/histogram.h"

#include <QByteArray>
#include <QMap>
#include <QSettings>
#include <QString>
#include <QStringList>

#include <optional>

namespace lens {

enum class ThemeChoice { System, Light, Dark };

// What the program remembers between runs, by name and type. One object, owned by the program.
class Settings
{
public:
    Settings(); // the person's own file
    explicit Settings(const QString &iniFile);

    ThemeChoice theme() const;
    void setTheme(ThemeChoice theme);
    QByteArray windowGeometry() const { return m_store.value(geometryKey).toByteArray(); }
    void setWindowGeometry(const QByteArray &geometry) { m_store.setValue(geometryKey, geometry); }
    // Window, columns and dividing lines as they were at first.
    void forgetLayout();
    // Where the lines between the parts of a page are; by the name of the page.
    QByteArray divider(const QString &page) const;
    void setDivider(const QString &page, const QByteArray &state);
    // As a person left it, of the column with this title in tables of this name.
    std::optional<int> columnWidth(const QString &table, const QString &title) const;
    void setColumnWidth(const QString &table, const QString &title, int width);
    bool logarithmicCounts() const { return m_store.value(logCountsKey, false).toBool(); }
    void setLogarithmicCounts(bool on) { m_store.setValue(logCountsKey, on); }
    HistogramChoice histogramChoice() const; // its custom range is not remembered
    void setHistogramChoice(const HistogramChoice &choice);
    bool normalCurve() const { return m_store.value(normalCurveKey, false).toBool(); }
    void setNormalCurve(bool on) { m_store.setValue(normalCurveKey, on); }
    QByteArray treeColumns() const { return m_store.value(treeColumnsKey).toByteArray(); }
    void setTreeColumns(const QByteArray &state) { m_store.setValue(treeColumnsKey, state); }
    QStringList savedFilters() const { return m_store.value(savedFiltersKey).toStringList(); }
    void setSavedFilters(const QStringList &filters) { m_store.setValue(savedFiltersKey, filters); }
    QString lastFolder() const { return m_store.value(lastFolderKey).toString(); }
    void setLastFolder(const QString &folder) { m_store.setValue(lastFolderKey, folder); }
    // Absolute paths, the latest first.
    QStringList recentFiles() const { return m_store.value(recentKey).toStringList(); }
    void setRecentFiles(const QStringList &paths) { m_store.setValue(recentKey, paths); }
    // Of the actions whose keys were changed, by their ids: as every process left them, which may
    // be of another version.
    QMap<QString, QString> shortcuts();
    void setShortcuts(const QMap<QString, QString> &keys);

private:
    static const QString recentKey, shortcutsKey;
    static const QString geometryKey, dividersKey, columnsKey, themeKey, logCountsKey,
        lastFolderKey;
    static const QString histogramBinsKey, histogramSpanKey, magnitudesKey, normalCurveKey;
    static const QString treeColumnsKey, savedFiltersKey;
    QSettings m_store;
};

// "system", "light", "dark"; anything else is System.
ThemeChoice themeFromName(const QString &name);

} // namespace lens
