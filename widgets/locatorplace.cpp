// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/locatorplace.h"

#include "model/document/plaintext.h"
#include "model/items/comparednames.h"
#include "model/items/treemodel.h"

using namespace Qt::StringLiterals;

namespace lens {
namespace {

QString entryDetail(const Checkpoint &checkpoint, std::uint32_t index)
{
    const Tensor *tensor = checkpoint.tensor(checkpoint.entry(index));
    return tensor ? u"%1 %2"_s.arg(shapeText(tensor->shape), plainText(name(tensor->dtype)))
                  : plainText(name(checkpoint.entry(index).kind));
}

QString rowDetail(const CompareRows &rows, const CompareRow &row)
{
    const QString a = row.a == noIndex ? QString() : entryDetail(*rows.a, row.a),
                  b = row.b == noIndex ? QString() : entryDetail(*rows.b, row.b);
    if (a.isEmpty() || b.isEmpty() || a == b)
        return a.isEmpty() ? b : a;
    return u"%1 → %2"_s.arg(a, b);
}

} // namespace

std::shared_ptr<const void> LocatorPlace::content() const
{
    if (compared)
        return compared;
    return checkpoint;
}

LocatorSourcePtr LocatorPlace::names() const
{
    return compared ? locatorSource(compared) : locatorSource(checkpoint);
}

QString LocatorPlace::detail(std::uint32_t item) const
{
    return compared ? rowDetail(*compared, compared->rows[item]->row)
                    : entryDetail(*checkpoint, item);
}

} // namespace lens
