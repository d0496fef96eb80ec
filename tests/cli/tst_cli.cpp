// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace {

struct Outcome
{
    int code = -1;
    QByteArray out, err;
    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

const QString program = QStringLiteral(CKPTLENS_CLI);

// Every path of these commands is relative to the folder of fixtures.
Outcome run(const QString &folder, const QStringList &arguments,
            const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.waitForFinished();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QStringList words(const char *line) { return QString::fromUtf8(line).split(u' '); }

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool hasEngine() { return QFileInfo(program).dir().exists("libckptlens-torch.so"); }

} // namespace

class TestCli : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void init();

    void listsEntriesByTheContract_data();
    void listsEntriesByTheContract();
    void exitsAsDiffDoes_data();
    void exitsAsDiffDoes();
    void saysTroubleInOneLine_data();
    void saysTroubleInOneLine();
    void printsOneJsonObject_data();
    void printsOneJsonObject();
    void getsValues_data();
    void getsValues();
    void comparesValues();
    void comparesValuesOfAnotherDtype();
    void callsNothingTheSameThatItCannotRead();
    void reportsWhatLoadingWouldCall();
    void reportsEveryArchiveInARow();
    void keepsGlobalsBeforeAParseError();
    void retagsAndKeepsTheValues();
    void convertsByteForByte();
    void writesOverItsInputOnlyWhenForced();
    void listsPrograms();
    void givesNumbersWithoutLibTorch();
    void findsQuantilesWithLibTorch();
    void loadsNoLibTorchUnasked_data();
    void loadsNoLibTorchUnasked();
    void colorsOnlyOnRequestInAPipe();
    void staysQuietWhenTheReaderLeaves();
    void stopsOnCtrlCWithoutAPartialFile_data();
    void stopsOnCtrlCWithoutAPartialFile();

private:
    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    Outcome runHere(const QStringList &arguments) const { return run(m_folder->path(), arguments); }

    QTemporaryDir m_fixtures;
    std::unique_ptr<QTemporaryDir> m_folder; // a fresh copy for every test
};

void TestCli::initTestCase()
{
    QCOMPARE(QProcess::execute(QStringLiteral(CKPTLENS_PYTHON),
                               {QStringLiteral(CKPTLENS_FIXTURES), m_fixtures.path()}),
             0);
}

void TestCli::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    for (const QString &name : QDir(m_fixtures.path()).entryList(QDir::Files))
        QVERIFY(QFile::copy(m_fixtures.filePath(name), m_folder->filePath(name)));
}

void TestCli::listsEntriesByTheContract_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("entry");
    const auto row = [](const char *name, const char *path, const char *entry) {
        QTest::newRow(name) << QString::fromUtf8(path) << QByteArray(entry);
    };
    row("an int", "epoch", R"({"path":["epoch"],"kind":"int","type":"builtins.int","value":12})");
    row("an int beyond 2^53", "big",
        R"({"path":["big"],"kind":"int","type":"builtins.int","value":"1152921504606846976"})");
    row("a float", "lr", R"({"path":["lr"],"kind":"float","type":"builtins.float","value":0.1})");
    row("a NaN", "nan", R"({"path":["nan"],"kind":"float","type":"builtins.float","value":"NaN"})");
    row("a device object", "where",
        R"({"path":["where"],"kind":"device","type":"torch.device","value":"cuda:1"})");
    row("a dict key that is no str", "a\\/b/3",
        R"({"path":["a/b",3],"kind":"none","type":"builtins.NoneType","value":null})");
    row("a dict key beyond 2^53", "a\\/b/1152921504606846976",
        R"({"path":["a/b",{"key":"1152921504606846976"}],"kind":"float",)"
        R"("type":"builtins.float","value":2.5})");
    row("a complex dict key as Python shows it", "a\\/b/1j",
        R"({"path":["a/b",{"key":"1j"}],"kind":"str","type":"builtins.str","value":"z"})");
    row("a tensor", "model/fc.weight",
        R"({"path":["model","fc.weight"],"kind":"tensor","type":"torch.Tensor","dtype":"float32",)"
        R"("shape":[2,3],"stride":[3,1],"storage_offset":0,"device":"cuda:1","storage":"0",)"
        R"("storage_nbytes":24,"nbytes":24,"requires_grad":false,"parameter":false,)"
        R"("layout":"strided"})");
}

void TestCli::listsEntriesByTheContract()
{
    QFETCH(QString, path);
    QFETCH(QByteArray, entry);
    const Outcome ls = runHere({"ls", "--json", "old.pth", path});
    QCOMPARE(ls.code, 0);
    QVERIFY2(ls.out.contains('\n' + entry), ls.out.constData());
}

void TestCli::exitsAsDiffDoes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const char *line, int code) {
        QTest::newRow(name) << words(line) << code;
    };
    row("help", "ls --help", 0);
    row("version", "--version", 0);
    row("the same file", "diff old.pth old.pth", 0);
    row("other values", "diff old.pth new.pth", 1);
    row("the same structure", "diff --structure old.pth new.pth model", 0);
    row("values within tolerance", "diff --atol 1 old.pth new.pth model", 0);
    row("ignored differences", "diff --ignore model/* --ignore epoch old.pth new.pth", 0);
    row("nothing to report", "scan x.safetensors", 0);
    row("a dangerous global", "scan danger.pth", 1);
    row("a dangerous global in an archive behind the first", "scan row.pth", 1);
    row("a pickle that breaks off", "scan broken.pkl", 2);
    row("a tensor that cannot be compared", "diff short.pth old.pth", 2);
    row("values of another dtype", "diff x.safetensors double.safetensors", 1);
    row("a whole file", "verify old.pth", 0);
    row("an unknown command", "rename old.pth a b", 2);
    row("no command", "", 2);
    row("an option that is none", "ls --bogus old.pth", 2);
}

void TestCli::exitsAsDiffDoes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    const Outcome outcome = runHere(arguments);
    QVERIFY2(outcome.code == code, outcome.out + outcome.err);
}

void TestCli::saysTroubleInOneLine_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("what");
    const auto row = [](const char *name, const char *line, const char *what) {
        QTest::newRow(name) << words(line) << QString::fromLatin1(what);
    };
    row("no such file", "info nowhere.pth", "no such file");
    row("a directory", "info .", "directory");
    row("a web page", "info page.pth", "HTML");
    row("a text file", "info notes.txt", "Open the file that torch.save");
    row("standard input", "info -", "./-");
    row("standard output", "convert old.pth -o -", "./-");
    row("a record shorter than its tensor", "get short.pth fc.weight", "verify says");
    row("no tensor where numbers are asked for", "stats old.pth epoch", "no tensor");
    row("a histogram without end", "stats old.pth --histogram 2 --range 0:inf", "finite");
    row("a negative tolerance", "diff old.pth new.pth --atol -1", "--atol");
    row("one unreadable tensor of two files", "diff short.pth old.pth",
        "short.pth: model/fc.weight: ");
    row("a folder that is not there", "convert old.pth -o nowhere/x.pth", "Make the folder");
    row("a truncated archive", "info cut.pth", "missing");
    row("no such entry", "get old.pth nothing", "nothing");
    row("a container has no value", "get old.pth model", "model");
    row("a slice that does not fit", "get old.pth model/fc.bias --slice [0,0]", "fc.bias");
    row("an output that exists", "remap old.pth -o new.pth --device cpu", "--force");
    row("a device nobody has", "remap old.pth -o out.pth --device cuda:7=cpu", "cuda:7");
    row("a map without an arrow", "diff old.pth new.pth --map x", "--map");
    row("what the format cannot hold, unasked", "convert -q old.pth -o o.st --format safetensors",
        "--drop-unsupported");
}

void TestCli::saysTroubleInOneLine()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, what);
    const Outcome outcome = runHere(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.count('\n') == 1 && outcome.err.endsWith('\n'), outcome.err.constData());
    QVERIFY2(outcome.err.contains(what.toUtf8()), outcome.err.constData());
}

void TestCli::printsOneJsonObject_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("keys");
    const auto row = [](const char *line, const char *keys) {
        QTest::newRow(line) << words(line) << words(keys);
    };
    row("info old.pth --json",
        "schema file format size writer tensors parameters bytes bytes_by_dtype bytes_by_device "
        "stored_bytes used_bytes roles findings");
    row("ls old.pth --json", "schema file format entries");
    row("get old.pth epoch --json", "schema path kind type value");
    row("get old.pth fc.weight --json --npy out.npy", "schema path kind type output shape");
    row("stats old.pth --json --histogram 3", "schema file tensors");
    row("optimizer old.pth --json", "schema file optimizers");
    row("scan old.pth --json --hash",
        "schema file outcome message coverage findings globals tensors");
    row("verify old.pth --json", "schema file ok records crc_checked crc_missing findings");
    row("diff old.pth new.pth --json", "schema summary entries");
}

void TestCli::printsOneJsonObject()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, keys);
    const Outcome outcome = runHere(arguments);
    QJsonObject json = outcome.json();
    QCOMPARE(json[u"schema"].toInt(), 1);
    keys.sort();
    QCOMPARE(json.keys(), keys);
    QCOMPARE(outcome.err, QByteArray());
}

void TestCli::getsValues_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("out");
    const auto row = [](const char *name, const QStringList &arguments, const char *out) {
        QTest::newRow(name) << arguments << QByteArray(out);
    };
    row("a float as Python shows it", {"lr"}, "0.1\n");
    row("a text without quotes, a lone surrogate escaped", {"name"}, "café \\ud800\n");
    row("a tensor by its short name", {"fc.weight"}, "[[0.0, 1.0, 2.0],\n [3.0, inf, -1.0]]\n");
    row("a part of a tensor", {"fc.weight", "--slice", "[:, 1]"}, "[1.0, inf]\n");
    row("an element", {"fc.weight", "--slice", "[1, 2]"}, "-1.0\n");
    row("no elements", {"fc.weight", "--slice", "[0:0]"}, "[]\n");
    row("JSON of a part", {"--json", "fc.weight", "--slice", "[1]"},
        R"({"schema":1,"path":["model","fc.weight"],"kind":"tensor","type":"torch.Tensor",)"
        R"("value":[3.0,"Infinity",-1.0]})"
        "\n");
}

void TestCli::getsValues()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, out);
    const Outcome outcome = runHere(QStringList{"get", "old.pth"} + arguments);
    QCOMPARE(outcome.out, out);
    QCOMPARE(outcome.code, 0);
}

void TestCli::comparesValues()
{
    const Outcome text = runHere({"diff", "old.pth", "new.pth"});
    QCOMPARE(text.out.split('\n').size(), 4); // two differences, the summary, the end
    QVERIFY(text.out.startsWith("~ model/fc.weight"));
    QVERIFY(text.out.contains("~ epoch"));
    const QJsonObject json = runHere({"diff", "--json", "old.pth", "new.pth"}).json();
    const QJsonObject first = json[u"entries"][0].toObject();
    QCOMPARE(first[u"status"].toString(), QStringLiteral("values"));
    QCOMPARE(first[u"max_abs"].toDouble(), 0.5);
    QCOMPARE(first[u"changed"].toDouble(), 1.0 / 6);
    QCOMPARE(json[u"summary"][u"values"].toInt(), 2);
}

void TestCli::comparesValuesOfAnotherDtype()
{
    const QJsonObject json =
        runHere({"diff", "--json", "x.safetensors", "double.safetensors"}).json();
    const QJsonObject entry = json[u"entries"][0].toObject();
    QCOMPARE(entry[u"status"].toString(), QStringLiteral("structure"));
    QCOMPARE(entry[u"what"].toArray(), QJsonArray{QStringLiteral("dtype")});
    QCOMPARE(entry[u"max_abs"], QJsonValue(0.0));
}

void TestCli::callsNothingTheSameThatItCannotRead()
{
    const Outcome text = runHere({"diff", "short.pth", "old.pth"});
    QVERIFY2(text.out.endsWith(", 1 not compared\n"), text.out);
    const QJsonObject whole = runHere({"diff", "--json", "old.pth", "old.pth"}).json();
    const QJsonObject broken = runHere({"diff", "--json", "short.pth", "old.pth"}).json();
    QCOMPARE(broken[u"summary"][u"same"].toInt(), whole[u"summary"][u"same"].toInt() - 1);
}

void TestCli::reportsWhatLoadingWouldCall()
{
    const QJsonObject scan = runHere({"scan", "--json", "danger.pth"}).json();
    QCOMPARE(scan[u"outcome"].toString(), QStringLiteral("open-ok-flagged"));
    const QJsonObject global = scan[u"globals"][0].toObject();
    QCOMPARE(global[u"name"].toString(), QStringLiteral("posix.system"));
    QCOMPARE(global[u"rating"].toString(), QStringLiteral("dangerous"));
    QCOMPARE(global[u"use"].toString(), QStringLiteral("called"));
    const Outcome text = runHere({"scan", "danger.pth"});
    QVERIFY(text.out.contains("This program never runs code from the file."));
}

// torch.distributed.checkpoint writes archives behind each other; so may somebody who hides one.
void TestCli::reportsEveryArchiveInARow()
{
    const QJsonObject scan = runHere({"scan", "--json", "row.pth"}).json();
    QCOMPARE(scan[u"findings"][0][u"id"].toString(), QStringLiteral("zip.several-archives"));
    const auto names = scan[u"globals"].toArray();
    QVERIFY(std::any_of(names.begin(), names.end(), [](const QJsonValue &global) {
        return global[u"name"].toString() == u"posix.system" &&
               global[u"member"].toString() == u"archive 2: archive/data.pkl";
    }));
    QVERIFY(scan[u"message"].toString().startsWith(u"Dangerous"));
    QCOMPARE(runHere({"convert", "row.pth", "-o", "copy.pth"}).code, 0);
    QCOMPARE(contentOf(path("copy.pth")), contentOf(path("row.pth")));
    QCOMPARE(runHere({"remap", "row.pth", "-o", "cpu.pth", "--device", "cpu"}).code, 2);
}

void TestCli::keepsGlobalsBeforeAParseError()
{
    const Outcome outcome = runHere({"scan", "--json", "broken.pkl"});
    const QJsonObject scan = outcome.json();
    QCOMPARE(scan[u"outcome"].toString(), QStringLiteral("clear-error"));
    QCOMPARE(scan[u"globals"][0][u"name"].toString(), QStringLiteral("posix.system"));
    QVERIFY(!scan[u"message"].toString().isEmpty());
}

void TestCli::retagsAndKeepsTheValues()
{
    const Outcome remap =
        runHere({"remap", "old.pth", "-o", "cpu.pth", "--device", "cuda:1=cpu", "--json"});
    QVERIFY2(remap.code == 0, remap.err);
    const QJsonObject change = remap.json()[u"changes"][0].toObject();
    QCOMPARE(change[u"from"].toString(), QStringLiteral("cuda:1"));
    QCOMPARE(change[u"to"].toString(), QStringLiteral("cpu"));
    const Outcome diff = runHere({"diff", "--json", "old.pth", "cpu.pth"});
    const QJsonArray entries = diff.json()[u"entries"].toArray();
    QCOMPARE(entries.size(), 2);
    for (const QJsonValue &entry : entries)
        QCOMPARE(entry[u"what"].toArray(), QJsonArray{QStringLiteral("device")});
    // An object of the user's is no place where a tensor loads.
    QCOMPARE(runHere({"get", "cpu.pth", "where"}).out, QByteArray("cuda:1\n"));
}

void TestCli::convertsByteForByte()
{
    QCOMPARE(runHere({"convert", "old.pth", "-o", "copy.pth"}).code, 0);
    QCOMPARE(contentOf(path("copy.pth")), contentOf(path("old.pth")));
    QCOMPARE(runHere({"convert", "old.pth", "-o", "out.st", "--format", "safetensors",
                      "--drop-unsupported", "model"})
                 .code,
             2); // there is no such operand
    QVERIFY(!QFile::exists(path("out.st")));
}

void TestCli::writesOverItsInputOnlyWhenForced()
{
    const QByteArray before = contentOf(path("old.pth"));
    const QStringList remap{"remap", "old.pth", "-o", "old.pth", "--device", "cpu"};
    QCOMPARE(runHere(remap).code, 2);
    QCOMPARE(contentOf(path("old.pth")), before);
    const Outcome forced = runHere(remap + QStringList{"--force"});
    QVERIFY2(forced.code == 0, forced.err);
    QVERIFY(contentOf(path("old.pth")) != before);
    QVERIFY(runHere({"info", "--json", "old.pth"})
                .json()[u"bytes_by_device"]
                .toObject()
                .contains(u"cpu"));
}

void TestCli::listsPrograms()
{
    const QString file = QFINDTESTDATA("../data/containers/torchscript_frozen.pt");
    QCOMPARE(runHere({"info", "--json", file}).json()[u"code"].toArray().size(), 1);
}

void TestCli::givesNumbersWithoutLibTorch()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("CKPTLENS_ENGINE", "/nonexistent.so");
    const QStringList stats{"stats", "--json", "--quantiles", "0.5", "old.pth"};
    const Outcome outcome = run(m_folder->path(), stats, environment);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.err.contains("libtorch-dev"), outcome.err);
    QCOMPARE(outcome.json()[u"tensors"][1][u"max"].toDouble(), 0.5);
}

void TestCli::findsQuantilesWithLibTorch()
{
    if (!hasEngine())
        QSKIP("this build has no LibTorch module");
    const Outcome outcome =
        runHere({"stats", "--json", "--quantiles", "0,0.5,1", "old.pth", "fc.bias"});
    QVERIFY2(outcome.code == 0, outcome.err);
    const QJsonValue quantiles = outcome.json()[u"tensors"][0][u"quantiles"];
    QCOMPARE(quantiles[u"values"].toArray(), (QJsonArray{-0.5, 0.0, 0.5}));
    QCOMPARE(quantiles[u"exact"].toBool(), true);
}

void TestCli::loadsNoLibTorchUnasked_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *line :
         {"info old.pth", "ls --hash old.pth", "get old.pth fc.bias", "optimizer old.pth",
          "stats --histogram 4 old.pth", "scan --hash old.pth", "verify old.pth",
          "diff old.pth new.pth", "remap old.pth -o a.pth cpu",
          "convert old.pth -o b.pth --format legacy"})
        QTest::newRow(line) << words(line);
}

// The dynamic linker says what it opens: LibTorch costs most of a second and Qt 5.
void TestCli::loadsNoLibTorchUnasked()
{
    QFETCH(QStringList, arguments);
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LD_DEBUG", "files");
    const Outcome outcome = run(m_folder->path(), arguments, environment);
    QVERIFY(outcome.code == 0 || outcome.code == 1);
    QVERIFY(outcome.err.contains("file=lib"));
    QVERIFY(!outcome.err.contains("torch.so"));
    QVERIFY(!outcome.err.contains("libQt"));
}

void TestCli::colorsOnlyOnRequestInAPipe()
{
    QVERIFY(!runHere({"ls", "old.pth"}).out.contains('\x1b'));
    QVERIFY(runHere({"ls", "--color=always", "old.pth"}).out.contains('\x1b'));
    QVERIFY(!runHere({"ls", "--color=always", "--json", "old.pth"}).out.contains('\x1b'));
}

void TestCli::staysQuietWhenTheReaderLeaves()
{
    QProcess shell;
    shell.setWorkingDirectory(m_folder->path());
    shell.start("bash", {"-c", "set -o pipefail; " + program + " ls many.pth | head -1"});
    QVERIFY(shell.waitForFinished());
    QCOMPARE(shell.exitCode(), 0);
    QCOMPARE(shell.readAllStandardError(), QByteArray());
}

void TestCli::stopsOnCtrlCWithoutAPartialFile_data()
{
    QTest::addColumn<QStringList>("arguments");
    for (const char *line :
         {"stats hole.safetensors", "ls --hash hole.safetensors", "verify hole.safetensors",
          "get hole.safetensors x --npy out.npy", "convert hole.safetensors -o o.pth --format zip"})
        QTest::newRow(line) << words(line);
}

void TestCli::stopsOnCtrlCWithoutAPartialFile()
{
    QFETCH(QStringList, arguments);
    // A tensor of 64 GiB that takes no room: the file has a hole.
    const QByteArray header =
        R"({"x":{"dtype":"F32","shape":[17179869184],"data_offsets":[0,68719476736]}} )";
    QFile file(path("hole.safetensors"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const quint64 length = static_cast<quint64>(header.size());
    file.write(reinterpret_cast<const char *>(&length), 8);
    file.write(header);
    if (!file.resize(8 + header.size() + 68719476736))
        QSKIP("this file system holds no file of 64 GiB, even with a hole");
    file.close();
    const QStringList before = QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    QProcess process;
    process.setWorkingDirectory(m_folder->path());
    process.start(program, arguments);
    QVERIFY(process.waitForStarted());
    QTest::qWait(200);
    QVERIFY2(process.state() == QProcess::Running, process.readAllStandardError());
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), before);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
