// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/checkpoint/edits.h"
#include "model/formats/save.h"

#include <QDialog>

#include <string>
#include <vector>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QTableWidget;

namespace lens {

class Prompts;

// "Save as for device…": which tags the file has, what each becomes, and where the new file goes.
// A thin view over planRetag; nothing is written here. The checkpoint and `prompts` outlive it.
class RetagDialog final : public QDialog
{
    Q_OBJECT

public:
    RetagDialog(CheckpointPtr checkpoint, Prompts &prompts, QWidget *parent = nullptr);

    RetagRequest request() const;
    QString destination() const;

Q_SIGNALS:
    // The person decided; `destination` may be replaced when `overwrite` says so.
    void saveRequested(const lens::RetagEdit &edit, const QString &destination,
                       lens::Overwrite overwrite);

private:
    QWidget *makeTable();
    QWidget *makeDestination();
    void addRow(const std::string &tag, const DeviceCount &count);
    void refresh();
    void showTargets();
    void suggestName();
    void browse();
    void save();

    CheckpointPtr m_checkpoint;
    Prompts &m_prompts;
    std::vector<std::string> m_tags;
    std::vector<QComboBox *> m_targets; // by row of m_tags
    QRadioButton *m_everything, *m_each;
    QComboBox *m_allTarget;
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
