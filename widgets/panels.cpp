// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels.h"

#include "widgets/histogrampanel.h"
#include "widgets/parameterspage.h"
#include "widgets/summarypanel.h"
#include "widgets/valuespanel.h"

#include <QCoreApplication>

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("lens::Panels", text); }

template <typename Kind>
PanelSpec spec(const char *id, const char *title)
{
    return {id, tr(title), [](const PanelContext &context) { return new Kind(context); }};
}

} // namespace

std::vector<PanelSpec> filePanels()
{
    return {
        spec<ParametersPage>("parameters", QT_TRANSLATE_NOOP("lens::Panels", "Parameters")),
    };
}

std::vector<PanelSpec> detailPanels()
{
    return {
        spec<SummaryPanel>("summary", QT_TRANSLATE_NOOP("lens::Panels", "Summary")),
        spec<HistogramPanel>("histogram", QT_TRANSLATE_NOOP("lens::Panels", "Histogram")),
        spec<ValuesPanel>("values", QT_TRANSLATE_NOOP("lens::Panels", "Values")),
    };
}

} // namespace lens
