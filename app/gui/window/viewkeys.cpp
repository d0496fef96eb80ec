// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/viewkeys.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString tr(const char *text) { return QCoreApplication::translate("lens::ViewKeys", text); }

} // namespace

std::vector<ShortcutRow> viewKeys()
{
    const QString tree = tr("In the tree"), list = tr("In the list of recent files"),
                  locator = tr("In the line of Go to"), tabs = tr("On the tabs"),
                  comparison = tr("In a comparison"), pictures = tr("In heatmaps"),
                  lists = tr("In lists and lines of text"),
                  optimizer = tr("In the parameters of an optimizer"),
                  manual = tr("In the line that searches the manual");
    return {
        {tree, tr("Open everything below"), u"*"_s, tr("Open the groups below the selected row")},
        {tree, tr("Close every group"), u"/"_s, tr("Close every group of the tree")},
        {tree, tr("Open or close a group"), u"→  ←"_s, tr("Open the selected row, or close it")},
        {comparison, tr("Open or close a group"), u"→  ←"_s,
         tr("Show what is in the selected group, or only its counts")},
        {pictures, tr("Walk"), tr("Arrows"),
         tr("Read the next cell; in a comparison, of all three")},
        {pictures, tr("Zoom"), u"+  −"_s,
         tr("See less of it larger, down to single values, or more")},
        {pictures, tr("Move"), tr("Shift and an arrow"), tr("See the part beside")},
        {pictures, tr("Show all"), u"0"_s, tr("See the whole slice again")},
        {optimizer, tr("Walk"), u"→  ←"_s, tr("To the cell beside: Enter goes to its moment")},
        {manual, tr("Next"), tr("Return"), tr("Find it further down, or in the next chapter")},
        {manual, tr("Previous"), tr("Shift and Return"), tr("Find it further up")},
        {tabs, tr("Compare two tabs"), tr("Drag"),
         tr("Hold a tab over another one until that has a frame, then let go")},
        {tabs, tr("Move a tab"), tr("Drag"), tr("Let go between two tabs; Esc leaves it there")},
        {tabs, tr("Menu of the tab"), tr("Right button"),
         tr("Close, compare, reload or find the file")},
        {tabs, tr("Close the tab"), tr("Middle button"), tr("Close the tab under the pointer")},
        {list, tr("Open the file"), tr("Return"), tr("Open the file again")},
        {list, tr("Remove the file"), tr("Delete"), tr("Take the file off the list")},
        {lists, tr("Copy"), u"Ctrl+C"_s, tr("Copy what is selected"), u"list.copy"_s},
        {lists, tr("Select everything"), u"Ctrl+A"_s, tr("Select all of it"), u"list.all"_s},
        {lists, tr("Cut"), u"Ctrl+X"_s, tr("Copy what is selected and remove it"), u"list.cut"_s},
        {lists, tr("Paste"), u"Ctrl+V"_s, tr("Insert what was copied"), u"list.paste"_s},
        {locator, tr("What to do"), u">"_s, tr("Begin with > to find an action")},
        {locator, tr("Findings"), u"@"_s, tr("Begin with @ to find what is wrong")},
    };
}

QString withoutMnemonic(QString text)
{
    for (qsizetype at = text.indexOf(u'&'); at >= 0; at = text.indexOf(u'&', at + 1))
        text.remove(at, 1);
    return text;
}

} // namespace lens
