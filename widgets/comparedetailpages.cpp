// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/comparedetails.h"

#include <QTabBar>
#include <QTabWidget>

#include <algorithm>

// What can be shown of a row of a comparison, by name.

using namespace Qt::StringLiterals;

namespace lens {

// Called as the pages of a document where they show the like. Without a table they leave the one
// that is there.
struct CompareDetails::PageSpec
{
    QString name;
    View view;
    std::optional<Table> table = {};
};

const std::vector<CompareDetails::PageSpec> &CompareDetails::pages()
{
    static const std::vector<PageSpec> specs{{u"summary"_s, NumbersView, SidesTable},
                                             {u"histogram"_s, NumbersView},
                                             {u"values"_s, NumbersView, LargestTable},
                                             {u"differences"_s, NumbersView, LargestTable},
                                             {u"heatmap"_s, HeatmapsView},
                                             {u"heatmaps"_s, HeatmapsView}};
    return specs;
}

QStringList CompareDetails::pageNames()
{
    QStringList names;
    for (const PageSpec &page : pages())
        names << page.name;
    return names;
}

void CompareDetails::showPage(const QString &name)
{
    const auto page = std::ranges::find(pages(), name, &PageSpec::name);
    if (page == pages().end())
        return;
    m_views->setCurrentIndex(page->view);
    m_table = page->table.value_or(static_cast<Table>(m_table));
    if (m_areTensors)
        m_tables->setCurrentIndex(m_table);
}

} // namespace lens
