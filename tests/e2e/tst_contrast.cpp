// SPDX-License-Identifier: GPL-3.0-or-later
// What the two themes draw can be told from its background: text by 4.5 to 1, edges of controls in
// the dark by 3 to 1, as WCAG 2.1 asks (1.4.3, 1.4.11).
#include "model/document/settings.h"
#include "widgets/sidebyside.h"
#include "widgets/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QLineEdit>
#include <QRadioButton>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace lens;
using namespace Qt::StringLiterals;

namespace {

// Relative luminance, 0 to 1, by the formula of WCAG 2.1.
double luminance(const QColor &colour)
{
    const auto linear = [](double part) {
        return part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

// The best contrast to the window that any pixel of the control has.
double strongestEdge(QWidget &control)
{
    control.resize(control.sizeHint());
    const QImage picture = control.grab().toImage();
    const QColor window = control.palette().color(QPalette::Window);
    double best = 1;
    for (int y = 0; y < picture.height(); ++y)
        for (int x = 0; x < picture.width(); ++x)
            best = std::max(best, contrast(picture.pixelColor(x, y), window));
    return best;
}

} // namespace

class TestContrast : public QObject
{
    Q_OBJECT

    static void themes();

private Q_SLOTS:
    void textIsReadable_data();
    void textIsReadable();
    void controlsHaveAnEdgeInTheDark();
    void theTabInFrontHasALine_data() { themes(); }
    void theTabInFrontHasALine();
    void namesFollowTheTheme();
};

void TestContrast::themes()
{
    QTest::addColumn<ThemeChoice>("theme");
    QTest::newRow("light") << ThemeChoice::Light;
    QTest::newRow("dark") << ThemeChoice::Dark;
}

void TestContrast::textIsReadable_data()
{
    QTest::addColumn<ThemeChoice>("theme");
    QTest::addColumn<QPalette::ColorRole>("ground");
    for (const auto &[name, theme] :
         {std::pair("light", ThemeChoice::Light), std::pair("dark", ThemeChoice::Dark)})
        for (const auto &[place, ground] :
             {std::pair("window", QPalette::Window), std::pair("base", QPalette::Base),
              std::pair("other row", QPalette::AlternateBase)})
            QTest::addRow("%s, %s", name, place) << theme << ground;
}

void TestContrast::textIsReadable()
{
    QFETCH(ThemeChoice, theme);
    QFETCH(QPalette::ColorRole, ground);
    applyTheme(theme);
    const QPalette look = QApplication::palette();
    QList<std::pair<QString, QColor>> texts{
        {u"text of the window"_s, look.color(QPalette::WindowText)},
        {u"text"_s, look.color(QPalette::Text)},
        {u"hint"_s, look.color(QPalette::PlaceholderText)},
        {u"link"_s, look.color(QPalette::Link)}};
    for (const Tone tone : {Tone::Note, Tone::Warning, Tone::Error, Tone::Changed})
        texts.append({u"tone %1"_s.arg(int(tone)), toneColour(look, tone)});
    for (const auto &[name, colour] : texts) {
        const double found = contrast(colour, look.color(ground));
        QVERIFY2(found >= 4.5, qPrintable(u"%1: %2"_s.arg(name).arg(found)));
    }
}

void TestContrast::controlsHaveAnEdgeInTheDark()
{
    applyTheme(ThemeChoice::Dark);
    QCheckBox box;
    QRadioButton round;
    QLineEdit field;
    for (QWidget *control : std::initializer_list<QWidget *>{&box, &round, &field})
        QVERIFY2(strongestEdge(*control) >= 3, control->metaObject()->className());
}

void TestContrast::theTabInFrontHasALine()
{
    QFETCH(const ThemeChoice, theme);
    applyTheme(theme);
    QTabBar tabs;
    tabs.addTab(u"one"_s);
    tabs.addTab(u"two"_s);
    tabs.resize(tabs.sizeHint());
    const QColor line = toneColour(QApplication::palette(), Tone::Note);
    for (const int front : {0, 1}) {
        tabs.setCurrentIndex(front);
        const QImage picture = tabs.grab().toImage();
        for (int tab = 0; tab < tabs.count(); ++tab) {
            const QRect place = tabs.tabRect(tab);
            bool has = false;
            for (int y = place.top(); y <= place.center().y(); ++y)
                has = has || picture.pixelColor(place.center().x(), y) == line;
            QCOMPARE(has, tab == front);
        }
    }
}

void TestContrast::namesFollowTheTheme()
{
    applyTheme(ThemeChoice::Light);
    const QTemporaryDir folder;
    Settings settings(folder.filePath(u"settings.ini"_s));
    SideBySide facts(settings);
    facts.setFacts({{u"Mean"_s, u"1"_s, u"2"_s}});
    facts.show();
    applyTheme(ThemeChoice::Dark);
    QTRY_COMPARE(facts.topLevelItem(0)->foreground(0).color(),
                 QApplication::palette().color(QPalette::PlaceholderText));
}

QTEST_MAIN(TestContrast)
#include "tst_contrast.moc"
