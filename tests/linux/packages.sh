#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Fetches what the Linux guest of the tests is made of: Debian's kernel for clouds, a static busybox, and
# the QEMU guest agent with its libraries, as package files. Nothing is installed, so no boot loader ever hears of that kernel.
#
#   tests/linux/packages.sh [FOLDER]     default: where tests/linux/make.py looks
set -eu
folder=${1:-${LINUX_PACKAGES:-${XDG_CACHE_HOME:-$HOME/.cache}/vmrpc-tests/packages}}
kernel=$(apt-cache depends linux-image-cloud-amd64 |
    sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)
[ -n "$kernel" ] || { echo "packages.sh: apt knows no linux-image-cloud-amd64" >&2; exit 1; }
mkdir -p "$folder"
cd "$folder"
for package in "$kernel" busybox-static qemu-guest-agent libc6 libglib2.0-0 libnuma1 libpcre2-8-0 libudev1 \
    liburing2; do
    set -- "${package}"_*.deb
    [ -e "$1" ] || apt-get download -q "$package"
done
