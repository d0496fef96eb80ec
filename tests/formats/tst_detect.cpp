// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/formats/detect.h"
#include "tests/formats/zipbuilder.h"

#include <QTest>

using namespace lens;

class TestDetect : public QObject
{
    Q_OBJECT

private slots:
    void knowsCheckpoints_data();
    void knowsCheckpoints();
    void namesForeignFiles_data();
    void namesForeignFiles();
};

namespace {

template <std::size_t N>
QByteArray raw(const char (&text)[N])
{
    return QByteArray(text, N - 1);
}

QByteArray tar()
{
    QByteArray bytes(1024, '\0');
    bytes.replace(0, 8, "sys_info");
    bytes.replace(257, 5, "ustar");
    return bytes;
}

// With weights that look like the mark of a tar.
QByteArray marked()
{
    QByteArray bytes(1024, '\0');
    bytes.replace(0, 10, raw("\x02\0\0\0\0\0\0\0{}"));
    bytes.replace(257, 5, "ustar");
    return bytes;
}

} // namespace

Q_DECLARE_METATYPE(lens::FileKind)

void TestDetect::knowsCheckpoints_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<FileKind>("kind");
    ZipBuilder zip;
    zip.add("archive/data.pkl", "\x80\x02N.");
    QTest::newRow("a zip archive") << QByteArray::fromStdString(zip.build()) << FileKind::Zip;
    zip.prefix = std::string("\x01\xfe\x02 random bytes", 16);
    QTest::newRow("a zip archive behind other bytes")
        << QByteArray::fromStdString(zip.build()) << FileKind::Zip;
    QTest::newRow("a zip archive that is cut") << raw("PK\3\4") << FileKind::Zip;
    const QByteArray magic = raw("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.");
    QTest::newRow("a legacy stream") << raw("\x80\x02") + magic << FileKind::Legacy;
    QTest::newRow("a legacy stream of protocol 0")
        << raw("L119547037146038801333356L\n.") << FileKind::Legacy;
    QTest::newRow("a tar") << tar() << FileKind::Tar;
    QTest::newRow("safetensors") << raw("\x02\0\0\0\0\0\0\0{}") << FileKind::Safetensors;
    QTest::newRow("safetensors with a mark in its weights") << marked() << FileKind::Safetensors;
    QTest::newRow("safetensors that are cut")
        << raw("\x40\0\0\0\0\0\0\0{\"a") << FileKind::Safetensors;
    QTest::newRow("safetensors with space in front")
        << raw("\x04\0\0\0\0\0\0\0  {}") << FileKind::Safetensors;
    QTest::newRow("a header of a terabyte")
        << raw("\0\0\0\0\0\x01\0\0{\"a\":1}") << FileKind::Safetensors;
    QTest::newRow("a pickle") << raw("\x80\x04N.") << FileKind::Pickle;
    QTest::newRow("a pickle of an unknown protocol") << raw("\x80\x06N.") << FileKind::Pickle;
    QTest::newRow("a pickle of protocol 0") << raw("(dp0\nS'a'\np1\nI1\ns.") << FileKind::Pickle;
    QTest::newRow("code without a protocol")
        << raw("cposix\nsystem\n(S'true'\ntR.") << FileKind::Pickle;
    QTest::newRow("code and then nonsense")
        << raw("cposix\nsystem\n(S'true'\ntR\xff\xff") << FileKind::Pickle;
}

void TestDetect::knowsCheckpoints()
{
    QFETCH(QByteArray, bytes);
    QFETCH(FileKind, kind);
    const auto found = detect(*memorySource(bytes.toStdString()));
    QVERIFY2(found, found ? "" : found.error().text().c_str());
    QVERIFY(*found == kind);
}

void TestDetect::namesForeignFiles_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << QByteArray() << "empty (0 bytes)";
    QTest::newRow("zeros") << QByteArray(5000, '\0') << "nothing but zeros";
    QTest::newRow("three bytes") << raw("\x01\x02\x03") << "only 3 bytes";
    QTest::newRow("noise") << QByteArray(100, '\xfe') << "no checkpoint of a kind we know";
    QTest::newRow("a Git LFS pointer")
        << raw("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 4508876800\n")
        << "Git LFS pointer, not the weights (4.2 GiB, sha256:4d7a21, size 4508876800)";
    QTest::newRow("a web page") << raw("<!DOCTYPE html><html>") << "web page (HTML)";
    QTest::newRow("a web page behind blank lines")
        << raw("\n\n <html lang=de>") << "web page (HTML)";
    QTest::newRow("XML") << raw("<?xml version=\"1.0\"?><Error>") << "XML text";
    QTest::newRow("JSON") << raw("{\"error\": \"Not found\"}") << "JSON text";
    QTest::newRow("a list in JSON") << raw("[1, 2, 3]\n") << "JSON text";
    QTest::newRow("prose") << raw("Entry not found") << "a text file";
    QTest::newRow("prose that starts like a pickle")
        << raw("(see below) for more") << "a text file";
    QTest::newRow("a path file of Python") << raw("/usr/lib/python3/extra\n") << "Python path";
    QTest::newRow("a path file with an import") << raw("import site; site.x()\n") << "Python path";
    QTest::newRow("GGUF") << raw("GGUF\3\0\0\0\0\0\0\0") << "GGUF";
    QTest::newRow("HDF5") << raw("\x89HDF\r\n\x1a\n\0\0\0\0") << "HDF5";
    QTest::newRow("ONNX") << raw("\x08\x07\x12\x07pytorch\x1a\x05"
                                 "1.9.0")
                          << "ONNX";
    QTest::newRow("npy") << raw("\x93NUMPY\1\0v\0{'descr'") << "NumPy array";
    QTest::newRow("gzip") << raw("\x1f\x8b\x08\0\0\0\0\0") << "gzip";
    QTest::newRow("zstd") << raw("\x28\xb5\x2f\xfd\x24\0\0\0") << "Zstandard";
    QTest::newRow("xz") << raw("\xfd"
                               "7zXZ\0\0\4")
                        << "xz";
    QTest::newRow("7z") << raw("7z\xbc\xaf\x27\x1c\0\4") << "7z";
    QTest::newRow("ELF") << raw("\x7f"
                                "ELF\2\1\1\0")
                         << "ELF";
    QTest::newRow("a mobile model") << raw("\x18\0\0\0PTMF\0\0") << "flatbuffer";
    QTest::newRow("the 1.0 preview") << raw("PYTORCH1\0\0\0\0") << "PyTorch 1.0 preview";
    QTest::newRow("an empty zip") << QByteArray::fromStdString(ZipBuilder().build().substr(76))
                                  << "empty zip archive";
}

void TestDetect::namesForeignFiles()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, message);
    const auto found = detect(*memorySource(bytes.toStdString()));
    QVERIFY(!found);
    QVERIFY2(QString::fromStdString(found.error().text()).contains(message),
             found.error().text().c_str());
}

QTEST_GUILESS_MAIN(TestDetect)
#include "tst_detect.moc"
