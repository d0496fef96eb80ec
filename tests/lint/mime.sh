#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# mime.sh TYPES CHECKPOINT: a desktop that has our MIME types knows checkpoints by their content.
for tool in update-mime-database gio; do
    command -v $tool >/dev/null || { echo "$tool is not installed: skipped"; exit 77; }
done
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
mkdir -p "$home/mime/packages"
cp "$1" "$home/mime/packages/"
XDG_DATA_HOME=$home update-mime-database "$home/mime" || exit 1

# expect TYPE FILE
expect() {
    type=$(XDG_DATA_HOME=$home gio info -a standard::content-type "$2" | sed -n 's/.*content-type: //p')
    [ "$type" = "$1" ] || { echo "$2 is $type, not $1"; exit 1; }
}
cp "$2" "$home/without_extension"
expect application/x-pytorch "$home/without_extension"
printf '\200\002\212\012l\374\234F\371 j\250P\031.' >"$home/legacy"
expect application/x-pytorch-legacy "$home/legacy"
printf '\010\000\000\000\000\000\000\000{"a":{} ' >"$home/tensors"
expect application/x-safetensors "$home/tensors"
