#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Makes configure out of configure.ac; run once after a checkout.
cd "$(dirname "$0")" || exit 1
mkdir -p m4 build-aux
exec autoreconf --install --warnings=all,no-obsolete,no-portability
