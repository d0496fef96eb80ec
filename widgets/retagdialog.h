// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/retagjobs.h"
#include "model/formats/save.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace lens {

class Prompts;
class RetagModel;

// Which device tags there are and what each becomes: as an edit of what is selected or of the file
// ("Change device…"), or for a copy of the file ("Save as for device…"). A thin view over
// planRetag; nothing is written here. `prompts` outlives it.
class RetagDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose { Copy, Edit };

    // The entries of `place` are what is selected; without any it is always about the whole file.
    RetagDialog(Purpose purpose, RetagPlace place, Prompts &prompts, QWidget *parent = nullptr);

    RetagRequest request() const;
    QString destination() const;
    void done(int result) override;

Q_SIGNALS:
    // The person decided. `text` names the edit: "Change device to cpu". `destination` may be
    // replaced when `overwrite` says so.
    void saveRequested(const lens::RetagEditPtr &edit, const QString &text,
                       const QString &destination, lens::Overwrite overwrite);
    void editRequested(const lens::RetagEditPtr &edit, const QString &text);

private:
    QWidget *makeScope();
    QLayout *makeEverything();
    QWidget *makeDestination();
    QWidget *makeButtons();
    RetagPlace place() const;
    QString missingTag() const;
    void placeMoved();
    void targetsMoved();
    void refresh();
    void say(const QString &text, bool isError = false);
    void showPlan(const Result<RetagPlanPtr> &plan);
    void grow();
    void enableSave();
    void suggestName();
    void browse();
    void save();

    const Purpose m_purpose;
    const RetagPlace m_place;
    Prompts &m_prompts;
    RetagModel *m_targets;
    DevicesJob m_devicesJob;
    RetagPlanJob m_planJob;
    QRadioButton *m_everything, *m_each;
    QComboBox *m_reach; // selection or file; null when there is no choice
    QComboBox *m_allTarget;
    QCheckBox *m_objects; // what is no tag of a tensor
    QLabel *m_outcome, *m_notes;
    QLineEdit *m_destination;
    QPushButton *m_save;
    RetagPlanPtr m_plan;       // null: what is asked for is not known yet, or wrong
    bool m_saveWanted = false; // when the plan is known
    bool m_nameTyped = false;
};

} // namespace lens
