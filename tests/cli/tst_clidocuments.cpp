// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString helpOf(const QString &command)
{
    QProcess process;
    process.start(QStringLiteral(CKPTLENS_CLI), {command, "--help"});
    process.waitForFinished();
    return QString::fromUtf8(process.readAllStandardOutput());
}

// The long options that a text names.
QSet<QString> longOptionsIn(const QString &text, const char *pattern = "--([a-z][a-z0-9-]*)")
{
    QSet<QString> options;
    auto match = QRegularExpression(QString::fromLatin1(pattern)).globalMatch(text);
    while (match.hasNext())
        options.insert(match.next().captured(1));
    return options;
}

const QStringList commands = {"info", "ls",     "get",   "stats",   "optimizer",
                              "scan", "verify", "remap", "convert", "diff"};

} // namespace

class TestCliDocuments : public QObject
{
    Q_OBJECT
private slots:
    void documentsItsOptions_data();
    void documentsItsOptions();
};

void TestCliDocuments::documentsItsOptions_data()
{
    QTest::addColumn<QString>("command");
    for (const QString &command : commands)
        QTest::newRow(qPrintable(command)) << command;
}

// The man page and the completions name the options that the program has.
void TestCliDocuments::documentsItsOptions()
{
    QFETCH(QString, command);
    const QSet<QString> options = longOptionsIn(helpOf(command), "[ ,]--([a-z0-9-]+)");
    QVERIFY(options.contains(QStringLiteral("json")));
    const QString resources = QStringLiteral(CKPTLENS_RESOURCES);

    QProcess bash;
    bash.start("bash", {"-c", ". \"$0\"; _ckptlens_cli_options \"$1\"",
                        resources + "/completions/ckptlens-cli.bash", command});
    QVERIFY(bash.waitForFinished());
    QCOMPARE(longOptionsIn(QString::fromUtf8(bash.readAllStandardOutput())), options);

    const QSet<QString> common{"json", "quiet", "color", "help"};
    const QString fish = contentOf(resources + "/completions/ckptlens-cli.fish");
    const QString line = "option " + command + " [^\n]*-l ([a-z0-9-]+)";
    QCOMPARE(longOptionsIn(fish, line.toUtf8()) + common, options);

    const QString man = contentOf(resources + "/man/ckptlens-cli.1");
    QVERIFY((options - longOptionsIn(man, "Fl -([a-z0-9-]+)")).isEmpty());
    const QString zsh = contentOf(resources + "/completions/_ckptlens-cli");
    const int start = zsh.indexOf("    " + command + ") _arguments") != -1
                          ? zsh.indexOf("    " + command + ") _arguments")
                          : zsh.indexOf("    " + command + ")\n");
    QVERIFY(start >= 0);
    const QString body = zsh.mid(start, zsh.indexOf(";;", start) - start);
    QSet<QString> offered = longOptionsIn(body) + common;
    if (body.contains("$force"))
        offered.insert("force");
    QCOMPARE(offered, options);
}

QTEST_GUILESS_MAIN(TestCliDocuments)
#include "tst_clidocuments.moc"
