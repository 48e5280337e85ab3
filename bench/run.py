#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""run.py [--json] [--list] [NAME...]: measures the build, all of it or what is named, and prints each
figure beside what it is held against. docs/performance.rst says how to read it.

Needs a build with `make bench-programs`; run from the build folder as `./run bench/run.py`, or by `make
bench`. BENCH_REPEAT is how often sides take turns (7). Nothing fails because it is slow.
"""
import argparse
import importlib
import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "tests")]
BUILD = os.environ.setdefault("builddir", os.getcwd())
os.environ.setdefault("srcdir", os.path.dirname(HERE))
os.environ.setdefault("GUEST_IMAGE", os.path.join(BUILD, "guest", "guest.img"))

from figures import Report  # noqa: E402

# In this order; each is a module with measure(report).
NAMES = ("calls", "api", "idle", "events", "definitions", "daemon", "guests", "stats", "streams", "tls", "abuse")


def main():
    parser = argparse.ArgumentParser(description="Measures the build as ratios within one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of " + ", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="an array of figures instead of a table")
    parser.add_argument("--list", action="store_true", help="names of what can be measured")
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error("there is no " + ", ".join(sorted(unknown)))
    if options.list:
        print("\n".join(NAMES))
        return
    report = Report(options.json)
    failed = []
    for name in NAMES:
        if options.names and name not in options.names:
            continue
        try:
            importlib.import_module(name).measure(report)
        except Exception:  # the others are worth having
            traceback.print_exc()
            failed.append(name)
    report.end()
    if failed:
        sys.exit("not measured, for an error: " + ", ".join(failed))


if __name__ == "__main__":
    main()
