#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Takes the pictures of this manual again, in light and dark, at scale 1 and 2. Needs a release build
# with tests, Debian's PyTorch and ImageMagick.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
build=$here/../../build/release
cmake --build "$build" --target pictures ckptlens-torch

# The pictures show where files lie: a short path, that is nobody's home.
runs=/tmp/runs
mkdir "$runs"
export XDG_CONFIG_HOME=$runs/config QT_QPA_PLATFORM=offscreen
trap 'rm -rf "$runs"' EXIT
mkdir "$runs/pictures"
/usr/bin/python3 "$here/make_epochs.py" "$runs/epoch_10.pth" "$runs/epoch_12.pth"
for scale in 1 2; do
    CKPTLENS_ENGINE=$build/app/libckptlens-torch.so QT_SCALE_FACTOR=$scale \
        "$build/tests/manual/pictures" \
        "$runs/pictures" "$runs/epoch_10.pth" "$runs/epoch_12.pth"
done
for picture in "$runs"/pictures/*.png; do
    convert "$picture" +dither -colors 255 -strip "PNG8:$here/$(basename "$picture")"
done
