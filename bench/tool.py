# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs of the build as they are, without the script that libtool puts in their place."""
import functools
import os
import shutil


@functools.cache
def program(name="vmrpc"):
    found = shutil.which(name)
    real = os.path.join(os.path.dirname(found), ".libs", name)
    return real if os.path.exists(real) else found
