// SPDX-License-Identifier: GPL-3.0-or-later
// Starts as the program does, with a file, and prints how long after $CKPTLENS_STARTED (nanoseconds
// of CLOCK_MONOTONIC) its window was painted first. For bench.py.
#include "app/gui/window/mainwindow.h"
#include "app/gui/window/start.h"
#include "widgets/prompts.h"
#include "widgets/resources.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QIcon>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <ctime>

using namespace Qt::StringLiterals;

namespace {

qint64 now()
{
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// Watches for the first paint of a window; what was queued meanwhile comes after it.
class FirstPaint final : public QObject
{
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && qobject_cast<lens::MainWindow *>(watched) &&
            !m_seen) {
            m_seen = true;
            QTimer::singleShot(0, this, [] {
                const qint64 start = qgetenv("CKPTLENS_STARTED").toLongLong();
                std::printf("{\"visible\": %.1f}\n", static_cast<double>(now() - start) / 1e6);
                QCoreApplication::quit();
            });
        }
        return false;
    }
    bool m_seen = false;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const auto line = lens::readCommandLine(QApplication::arguments());
    lens::initResources();
    QApplication::setWindowIcon(QIcon(u":/icons/ckptlens.svg"_s));
    const QTemporaryDir folder;
    lens::Settings settings(folder.filePath(u"settings.ini"_s));
    lens::applyTheme(settings.theme());
    FirstPaint paint;
    app.installEventFilter(&paint);
    lens::PlatformPrompts prompts;
    lens::showWindows(line, settings, prompts);
    const int code = QApplication::exec();
    for (const lens::MainWindow *window : lens::MainWindow::all())
        delete window;
    return code;
}
