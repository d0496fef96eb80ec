#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# manpage.sh PAGE: man renders the page without a warning.
set -euo pipefail
command -v man >/dev/null || { echo "man is not installed: skipped"; exit 77; }
warnings=$(LC_ALL=C.UTF-8 man -l --warnings "$1" 2>&1 >/dev/null)
[ -z "$warnings" ] || { echo "$warnings"; exit 1; }
