#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public declaration has a comment, every function and type says since when it is there, has a
name by the rules of vmrpc.h and gets into the manual; what breaks a rule is named with its line."""
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
FAULTS = {  # what stands in x.h: the line that is named, and a word of what is said
    "int vmrpc_x_bare(void);": (6, "no comment"),
    "/* Since 0.1. */\nint vmrpc_x_first(void);\n\nint vmrpc_x_second(void);": (9, "no comment"),
    "/* Says too little. */\nint vmrpc_x_undated(void);": (6, "since when"),
    "/* Says too little. */\ntypedef struct VmrpcX VmrpcX;": (6, "since when"),
    "typedef struct VmrpcXBare {\n    int member; /* one */\n} VmrpcXBare;": (6, "no comment"),
    "/* Of another. Since 0.1. */\nint vmrpc_y_first(void);": (6, "after x.h"),
    "/* Of another. Since 0.1. */\ntypedef struct VmrpcY VmrpcY;": (6, "after x.h"),
    "/* Of another. */\n#define VMRPC_Y_MAX 3": (6, "after x.h"),
    "/* Nobody's. */\nenum { VMRPC_X_ONE = 1 };": (6, "has no name"),
    "/* Since 0.1. */\ntypedef enum VmrpcXKind {\n    VMRPC_X_KIND_ONE, /* and */\n    VMRPC_X_TWO\n"
    "} VmrpcXKind;": (6, "VMRPC_X_TWO is not called after VmrpcXKind"),
    "/* A verb. Since 0.1. */\nint vmrpc_x_get_one(VmrpcX *x);": (6, "no verb"),
    "/* Mixed up. Since 0.1. */\nint vmrpc_x_one(int *ret_one, unsigned int flags);": (6, "order"),
    "/* Mixed up. Since 0.1. */\nint vmrpc_x_one(VmrpcError **error, int *ret_one);": (6, "order"),
    "/* Signed. Since 0.1. */\nint vmrpc_x_one(VmrpcX *x, int flags);": (6, "unsigned"),
    "/* Of none. Since 0.1. */\nconst char *vmrpc_x_kind_to_string(int kind);": (6, "no type"),
    "/* Flags of vmrpc_x_two(). Since 0.1. */\ntypedef enum VmrpcXOneFlags { VMRPC_X_ONE_FAST = 1 } "
    "VmrpcXOneFlags;": (6, "which function"),
}
RIGHT = """/* Flags of vmrpc_x_one(). Since 0.1. */
typedef enum VmrpcXOneFlags { VMRPC_X_ONE_FAST = 1 } VmrpcXOneFlags;

/* Two of a kind. Since 0.1. */
int vmrpc_x_one(VmrpcX *x, unsigned int flags, int *ret_one, VmrpcError **error);
int vmrpc_x_two(VmrpcX *x, VmrpcError **error);"""


def run(command, *headers):
    return subprocess.run([sys.executable, "-B", SOURCE / "scripts/api.py", command, *headers],
                          capture_output=True, text=True)


def check_faults():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "x.h"
        for text, (line, said) in FAULTS.items():
            path.write_text(HEADER.format(text))
            found = run("lint", path)
            assert found.returncode == 1 and found.stderr.startswith(f"{path}:{line}: "), (text, found)
            assert said in found.stderr and found.stderr.count("\n") == 1, (text, found)
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
