// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/commandline.h"

#include "widgets/comparedetails.h"
#include "widgets/panels.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("CommandLine", text); }

// "1200x800"; invalid when it is not that.
QSize sizeFrom(const QString &text)
{
    const auto parts = text.split(u'x');
    bool okWidth = false, okHeight = false;
    if (parts.size() != 2)
        return {};
    const QSize size(parts[0].toInt(&okWidth), parts[1].toInt(&okHeight));
    return okWidth && okHeight && !size.isEmpty() ? size : QSize();
}

QStringList panelIds()
{
    QStringList ids;
    for (const auto &specs : {detailPanels(), filePanels()})
        for (const PanelSpec &spec : specs)
            ids << QString::fromLatin1(spec.id);
    return ids;
}

CommandLine refusal(const QString &reason)
{
    CommandLine line;
    line.answer = u"ckptlens: %1\n%2\n"_s.arg(reason, tr("Try 'ckptlens --help'."));
    line.wrong = true;
    return line;
}

} // namespace

CommandLine readCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        tr("Looks inside PyTorch and safetensors checkpoints. Nothing in a file is executed."));
    parser.addPositionalArgument(u"files"_s, tr("Checkpoints to open."), u"[FILE…]"_s);
    parser.addOptions({
        {{u"h"_s, u"help"_s}, tr("Print this help.")},
        {{u"v"_s, u"version"_s}, tr("Print the version.")},
        {u"diff"_s, tr("Compare two checkpoints: --diff A B.")},
        {u"sample"_s, tr("Open the built-in sample.")},
        {u"new-window"_s, tr("Open each file in a window of its own.")},
        {u"read-only"_s, tr("Open the files for reading only: nothing is saved over them.")},
        {u"select"_s, tr("Select this entry in each file: model/fc1.weight."), u"PATH"_s},
        {u"view"_s,
         tr("Show this page of each file first: %1; or of a comparison: %2.")
             .arg(panelIds().join(", "_L1), CompareDetails::pageNames().join(", "_L1)),
         u"NAME"_s},
        {u"theme"_s, tr("Colours for this run: system, light or dark."), u"NAME"_s},
        {u"screenshot"_s, tr("Write a picture of the window and end; needs no display."),
         u"FILE"_s},
        {u"size"_s, tr("Size of the window in pixels: 1200x800."), u"WxH"_s},
    });
    if (!parser.parse(arguments))
        return refusal(parser.errorText());
    CommandLine line;
    if (parser.isSet(u"version"_s))
        line.answer = u"ckptlens %1\n"_s.arg(QCoreApplication::applicationVersion());
    else if (parser.isSet(u"help"_s))
        line.answer = parser.helpText();
    line.files = parser.positionalArguments();
    line.compare = parser.isSet(u"diff"_s);
    if (line.compare && line.answer.isEmpty() && line.files.size() != 2)
        return refusal(tr("--diff takes two files, not %1").arg(line.files.size()));
    line.select = parser.value(u"select"_s);
    line.screenshot = parser.value(u"screenshot"_s);
    line.sample = parser.isSet(u"sample"_s);
    line.newWindows = parser.isSet(u"new-window"_s);
    line.readOnly = parser.isSet(u"read-only"_s);
    line.view = parser.value(u"view"_s);
    const QStringList views = line.compare ? CompareDetails::pageNames() : panelIds();
    if (!line.view.isEmpty() && !views.contains(line.view))
        return refusal((line.compare ? tr("a comparison has no page '%1'; it has %2")
                                     : tr("a file has no page '%1'; it has %2"))
                           .arg(line.view, views.join(", "_L1)));
    const QString theme = parser.value(u"theme"_s);
    if (!theme.isEmpty() && !QStringList{u"system"_s, u"light"_s, u"dark"_s}.contains(theme))
        return refusal(tr("'%1' is no theme; there are system, light and dark").arg(theme));
    if (!theme.isEmpty())
        line.theme = themeFromName(theme);
    if (parser.isSet(u"size"_s)) {
        line.size = sizeFrom(parser.value(u"size"_s));
        if (!line.size.isValid())
            return refusal(
                tr("'%1' is no size; write it as 1200x800").arg(parser.value(u"size"_s)));
    }
    return line;
}

} // namespace lens
