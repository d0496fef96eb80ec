// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/engine/numbers.h"

#include <QWidget>

#include <string>

class QCheckBox;
class QLabel;
class QPushButton;

namespace lens {

class TypedLine;

// What is compared and how: the two names, the tolerance, what of the files.
class CompareBar final : public QWidget
{
    Q_OBJECT

public:
    explicit CompareBar(QWidget *parent = nullptr);
    // Titles and, for their tool tips, paths.
    void setSides(const QString &titleA, const QString &pathA, const QString &titleB,
                  const QString &pathB);
    // The last one that was valid: what is still being typed, or is no number, does not count.
    const engine::Tolerance &tolerance() const { return m_tolerance; }
    bool isStateDictOnly() const;
    void setStateDictOnly(bool on);
    void setExportable(bool on); // there are rows
    // What is typed and not read yet; `changed` or `toleranceRefused` was told, once.
    enum class Typed { Nothing, Another, Refused };
    Typed readTyped();
    // What names are compared without, if anything; says so until the person takes it back.
    void setPrefix(std::string prefix);
    const std::string &prefix() const { return m_prefix; }
    // The parts of the files that alone are compared, if not all of them, in short and as a whole;
    // says so until the person takes it back.
    void setParts(const QString &what, const QString &whole);

Q_SIGNALS:
    void swapRequested();
    void exportRequested();
    void partsReleased();
    void changed(); // tolerance, what to compare or under which names
    // What was typed is no tolerance; the field shows the last valid one again.
    void toleranceRefused(const QString &text);

private:
    TypedLine *makeTolerance(const QString &name, double engine::Tolerance::*part);
    Typed readTolerance(TypedLine *edit, double engine::Tolerance::*part);

    engine::Tolerance m_tolerance;
    std::string m_prefix;
    QLabel *m_nameA, *m_nameB;
    TypedLine *m_rtol, *m_atol;
    QCheckBox *m_withoutPrefix, *m_parts, *m_stateDict;
    QPushButton *m_export;
};

} // namespace lens
