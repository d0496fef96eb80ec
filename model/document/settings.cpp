// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/document/settings.h"

using namespace Qt::StringLiterals;

namespace lens {

const QString Settings::geometryKey = u"window/geometry"_s;
const QString Settings::splitterKey = u"window/splitter"_s;
const QString Settings::themeKey = u"look/theme"_s;
const QString Settings::logCountsKey = u"histogram/logarithmicCounts"_s;
const QString Settings::lastFolderKey = u"files/lastFolder"_s;

Settings::Settings()
    : m_store(QSettings::IniFormat, QSettings::UserScope, u"ckptlens"_s, u"ckptlens"_s)
{}

Settings::Settings(const QString &iniFile)
    : m_store(iniFile, QSettings::IniFormat)
{}

ThemeChoice Settings::theme() const { return themeFromName(m_store.value(themeKey).toString()); }

void Settings::setTheme(ThemeChoice theme)
{
    static const QString names[] = {u"system"_s, u"light"_s, u"dark"_s};
    m_store.setValue(themeKey, names[static_cast<int>(theme)]);
}

ThemeChoice themeFromName(const QString &name)
{
    if (name == "light"_L1)
        return ThemeChoice::Light;
    return name == "dark"_L1 ? ThemeChoice::Dark : ThemeChoice::System;
}

} // namespace lens
