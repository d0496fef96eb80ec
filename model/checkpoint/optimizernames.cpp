// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/checkpoint/optimizerparts.h"
#include <algorithm>
#include <cctype>
#include <set>

namespace lens {

namespace {

// "optimizer_G" -> {"g"}: the words of a path that do not only say what kind of thing it is.
std::set<std::string> tellingWords(const std::string &path)
{
    static const std::set<std::string> general = {"optimizer", "optimizers", "optim", "opt",
                                                  "state",     "dict",       "model", "models",
                                                  "net",       "module",     "states"};
    std::set<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty() && !general.contains(word))
            words.insert(word);
        word.clear();
    };
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto c = static_cast<unsigned char>(path[i]);
        const bool hump =
            std::isupper(c) && i > 0 && std::islower(static_cast<unsigned char>(path[i - 1]));
        if (!std::isalnum(c) || hump)
            finish();
        if (std::isalnum(c))
            word += static_cast<char>(std::tolower(c));
    }
    finish();
    return words;
}

bool sharesWord(const std::set<std::string> &a, const std::set<std::string> &b)
{
    return std::ranges::any_of(a, [&b](const std::string &x) {
        return std::ranges::any_of(
            b, [&x](const std::string &y) { return x.starts_with(y) || y.starts_with(x); });
    });
}

// Of several models that fit equally well, the one that the optimizer's own path names.
const Naming *namedAlike(const std::vector<const Naming *> &namings, const std::string &path)
{
    const Naming *found = nullptr;
    for (const Naming *naming : namings) {
        if (!sharesWord(tellingWords(path), tellingWords(naming->model)))
            continue;
        if (found)
            return nullptr;
        found = naming;
    }
    return found;
}

std::vector<const Naming *> bestOf(const std::vector<Naming> &namings)
{
    std::vector<const Naming *> complete, fitting;
    for (const Naming &naming : namings) {
        if (naming.complete())
            complete.push_back(&naming);
        if (naming.fits)
            fitting.push_back(&naming);
    }
    return complete.empty() ? fitting : complete;
}

std::string whyNone(const std::vector<Naming> &namings, const std::vector<const Naming *> &best)
{
    if (namings.empty())
        return "no model was found to take the names from";
    if (best.empty())
        return "no model here has such parameters in this order";
    return best[0]->model + " and " + best[1]->model + " both fit";
}

} // namespace

void nameByOrder(const Checkpoint &checkpoint, OptimizerReading &reading,
                 const std::vector<ModelPlace> &models)
{
    const auto unnamed = [](const OptimizerParam &param) { return param.nameSource.empty(); };
    if (std::ranges::none_of(reading.params, unnamed))
        return;
    std::vector<Naming> namings;
    for (const ModelPlace &model : models)
        namings.push_back(joinToModel(reading, model));
    // An actor and its critic often share an optimizer.
    if (models.size() > 1 && std::ranges::none_of(namings, &Naming::fits))
        namings.push_back(joinToAll(reading, models));
    const auto best = bestOf(namings);
    const bool agree = !best.empty() && std::ranges::all_of(best, [&best](const Naming *naming) {
        return naming->names == best.front()->names;
    });
    const Naming *chosen =
        agree ? best.front() : namedAlike(best, placeText(checkpoint, reading.entry));
    const std::string none = chosen ? std::string() : whyNone(namings, best);
    std::size_t number = 0;
    for (OptimizerParam &param : reading.params) {
        const std::size_t i = param.group == noIndex ? 0 : number++;
        if (!unnamed(param))
            continue;
        param.name = chosen ? chosen->names[i] : std::string();
        param.nameSource = param.name.empty() ? "none" : "order";
        param.reason = chosen ? chosen->reasons[i] : none;
    }
}

} // namespace lens
