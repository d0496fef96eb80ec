// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/engine/loader.h"

#include <QTest>

using namespace lens;
using namespace lens::engine;

class TestLoader : public QObject
{
    Q_OBJECT

private slots:
    void aMissingEngineSaysHowToInstallIt();
};

void TestLoader::aMissingEngineSaysHowToInstallIt()
{
    qputenv("CKPTLENS_ENGINE", "/nowhere/libckptlens-torch.so");
    const auto engine = loadEngine();
    QVERIFY(!engine);
    QCOMPARE(engine.error().code, ErrorCode::Unsupported);
    QVERIFY(engine.error().text().find("/nowhere/libckptlens-torch.so") != std::string::npos);
    QVERIFY(engine.error().advice.find("apt install libtorch-dev") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestLoader)
#include "tst_loader.moc"
