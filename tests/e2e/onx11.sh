#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test of the window on a display of its own, with a window manager.
#   onx11.sh TEST
# Ends with 77, which ctest calls skipped, where there is no Xvfb or no openbox.
set -uo pipefail

for program in Xvfb openbox; do
    command -v "$program" >/dev/null || { echo "$program is not installed"; exit 77; }
done

# await FILE: until there is something in it, for ten seconds at most.
await() {
    local tries=100
    while [ ! -s "$1" ] && ((tries--)); do
        sleep 0.1
    done
    [ -s "$1" ]
}

folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT

# The server chooses a free number and writes it where it is asked to.
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>"$folder/display" 2>"$folder/log" &
await "$folder/display" || { cat "$folder/log"; exit 1; }
DISPLAY=:$(cat "$folder/display")
export DISPLAY QT_QPA_PLATFORM=xcb
# The D-Bus library that Qt uses here leaks at its end. Our leaks are looked for without a display.
export ASAN_OPTIONS=detect_leaks=0
HOME=$folder openbox --startup "cp $folder/display $folder/managed" >"$folder/log" 2>&1 &
await "$folder/managed" || { cat "$folder/log"; exit 1; }

"$1"
