// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/document.h"

#include <QComboBox>

namespace lens {

// How the whole models of a file are shown: by their state dict or as Python objects. Hidden where
// there is none.
class ModelViewBox final : public QComboBox
{
    Q_OBJECT

public:
    explicit ModelViewBox(QWidget *parent = nullptr);
    void refresh(const Document &document);

Q_SIGNALS:
    void chosen(lens::ModelView view); // by the person
};

} // namespace lens
