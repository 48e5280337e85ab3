#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The linter of the interface file refuses each fault, naming its line, and passes the real file.

tests/protocol/*.x have one fault each; their second line says where and in which words. Most of
them rpcgen takes without a murmur. Writers must refuse them too, and give the same bytes each time.
"""
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SCRIPT = HERE.parent / "scripts" / "protocol.py"
REAL = HERE.parent / "remote_protocol.x"


def run(command, path):
    return subprocess.run([sys.executable, SCRIPT, command, path], capture_output=True, text=True)


def fault(path):
    """What is wrong with the answers to one faulty file, or nothing."""
    expected = re.fullmatch(r"/\* (\d+): (.*) \*/", path.read_text().split("\n")[1])
    found = run("lint", path)
    if found.returncode != 1 or run("table", path).returncode != 1:
        return "accepted"
    lines = found.stderr.splitlines()
    place = f"{path}:{expected[1]}: "
    if len(lines) != 1 or not lines[0].startswith(place) or expected[2] not in lines[0]:
        return f"expected line {expected[1]} '{expected[2]}', got {lines}"
    return ""


def real_fault():
    linted = run("lint", REAL)
    if linted.returncode != 0 or linted.stderr or linted.stdout:
        return f"refused: {linted.stderr}"
    for command in ("header", "table", "rst"):
        first, second = run(command, REAL), run(command, REAL)
        if first.returncode != 0 or not first.stdout or first.stdout != second.stdout:
            return f"{command} fails or differs between runs: {first.stderr}"
    return ""


def main():
    files = sorted((HERE / "protocol").glob("*.x"))
    results = [(path.name, fault(path)) for path in files] + [(REAL.name, real_fault())]
    for name, words in results:
        if words:
            print(f"{name}: {words}")
    failed = sum(1 for _, words in results if words)
    print(f"{len(results)} files, {failed} wrong")
    return 1 if failed or len(files) < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
