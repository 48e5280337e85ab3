#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public declaration has a comment, every function says since when it is there, and each of
them gets into the manual; a header that lacks one of these is named with its line."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["srcdir"])
HEADERS = [*sorted((SOURCE / "include").glob("*.h")), *sorted((SOURCE / "include/vmrpc").glob("*.h"))]

HEADER = """/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What it is.
 */

{}
"""
FAULTS = {  # what stands in a header: the line that is named
    "int vmrpc_bare(void);": 6,
    "/* Since 0.1. */\nint vmrpc_first(void);\n\nint vmrpc_second(void);": 9,
    "/* Says too little. */\nint vmrpc_undated(void);": 6,
    "typedef struct VmrpcBare {\n    int member; /* one */\n} VmrpcBare;": 6,
}
RIGHT = "/* Two of a kind. Since 0.1. */\nint vmrpc_first(void);\nint vmrpc_second(void);"


def run(command, *headers):
    return subprocess.run([sys.executable, "-B", SOURCE / "scripts/api.py", command, *headers],
                          capture_output=True, text=True)


def check_faults():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.h"
        for text, line in FAULTS.items():
            path.write_text(HEADER.format(text))
            found = run("lint", path)
            assert found.returncode == 1 and found.stderr.startswith(f"{path}:{line}: "), (text, found)
        path.write_text(HEADER.format(RIGHT))
        assert run("lint", path).returncode == 0


def main():
    linted = run("lint", *HEADERS)
    assert linted.returncode == 0, linted.stderr
    manual = run("rst", *HEADERS).stdout
    exported = re.findall(r"^    (vmrpc_\w+);", (SOURCE / "client/libvmrpc.syms").read_text(), re.M)
    missing = [name for name in exported if not re.search(rf"\b{name}\(", manual)]
    assert len(exported) > 250 and not missing, missing
    rules = (SOURCE / "docs/local.mk").read_text()
    absent = [path.name for path in HEADERS if not re.search(rf"\b{path.name}\b", rules)]
    assert not absent, f"not in libvmrpc(3): {absent}"
    check_faults()


main()
