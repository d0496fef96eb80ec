// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"
#include "widgets/plots/plotlook.h"
#include "widgets/replacequestion.h"

namespace lens {

// What a view can be exported as.
struct PictureSource
{
    QString name; // suggested for the file, without its ending
    std::function<bool(PictureFormat, QIODevice &)> write;
    std::function<QByteArray()> csv;
};

// Writes a view into a file that a person chooses: PNG, SVG, PDF or CSV as its ending says; an old
// file stays whole until the new one is complete.
class PictureExportJob final : public LatestJob
{
    Q_OBJECT

public:
    explicit PictureExportJob(const PanelContext &context, QObject *parent = nullptr);
    // Comes before it.
    LatestJob &question() { return m_question; }
    // What is written is as it was when the file was chosen. Nothing happens when the person
    // thought better of it.
    void start(QWidget *parent, const PictureSource &source);

Q_SIGNALS:
    // How it ended, for the message bar.
    void finished(lens::Tone tone, const QString &text);

private:
    void write(const QString &path, const QByteArray &bytes);

    PanelContext m_context;
    ReplaceQuestion m_question;
};

// A path in a checkpoint as a file's name.
QString fileNameFrom(const QString &path);

} // namespace lens
