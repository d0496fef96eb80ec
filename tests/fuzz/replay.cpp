// SPDX-License-Identifier: GPL-3.0-or-later
// Reads every file below the folders it is given: what fuzzing once found, and honest seeds.
#include "tests/fuzz/target.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace {

int replay(const std::filesystem::path &folder)
{
    int files = 0;
    for (const auto &found : std::filesystem::recursive_directory_iterator(folder)) {
        if (!found.is_regular_file())
            continue;
        std::ifstream file(found.path(), std::ios::binary);
        const std::string bytes(std::istreambuf_iterator<char>(file), {});
        std::printf("%s\n", found.path().c_str()); // before it is read: it may be the last line
        std::fflush(stdout);
        lens::fuzz::tryInput(bytes);
        ++files;
    }
    return files;
}

} // namespace

int main(int argc, char **argv)
{
    int files = 0;
    for (int i = 1; i < argc; ++i) {
        if (std::filesystem::exists(argv[i])) // nothing may have been found yet
            files += replay(argv[i]);
    }
    std::printf("%d files read\n", files);
    return files == 0;
}
