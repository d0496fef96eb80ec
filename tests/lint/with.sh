#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with.sh TOOL ARGUMENT…: runs a tool, or says that it is not installed and skips.
command -v "$1" >/dev/null || { echo "$1 is not installed: skipped"; exit 77; }
exec "$@"
