// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels.h"

#include "widgets/heatmappanel.h"
#include "widgets/histogrampanel.h"
#include "widgets/metadatapage.h"
#include "widgets/optimizerpage.h"
#include "widgets/parameterspage.h"
#include "widgets/reportpage.h"
#include "widgets/storagepanel.h"
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
        spec<MetadataPage>("metadata", QT_TRANSLATE_NOOP("lens::Panels", "Metadata")),
        spec<OptimizerPage>("optimizer", QT_TRANSLATE_NOOP("lens::Panels", "Optimizer")),
        spec<ReportPage>("report", QT_TRANSLATE_NOOP("lens::Panels", "Report")),
    };
}

std::vector<PanelSpec> detailPanels()
{
    return {
        spec<SummaryPanel>("summary", QT_TRANSLATE_NOOP("lens::Panels", "Summary")),
        spec<HistogramPanel>("histogram", QT_TRANSLATE_NOOP("lens::Panels", "Histogram")),
        spec<ValuesPanel>("values", QT_TRANSLATE_NOOP("lens::Panels", "Values")),
        spec<HeatmapPanel>("heatmap", QT_TRANSLATE_NOOP("lens::Panels", "Heatmap")),
        spec<StoragePanel>("storage", QT_TRANSLATE_NOOP("lens::Panels", "Storage")),
    };
}

} // namespace lens
