// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/retagscope.h"
#include "model/formats/save.h"

#include <QDialog>

#include <string>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QTableWidget;

namespace lens {

class Prompts;

// Which device tags there are and what each becomes: as an edit of what is selected or of the file
// ("Change device…"), or for a copy of the file ("Save as for device…"). A thin view over
// planRetag; nothing is written here. `prompts` outlives it.
class RetagDialog final : public QDialog
{
    Q_OBJECT

public:
    enum class Purpose { Copy, Edit };

    // The entries of `scope` are what is selected; without any it is always about the whole file.
    RetagDialog(Purpose purpose, CheckpointPtr checkpoint, RetagScope scope, Prompts &prompts,
                QWidget *parent = nullptr);

    RetagRequest request() const;
    QString destination() const;

Q_SIGNALS:
    // The person decided; `destination` may be replaced when `overwrite` says so.
    void saveRequested(const lens::RetagEdit &edit, const QString &destination,
                       lens::Overwrite overwrite);
    // `text` names the edit: "Change device to cpu".
    void editRequested(const lens::RetagEdit &edit, const QString &text);

private:
    QWidget *makeScope();
    QWidget *makeTable();
    void fillTable();
    RetagScope scope() const;
    QString editText() const;
    QString missingTag() const;
    QWidget *makeDestination();
    void addRow(const std::string &tag, const DeviceCount &count);
    void refresh();
    void showTargets();
    void suggestName();
    void browse();
    void save();

    const Purpose m_purpose;
    CheckpointPtr m_checkpoint;
    const RetagScope m_scope;
    Prompts &m_prompts;
    std::vector<std::string> m_tags;
    std::vector<QComboBox *> m_targets; // by row of m_tags
    QRadioButton *m_everything, *m_each;
    QComboBox *m_reach; // selection or file; null when there is no choice
    QComboBox *m_allTarget;
    QCheckBox *m_objects; // what is no tag of a tensor
    QTableWidget *m_table;
    QLabel *m_outcome, *m_notes;
    QLineEdit *m_destination;
    QPushButton *m_save;
    RetagPlan m_plan;
    bool m_nameTyped = false;
};

// "model.pth" for cpu -> "model_cpu.pth", for cuda:0 -> "model_cuda0.pth", in the file's folder.
QString suggestedPath(const QString &path, const QString &tag);

} // namespace lens
