#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the fuzz targets and runs each for a while.
#   tests/fuzz/run.sh [SECONDS [TARGET…]]   60 seconds of each target
# What a target finds lies in build/fuzz/found/TARGET: make it small with the target's
# -minimize_crash=1, and put it into corpus/TARGET with a name that says what it is.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
root=$here/../..
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} != 0 ] || targets=(zip pickle legacy tar safetensors)

cd "$root"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz --target "${targets[@]/#/fuzz-}"
python3 "$here/seeds.py" build/fuzz/seeds

# Real files make good seeds too, where some lie beside the checkout.
samples=()
[ ! -d ../shared/samples ] || samples=(../shared/samples)

status=0
for target in "${targets[@]}"; do
    corpus=build/fuzz/corpus/$target
    found=build/fuzz/found/$target
    dictionary=$here/dictionaries/$target.dict
    [ "$target" != legacy ] || dictionary=$here/dictionaries/pickle.dict
    mkdir -p "$corpus" "$found" "$here/corpus/$target"
    echo "== $target"
    build/fuzz/tests/fuzz/fuzz-"$target" "$corpus" "build/fuzz/seeds/$target" \
        "$here/corpus/$target" "${samples[@]}" -artifact_prefix="$found/" -dict="$dictionary" \
        -max_total_time="$seconds" -max_len=16384 -timeout=10 -rss_limit_mb=1024 \
        -malloc_limit_mb=256 -print_final_stats=1 2>"$found/log" || status=1
    grep -E "^(==|SUMMARY|broken promise|.*(DONE|Done|stat::))" "$found/log" | tail -n 14
done
exit $status
