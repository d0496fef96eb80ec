// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"
#include "model/document/settings.h"
#include "tests/support/answeredprompts.h"
#include "widgets/resources.h"
#include "widgets/theme.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QPainter>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

#include <cstdio>

// Takes the pictures of the manual: `pictures FOLDER FIRST SECOND` writes each view of the two
// checkpoints into FOLDER, in light and dark. make_pictures.sh beside the manual calls it, once for
// each scale.
using namespace lens;
using namespace Qt::StringLiterals;

namespace {

constexpr QSize size(1200, 740);
constexpr auto tensor = "generator/module.hidden.weight"_L1;

struct Files
{
    QString first, second;
};

bool settle(const MainWindow &window)
{
    const bool settled = QTest::qWaitFor([&] { return window.isSettled(); }, 30000);
    QTest::qWait(100); // what has settled is painted in the next rounds
    return settled;
}

void show(MainWindow &window, const char *panel)
{
    window.page()->selectPath(tensor);
    window.page()->showPanel(panel);
}

void openFirst(MainWindow &window, const Files &files) { window.openFiles({files.first}); }

void trigger(MainWindow &window, const char *action) { window.actions().action(action)->trigger(); }

void checkValues(MainWindow &window)
{
    window.page()->showPanel("report");
    window.findChild<QPushButton *>(u"checkValues"_s)->click();
}

struct Picture
{
    const char *name;
    void (*open)(MainWindow &, const Files &);
    void (*prepare)(MainWindow &); // once the files are read
};

const Picture pictures[] = {
    {"tree", openFirst, [](MainWindow &window) { show(window, "histogram"); }},
    {"summary", openFirst, [](MainWindow &window) { show(window, "summary"); }},
    {"values", openFirst, [](MainWindow &window) { show(window, "values"); }},
    {"heatmap", openFirst, [](MainWindow &window) { show(window, "heatmap"); }},
    {"optimizer", openFirst, [](MainWindow &window) { window.page()->showPanel("optimizer"); }},
    {"report", openFirst, checkValues},
    {"retag", openFirst, [](MainWindow &window) { trigger(window, "file.saveForDevice"); }},
    {"compare",
     [](MainWindow &window, const Files &files) {
         window.compareFiles(files.first, files.second, tensor);
     },
     [](MainWindow &) {}},
    {"welcome", [](MainWindow &, const Files &) {}, [](MainWindow &) {}},
};

// The window with the dialog that is open over it, as a person sees them.
QImage pictureOf(MainWindow &window)
{
    QPixmap picture = window.grab();
    const auto dialogs = window.findChildren<QDialog *>();
    for (QDialog *dialog : dialogs) {
        if (!dialog->isVisible())
            continue;
        const QPixmap over = dialog->grab();
        const QRect place(QPoint((window.width() - dialog->width()) / 2,
                                 (window.height() - dialog->height()) / 2),
                          dialog->size());
        QPainter painter(&picture);
        painter.drawPixmap(place.topLeft(), over);
        painter.setPen(window.palette().color(QPalette::Shadow));
        painter.drawRect(place.adjusted(-1, -1, 0, 0));
    }
    return picture.toImage();
}

bool take(const Picture &picture, Settings &settings, const Files &files, const QString &path)
{
    test::AnsweredPrompts prompts;
    MainWindow window(settings, prompts);
    window.resize(size);
    window.show();
    picture.open(window, files);
    if (!settle(window))
        return false;
    picture.prepare(window);
    return settle(window) && pictureOf(window).save(path);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    if (argc != 4) {
        std::fputs("Usage: pictures FOLDER FIRST SECOND\n", stderr);
        return 2;
    }
    initResources();
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const Files files{QString::fromLocal8Bit(argv[2]), QString::fromLocal8Bit(argv[3])};
    const QString scale = qApp->devicePixelRatio() > 1 ? u"@2x"_s : QString();
    Settings settings(folder.filePath(u"settings.ini"_s));
    for (const auto &[theme, suffix] :
         {std::pair(ThemeChoice::Light, u""_s), std::pair(ThemeChoice::Dark, u"-dark"_s)}) {
        applyTheme(theme);
        settings.setTheme(theme);
        for (const Picture &picture : pictures) {
            const QString name = QLatin1StringView(picture.name) + suffix + scale + ".png"_L1;
            if (take(picture, settings, files, folder.filePath(name)))
                continue;
            std::fprintf(stderr, "pictures: %s could not be taken\n", qPrintable(name));
            return 1;
        }
    }
    return 0;
}
