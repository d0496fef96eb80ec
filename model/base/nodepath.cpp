// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/nodepath.h"

namespace lens {

std::string stepText(const Step &step)
{
    if (step.kind == StepKind::Root)
        return {};
    if (step.kind == StepKind::Index)
        return std::to_string(step.index);
    std::string text;
    text.reserve(step.text.size());
    for (const char c : step.text) {
        if (c == '/')
            text += '\\';
        text += c;
    }
    return text;
}

std::vector<std::string> splitPath(std::string_view path)
{
    std::vector<std::string> steps;
    std::string step;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path.substr(i, 2) == "\\/") {
            step += '/';
            ++i;
        } else if (path[i] == '/') {
            steps.push_back(std::move(step));
            step.clear();
        } else {
            step += path[i];
        }
    }
    if (!step.empty() || !steps.empty())
        steps.push_back(std::move(step));
    return steps;
}

} // namespace lens
