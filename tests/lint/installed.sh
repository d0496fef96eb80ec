#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# installed.sh CMAKE BUILD CHECKPOINT [ENGINE_TEST]: what is installed is complete and runs from its own place.
set -euo pipefail
prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
"$1" --install "$2" --prefix "$prefix" >/dev/null

"$prefix/bin/ckptlens-cli" --version
"$prefix/bin/ckptlens-cli" info "$3" >/dev/null || [ $? = 1 ] # 1: it has findings

for file in share/man/man1/ckptlens-cli.1 share/bash-completion/completions/ckptlens-cli \
    share/zsh/vendor-completions/_ckptlens-cli share/fish/vendor_completions.d/ckptlens-cli.fish; do
    [ -s "$prefix/$file" ] || { echo "$file is not installed"; exit 1; }
done
if [ -n "${4:-}" ]; then # the test of the engine finds it from a place beside the programs
    cp "$4" "$prefix/bin/"
    env -u CKPTLENS_ENGINE "$prefix/bin/$(basename "$4")"
fi
[ -e "$prefix/bin/ckptlens" ] || exit 0
QT_QPA_PLATFORM=offscreen "$prefix/bin/ckptlens" --version
for file in applications/org.ckptlens.ckptlens.desktop mime/packages/org.ckptlens.ckptlens.xml \
    metainfo/org.ckptlens.ckptlens.metainfo.xml icons/hicolor/scalable/apps/ckptlens.svg; do
    [ -s "$prefix/share/$file" ] || { echo "$file is not installed"; exit 1; }
done
