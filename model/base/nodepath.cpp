// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/base/nodepath.h"

namespace lens {

std::string stepName(const Step &step)
{
    return step.kind == StepKind::Index ? std::to_string(step.index) : std::string(step.text);
}

std::string stepText(const Step &step)
{
    if (step.kind == StepKind::Index)
        return stepName(step);
    std::string text;
    std::string_view rest = step.text;
    for (auto at = rest.find('/'); at != rest.npos; at = rest.find('/')) {
        text.append(rest.substr(0, at)).append("\\/");
        rest.remove_prefix(at + 1);
    }
    return text.append(rest);
}

std::string pathText(std::span<const Step> steps)
{
    std::string text;
    for (std::size_t i = 0; i < steps.size(); ++i)
        text += (i ? "/" : "") + stepText(steps[i]); // a first key may be empty
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
