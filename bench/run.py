#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""run.py [--json] [--list] [NAME...]: measures the build, all of it or what is named, and prints each
figure beside what it is held against. docs/performance.rst says how to read it.

Needs a build with `make bench-programs`; run from the build folder as `./run bench/run.py`, or by `make
bench`. BENCH_REPEAT is how often sides take turns (7). Nothing fails because it is slow.
"""
import argparse
import contextlib
import importlib
import os
import sys
import traceback

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
sys.path[0:1] = [SOURCE, os.path.join(SOURCE, "tests")]  # bench.guests is another than tests/guests.py
BUILD = os.environ.setdefault("builddir", os.getcwd())
os.environ.setdefault("srcdir", SOURCE)
if not os.environ.get("BENCH_REPEAT", "1").isdigit() or os.environ.get("BENCH_REPEAT") == "0":
    sys.exit("run.py: BENCH_REPEAT is a number from 1 on")
os.environ.setdefault("GUEST_IMAGE", os.path.join(BUILD, "guest", "guest.img"))

from bench.figures import Report  # noqa: E402

# In this order; each is a module with measure(report).
NAMES = ("calls", "api", "idle", "events", "definitions", "daemon", "guests", "stats", "streams", "console", "tls",
         "abuse")


def main():
    parser = argparse.ArgumentParser(description="Measures the build as ratios within one run.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="one of " + ", ".join(NAMES))
    parser.add_argument("--json", action="store_true", help="an array of figures instead of a table")
    parser.add_argument("--list", action="store_true", help="names of what can be measured")
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if options.list:
        print("\n".join(NAMES))
        return
    report = Report(options.json)
    failed = []
    for name in NAMES:
        if options.names and name not in options.names:
            continue
        try:
            with contextlib.redirect_stdout(sys.stderr):  # the log of a daemon that failed
                importlib.import_module("bench." + name).measure(report)
        except Exception:  # the others are worth having
            traceback.print_exc()
            failed.append(name)
    report.end()
    if failed:
        sys.exit("not measured, for an error: " + ", ".join(failed))


if __name__ == "__main__":
    main()
