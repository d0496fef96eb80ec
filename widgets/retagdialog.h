// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/document/retagjobs.h"
#include "widgets/replacequestion.h"

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
class Settings;

// Which device tags there are and what each becomes: as an edit of what is selected or of the file
// ("Change device…"), or for a copy of the file ("Save as for device…"). A thin view over
// planRetag; nothing is written here. `prompts` outlives it.
class RetagDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose { Copy, Edit };

    // The entries of `place` are what is selected; without any it is always about the whole file.
    RetagDialog(Purpose purpose, RetagPlace place, Prompts &prompts, Settings &settings,
                QWidget *parent = nullptr);

    RetagRequest request() const;
    QString destination() const;
    // It is looked what lies there.
    bool isLooking() const { return m_question.isRunning(); }
    void done(int result) override;

Q_SIGNALS:
    // The person decided. `text` names the edit: "Change device to cpu". What lies at `destination`
    // may be replaced.
    void saveRequested(const lens::RetagEditPtr &edit, const QString &text,
                       const QString &destination, const lens::Place &place);
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
    void sayOutcome();
    void showPlan(const Result<RetagPlanPtr> &plan);
    void grow();
    void enableSave();
    void suggestName();
    void browse();
    void save();
    void askToSave();
    void takeBack();

    const Purpose m_purpose;
    const RetagPlace m_place;
    Prompts &m_prompts;
    RetagModel *m_targets;
    DevicesJob m_devicesJob;
    RetagPlanJob m_planJob;
    ReplaceQuestion m_question;
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
