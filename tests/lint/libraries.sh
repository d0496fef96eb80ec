#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# libraries.sh PROGRAM NAME…: fails when the program loads a library of one of these names at start.
program=$1
shift
loaded=$(ldd "$program") || exit 1
for name in "$@"; do
    if printf '%s\n' "$loaded" | grep "$name"; then
        echo "$program must start without $name"
        exit 1
    fi
done
