// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/kernels/view.h"

#include <algorithm>
#include <span>

namespace lens::engine {

namespace {

// Elements after the channel axis, which repeat one channel.
std::uint64_t channelRun(const TensorData &tensor, bool countRepeats)
{
    std::uint64_t run = 1;
    for (std::size_t i = static_cast<std::size_t>(tensor.axis) + 1; i < tensor.shape.size(); ++i) {
        if (countRepeats || tensor.stride[i] != 0)
            run *= static_cast<std::uint64_t>(tensor.shape[i]);
    }
    return run;
}

View unmerged(const TensorData &tensor)
{
    View view;
    const DTypeInfo &type = info(tensor.dtype);
    view.bytes = tensor.bytes.get();
    view.itemSize = type.itemSize;
    view.perItem = type.valuesPerItem;
    view.offset = static_cast<std::uint64_t>(tensor.offset);
    if (tensor.axis >= 0)
        view.channelRun = channelRun(tensor, true);
    for (std::size_t i = 0; i < tensor.shape.size(); ++i)
        view.axes.push_back({static_cast<std::uint64_t>(tensor.shape[i]),
                             static_cast<std::uint64_t>(tensor.stride[i])});
    return view;
}

// An axis of one step is no step, and an axis whose steps go on where the next one ends is one with
// it.
void merge(View &view)
{
    std::vector<Axis> merged;
    for (const Axis &axis : view.axes) {
        if (axis.size == 1)
            continue;
        if (!merged.empty() && axis.size != 0 && merged.back().stride == axis.stride * axis.size)
            merged.back() = {merged.back().size * axis.size, axis.stride};
        else
            merged.push_back(axis);
    }
    view.axes = std::move(merged);
}

bool empty(const View &view)
{
    return std::ranges::any_of(view.axes, [](const Axis &axis) { return axis.size == 0; });
}

bool widerStride(const Axis &a, const Axis &b) { return a.stride > b.stride; }

// Drops the axes that `views` have in common and that repeat the same elements in all of them.
void weighRepeats(std::span<View *> views, std::int64_t keep)
{
    for (std::size_t i = views[0]->axes.size(); i-- > 0;) {
        const bool repeats =
            std::ranges::all_of(views, [i](const View *view) { return view->axes[i].stride == 0; });
        if (!repeats || static_cast<std::int64_t>(i) == keep)
            continue;
        for (View *view : views) {
            view->weight *= view->axes[i].size;
            view->axes.erase(view->axes.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

// Walks both in the memory order of the first where that suits the second as well.
void sortTogether(View &a, View &b)
{
    std::vector<std::pair<Axis, Axis>> axes;
    for (std::size_t i = 0; i < a.axes.size(); ++i) {
        if (a.axes[i].size != 1)
            axes.emplace_back(a.axes[i], b.axes[i]);
    }
    std::ranges::stable_sort(axes, widerStride, &std::pair<Axis, Axis>::first);
    if (!std::ranges::is_sorted(axes, widerStride, &std::pair<Axis, Axis>::second))
        return;
    a.axes.clear();
    b.axes.clear();
    for (const auto &[first, second] : axes) {
        a.axes.push_back(first);
        b.axes.push_back(second);
    }
}

} // namespace

std::uint64_t View::count() const
{
    std::uint64_t product = 1;
    for (const Axis &axis : axes)
        product *= axis.size;
    return product;
}

bool View::contiguous() const { return axes.empty() || (axes.size() == 1 && axes[0].stride == 1); }

View rowMajor(const TensorData &tensor)
{
    View view = unmerged(tensor);
    merge(view);
    return view;
}

View memoryOrder(const TensorData &tensor)
{
    View view = unmerged(tensor);
    if (empty(view))
        return view;
    View *views[] = {&view};
    weighRepeats(views, tensor.axis);
    if (tensor.axis >= 0)
        view.channelRun = channelRun(tensor, false);
    else
        std::ranges::stable_sort(view.axes, widerStride);
    merge(view);
    return view;
}

std::pair<View, View> together(const TensorData &a, const TensorData &b)
{
    View first = unmerged(a), second = unmerged(b);
    if (empty(first))
        return {first, second};
    // Channels are found by the row-major place of an element, so the walk must keep it.
    if (a.axis < 0 && b.axis < 0) {
        View *views[] = {&first, &second};
        weighRepeats(views, -1);
        sortTogether(first, second);
    }
    merge(first);
    merge(second);
    return {first, second};
}

} // namespace lens::engine
