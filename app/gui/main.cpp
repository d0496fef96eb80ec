// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"
#include "app/gui/window/start.h"
#include "widgets/prompts.h"
#include "widgets/resources.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QIcon>
#include <QTimer>

#include <csignal>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace {

// As diff(1) and the terminal program: 2 is trouble.
constexpr int trouble = 2;

lens::CommandLine readArguments(int argc, char **argv)
{
    // Before the real application, because help and version need no display.
    const QCoreApplication core(argc, argv);
    return lens::readCommandLine(QCoreApplication::arguments());
}

int printAnswer(const lens::CommandLine &line)
{
    std::fputs(qPrintable(line.answer), line.wrong ? stderr : stdout);
    return line.wrong ? trouble : 0;
}

// Ends the event loop with a picture once nothing is running any more.
void takePicture(lens::MainWindow &window, const QString &file)
{
    const auto shoot = [&window, file] {
        const bool written = window.grab().save(file, "PNG");
        if (!written)
            std::fprintf(stderr, "ckptlens: cannot write the picture %s\n", qPrintable(file));
        QCoreApplication::exit(written ? 0 : trouble);
    };
    // The last result is on its way to the panels: one round later they have painted it.
    const auto later = [&window, shoot] { QTimer::singleShot(50, &window, shoot); };
    if (window.isSettled())
        later();
    else
        QObject::connect(&window, &lens::MainWindow::settled, &window, later,
                         Qt::SingleShotConnection);
}

} // namespace

int main(int argc, char **argv)
{
    // Writing past a limit or into a closed pipe is an error to report, not a reason to die.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
    QCoreApplication::setApplicationName(u"ckptlens"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(CKPTLENS_VERSION));
    const lens::CommandLine line = readArguments(argc, argv);
    if (!line.answer.isEmpty())
        return printAnswer(line);
    if (!line.screenshot.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");

    QApplication app(argc, argv);
    QGuiApplication::setDesktopFileName(u"org.ckptlens.ckptlens"_s);
    lens::initResources();
    QApplication::setWindowIcon(QIcon(u":/icons/ckptlens.svg"_s));
    lens::Settings settings;
    lens::applyTheme(line.theme.value_or(settings.theme()));
    lens::PlatformPrompts prompts;
    lens::MainWindow &first = lens::showWindows(line, settings, prompts);
    if (!line.screenshot.isEmpty())
        takePicture(first, line.screenshot);
    const int code = QApplication::exec();
    // After a picture they are open still.
    for (const lens::MainWindow *window : lens::MainWindow::all())
        delete window;
    return code;
}
