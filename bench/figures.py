# SPDX-License-Identifier: LGPL-2.1-or-later
"""Figures: what is measured, side by side in one run, and how it is told.

The machine's noise hits all sides of a figure, so they are measured in turn and compared pair by pair:
a ratio is the median of the quotients of neighbours, its spread the middle half of them.
"""
import json
import math
import os
import statistics
import sys

REPEAT = int(os.environ.get("BENCH_REPEAT", "7"))


def spread(values):
    """How far the middle half of the values lies apart, as a share of the median."""
    if len(values) < 4:
        return (max(values) - min(values)) / abs(statistics.median(values) or 1)
    low, middle, high = statistics.quantiles(values, n=4)
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


class Report:
    """Prints figures as they come, and all of them at the end if JSON is wanted."""
    HEADER = f"{'figure':<58} {'ours':>11} {'other':>11} {'ratio':>8} {'spread':>7}  against, to reach"

    def __init__(self, as_json):
        self.as_json, self.figures = as_json, []
        if not as_json:
            print(self.HEADER, flush=True)

    def add(self, what, unit, ours, against="", goal="", ratio=None, other=None):
        """ours, other: lists of values; ratio: the list of their quotients, or a single one."""
        ratios = ratio if isinstance(ratio, list) else None if ratio is None else [ratio]
        figure = {"figure": what, "unit": unit, "ours": statistics.median(ours), "against": against,
                  "goal": goal, "spread": spread(ratios or ours),
                  "other": statistics.median(other) if other else None,
                  "ratio": statistics.median(ratios) if ratios else None}
        self.figures.append(figure)
        if not self.as_json:
            self.show(figure)

    def compare(self, what, unit, values, against, goal, ours="ours", inverse=False):
        """Of in_turn(): ours against one other side. inverse: more is better."""
        pairs = quotients(values[ours], values[against])
        self.add(what, unit, values[ours], against, goal, pairs, values[against])

    def absent(self, what, why):
        """A figure that cannot be had on this machine."""
        self.figures.append({"figure": what, "absent": why})
        if not self.as_json:
            print(f"{what:<58} not measured: {why}", flush=True)

    @staticmethod
    def number(value, unit):
        if value is None:
            return "-"
        digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 4
        return f"{value:,.{digits}f} {unit}".strip()

    def show(self, figure):
        ratio = "-" if figure["ratio"] is None else f"{figure['ratio']:.2f}x"
        note = ", ".join(part for part in (figure["against"], figure["goal"]) if part)
        print(f"{figure['figure']:<58} {self.number(figure['ours'], figure['unit']):>11} "
              f"{self.number(figure['other'], figure['unit']):>11} {ratio:>8} "
              f"{figure['spread'] * 100:>6.0f}%  {note}", flush=True)

    def end(self):
        if self.as_json:
            json.dump(self.figures, sys.stdout, indent=1)
            print()
