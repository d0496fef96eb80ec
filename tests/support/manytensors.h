// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/base/checked.h"

#include <QFile>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lens::test {

// A stream of torch.save() before 1.6 with one number on each of `devices`, as opcodes: a state
// dict, or a whole model of one module.
class ManyTensors
{
public:
    enum class As { StateDict, Module };

    explicit ManyTensors(const std::vector<std::string> &devices, As as = As::StateDict)
    {
        m_file = std::string(
            "\x80\x02\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}.", 25);
        m_file += "\x80\x02";
        if (as == As::Module)
            m_file += "cmodels\nNet\n)\x81}(U\x08_modules}U\x0b_parameters";
        m_file += "}(";
        std::string keys = "\x80\x02](", numbers;
        for (std::size_t i = 0; i < devices.size(); ++i) {
            add(i, devices[i]);
            keys += text(std::to_string(i));
            numbers += little(std::uint64_t{1}) + little(static_cast<std::uint32_t>(i));
        }
        m_file += as == As::Module ? "uub." : "u.";
        m_file += keys + "e." + numbers;
    }
    bool write(const QString &path) const
    {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) &&
               file.write(m_file.data(), static_cast<qint64>(m_file.size())) ==
                   static_cast<qint64>(m_file.size());
    }

private:
    static std::string text(std::string_view value)
    {
        std::string opcode{'U', static_cast<char>(value.size())};
        return opcode.append(value);
    }
    template <std::integral T>
    static std::string little(T value)
    {
        std::string bytes(sizeof value, '\0');
        storeLittle(bytes.data(), value);
        return bytes;
    }
    void add(std::size_t i, const std::string &device)
    {
        const std::string one("K\x01", 2), nothing("K\x00", 2);
        m_file += text("blocks." + std::to_string(i / 10) + ".part" + std::to_string(i % 10));
        m_file += "ctorch._utils\n_rebuild_tensor\n((";
        m_file += text("storage") + "ctorch\nFloatStorage\n" + text(std::to_string(i)) +
                  text(device) + one + "NtQ" + nothing + one + "\x85" + one + "\x85tR";
    }

    std::string m_file;
};

} // namespace lens::test
