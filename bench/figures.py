# SPDX-License-Identifier: LGPL-2.1-or-later
"""Figures: what is measured, side by side in one run, and how it is told.

The machine's noise hits all sides of a figure, so they are measured in turn and compared pair by pair:
a ratio is the median of the quotients of neighbours, a spread how far the middle half of what was
measured lies apart.
"""
import json
import math
import os
import statistics
import sys

REPEAT = int(os.environ.get("BENCH_REPEAT", "7"))


def spread(values):
    """How far the middle half of the values lies apart, as a share of the median."""
    if len(values) < 4:  # all of them
        return (max(values) - min(values)) / abs(statistics.median(values) or 1)
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return (high - low) / abs(middle or 1)


def in_turn(sides, repeat=REPEAT):
    """{name: values} of functions that each measure once, called in turn."""
    values = {name: [] for name in sides}
    for _ in range(repeat):
        for name, measure in sides.items():
            values[name].append(measure())
    return values


def quotients(ours, theirs):
    return [one / other for one, other in zip(ours, theirs)]


def exponent(sizes, costs):
    """The power of the size with which the cost grows: the slope of a line through the logarithms."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(cost, 1e-9)) for cost in costs]
    mean_x, mean_y = statistics.mean(xs), statistics.mean(ys)
    return (sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) /
            sum((x - mean_x) ** 2 for x in xs))


def side(values):
    """What is told of one column: all that was measured of it, too."""
    if not values:
        return None
    return {"median": statistics.median(values), "spread": spread(values), "values": values}


class Report:
    """Prints figures as they come, or all of them at the end as JSON. Whatever else a measurement
    prints must go elsewhere (run.py sees to that)."""
    COLUMNS = f"{'ours':>11} {'±':>5} {'other':>11} {'±':>5} {'ratio':>7} {'±':>5} {'turns':>5}"

    def __init__(self, as_json):
        self.as_json, self.figures, self.out = as_json, [], sys.stdout
        self.say(f"{'figure':<58} {self.COLUMNS}  against, to reach")

    def say(self, line):
        if not self.as_json:
            print(line, file=self.out, flush=True)

    def add(self, what, unit, ours, against="", goal="", ratio=None, other=None):
        """ours, other: lists of values; ratio: the list of their quotients, or a single one."""
        figure = {"figure": what, "unit": unit, "against": against, "goal": goal, "turns": len(ours),
                  "ours": side(ours), "other": side(other),
                  "ratio": side(ratio if isinstance(ratio, list) or ratio is None else [ratio])}
        self.figures.append(figure)
        self.show(figure)

    def compare(self, what, unit, values, against, goal="", ours="ours"):
        """Of in_turn(): ours against one other side."""
        self.add(what, unit, values[ours], against, goal, quotients(values[ours], values[against]),
                 values[against])

    def absent(self, what, why):
        """A figure that cannot be had on this machine."""
        self.figures.append({"figure": what, "absent": why})
        self.say(f"{what:<58} not measured: {why}")

    @staticmethod
    def number(value, unit):
        digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
        return f"{value:,.{digits}f} {unit}".strip()

    def cells(self, column, width, unit):
        """A median and its spread, which a single value has not got."""
        if not column:
            return f"{'-':>{width}} {'':>5}"
        number = f"{column['median']:.2f}x" if unit == "x" else self.number(column["median"], unit)
        apart = f"{column['spread'] * 100:.0f}%" if len(column["values"]) > 1 else ""
        return f"{number:>{width}} {apart:>5}"

    def show(self, figure):
        unit = figure["unit"]
        note = ", ".join(part for part in (figure["against"], figure["goal"]) if part)
        self.say(f"{figure['figure']:<58} {self.cells(figure['ours'], 11, unit)} "
                 f"{self.cells(figure['other'], 11, unit)} {self.cells(figure['ratio'], 7, 'x')} "
                 f"{figure['turns']:>5}  {note}")

    def end(self):
        if self.as_json:
            json.dump(self.figures, self.out, indent=1)
            print(file=self.out)
