// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/settings.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace lens {

const QString Settings::geometryKey = u"window/geometry"_s;
const QString Settings::dividersKey = u"window/dividers"_s;
const QString Settings::columnsKey = u"window/columns"_s;
const QString Settings::themeKey = u"look/theme"_s;
const QString Settings::logCountsKey = u"histogram/logarithmicCounts"_s;
const QString Settings::histogramBinsKey = u"histogram/bins"_s;
const QString Settings::histogramSpanKey = u"histogram/range"_s;
const QString Settings::magnitudesKey = u"histogram/magnitudes"_s;
const QString Settings::normalCurveKey = u"histogram/normalCurve"_s;
const QString Settings::recentKey = u"files/recent"_s;
const QString Settings::shortcutsKey = u"shortcuts/"_s;
const QString Settings::treeColumnsKey = u"tree/columns"_s;
const QString Settings::savedFiltersKey = u"tree/filters"_s;
const QString Settings::lastFolderKey = u"files/lastFolder"_s;

Settings::Settings()
    : m_store(QSettings::IniFormat, QSettings::UserScope, u"ckptlens"_s, u"ckptlens"_s)
{}

Settings::Settings(const QString &iniFile)
    : m_store(iniFile, QSettings::IniFormat)
{}

void Settings::forgetLayout()
{
    for (const auto &key : {geometryKey, dividersKey, columnsKey, treeColumnsKey})
        m_store.remove(key);
}

QByteArray Settings::divider(const QString &page) const
{
    return m_store.value(dividersKey + u'/' + page).toByteArray();
}

void Settings::setDivider(const QString &page, const QByteArray &state)
{
    m_store.setValue(dividersKey + u'/' + page, state);
}

std::optional<int> Settings::columnWidth(const QString &table, const QString &title) const
{
    constexpr int least = 8, most = 10'000; // of a file that anybody may have written
    const int width = m_store.value(columnsKey + u'/' + table + u'/' + title).toInt();
    return width > 0 ? std::optional(std::clamp(width, least, most)) : std::nullopt;
}

void Settings::setColumnWidth(const QString &table, const QString &title, int width)
{
    m_store.setValue(columnsKey + u'/' + table + u'/' + title, width);
}

ThemeChoice Settings::theme() const { return themeFromName(m_store.value(themeKey).toString()); }

void Settings::setTheme(ThemeChoice theme)
{
    static const QString names[] = {u"system"_s, u"light"_s, u"dark"_s};
    m_store.setValue(themeKey, names[static_cast<int>(theme)]);
}

HistogramChoice Settings::histogramChoice() const
{
    HistogramChoice choice;
    choice.bins = std::clamp(m_store.value(histogramBinsKey, 0).toInt(), 0, 1024);
    const QString span = m_store.value(histogramSpanKey).toString();
    if (span == "percentiles"_L1)
        choice.span = HistogramSpan::Robust;
    else if (span == "sigma"_L1)
        choice.span = HistogramSpan::FourSigma;
    choice.magnitudes = m_store.value(magnitudesKey, false).toBool();
    return choice;
}

void Settings::setHistogramChoice(const HistogramChoice &choice)
{
    static const QString names[] = {u"full"_s, u"percentiles"_s, u"sigma"_s};
    m_store.setValue(histogramBinsKey, choice.bins);
    m_store.setValue(magnitudesKey, choice.magnitudes);
    if (choice.span != HistogramSpan::Custom)
        m_store.setValue(histogramSpanKey, names[static_cast<int>(choice.span)]);
}

// What is no text was not written by this program.
QMap<QString, QString> Settings::shortcuts()
{
    m_store.sync();
    QMap<QString, QString> keys;
    for (const QString &key : m_store.allKeys())
        if (const QVariant value = m_store.value(key);
            key.startsWith(shortcutsKey) && value.typeId() == QMetaType::QString)
            keys[key.sliced(shortcutsKey.size())] = value.toString();
    return keys;
}

void Settings::setShortcuts(const QMap<QString, QString> &keys)
{
    m_store.remove(shortcutsKey.chopped(1));
    for (auto it = keys.begin(); it != keys.end(); ++it)
        m_store.setValue(shortcutsKey + it.key(), *it);
    m_store.sync();
}

ThemeChoice themeFromName(const QString &name)
{
    if (name == "light"_L1)
        return ThemeChoice::Light;
    return name == "dark"_L1 ? ThemeChoice::Dark : ThemeChoice::System;
}

} // namespace lens
