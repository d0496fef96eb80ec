// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/modelviewbox.h"

#include "widgets/icons.h"

using namespace Qt::StringLiterals;

namespace lens {

ModelViewBox::ModelViewBox(QWidget *parent)
    : QComboBox(parent)
{
    setObjectName(u"modelViews"_s);
    setAccessibleName(tr("How whole models are shown"));
    setToolTip(accessibleName());
    addItem(icon(u"tensor"_s), tr("State dict"));
    addItem(icon(u"object"_s), tr("Python objects"));
    hide();
    connect(this, &QComboBox::activated, this,
            [this](int view) { Q_EMIT chosen(static_cast<ModelView>(view)); });
}

void ModelViewBox::refresh(const Document &document)
{
    setVisible(document.hasModelViews());
    setCurrentIndex(static_cast<int>(document.modelView()));
}

} // namespace lens
