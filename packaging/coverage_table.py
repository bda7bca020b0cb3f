#!/usr/bin/env python3
"""Which lines of the engine ran: collects what gcc counted, and prints it as a table.

    coverage_table.py collect BUILD OUT       what a build's programs have counted so far, into OUT
    coverage_table.py print TESTS [WORLDS]    a row a file and a folder; exit code 1 below the floor

TESTS and WORLDS are files that "collect" wrote: of the unit tests, and of hearth-sim. A line has
run when any of its copies did (a template). A branch that only an exception takes is not counted:
every call has one. Nor are headers: of an inline function's copies a test's may be what ran.
The floor is for the unit tests alone: a world reaches many lines without noticing what they do.
Standard library only; packaging/coverage is the door.
"""
import json
import os
import pathlib
import posixpath
import subprocess
import sys

FOLDERS = ("shared/merge", "shared/protocol", "shared/records")
FLOOR_PERCENT = 95.0
FLOOR_FOLDERS = ("shared/merge", "shared/protocol")
NAME_WIDTH = 34
# How many lines that never ran a row names.
NAMED_LINES_MAX = 12


def add_line(lines, line):
    """Adds a line as gcov tells it to {number: [times, [times of each branch]]}."""
    branches = [branch["count"] for branch in line["branches"] if not branch["throw"]]
    times, known = lines.get(str(line["line_number"]), (0, []))
    if len(known) == len(branches):
        branches = [a + b for a, b in zip(known, branches)]
    elif len(known) > len(branches):
        branches = known
    lines[str(line["line_number"])] = (times + line["count"], branches)


def add_report(files, report, build, root):
    """Adds gcov's report of one object to {file: lines}; only files of our folders."""
    for file in report["files"]:
        # Relative to where it was compiled; what gcov says of that may come from ccache.
        path = pathlib.PurePath(os.path.normpath(build / file["file"]))
        if not path.is_relative_to(root):
            continue
        name = path.relative_to(root).as_posix()
        if not name.endswith(".cpp") or posixpath.dirname(name) not in FOLDERS:
            continue
        lines = files.setdefault(name, {})
        for line in file["lines"]:
            add_line(lines, line)


def collect(build, root):
    files = {}
    for notes in sorted(build.glob("shared/**/*.gcno")):
        command = ["gcov", "--json-format", "--stdout", "--branch-probabilities", notes]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        for text in done.stdout.splitlines():
            add_report(files, json.loads(text), build, root)
    return files


class Count:
    """Lines and branches of a file or folder: how many there are, how many ran."""

    def __init__(self):
        self.lines = self.lines_run = self.branches = self.branches_run = 0
        self.missed = []

    def add(self, lines):
        for number in sorted(lines, key=int):
            times, branches = lines[number]
            self.lines += 1
            self.lines_run += times > 0
            self.branches += len(branches)
            self.branches_run += sum(branch > 0 for branch in branches)
            if times == 0:
                self.missed.append(int(number))
        return self

    def line_percent(self):
        return 100.0 * self.lines_run / self.lines if self.lines else 100.0

    def cells(self):
        branches = (f"{100.0 * self.branches_run / self.branches:5.1f} %" if self.branches
                    else "      -")
        return f"{self.line_percent():5.1f} % {branches}"


def ranges(numbers):
    """[3, 4, 5, 9] as "3-5 9"."""
    parts = []
    for number in numbers:
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    words = [str(a) if a == b else f"{a}-{b}" for a, b in parts]
    more = [] if len(words) <= NAMED_LINES_MAX else [f"and {len(words) - NAMED_LINES_MAX} more"]
    return " ".join(words[:NAMED_LINES_MAX] + more)


def both(one, other):
    """What ran in one or the other."""
    summed = {}
    for files in (one, other):
        for name, lines in files.items():
            known = summed.setdefault(name, {})
            for number, (times, branches) in lines.items():
                add_line(known, {"line_number": number, "count": times,
                                 "branches": [{"count": b, "throw": False} for b in branches]})
    return summed


def row(name, columns, missed):
    lines = columns[0].lines
    cells = "  ".join(column.cells() for column in columns)
    return f"{name:{NAME_WIDTH}}{lines:6}  {cells}  {missed}".rstrip()


def table(runs):
    """(lines, folders below the floor) of [(title, files)]; the first run decides."""
    titles = "  ".join(f"{title:>15}" for title, _ in runs)
    kinds = "  ".join(f"{'lines':>7} {'branch':>7}" for _ in runs)
    out = [f"{'':{NAME_WIDTH}}{'':6}  {titles}",
           f"{'':{NAME_WIDTH}}{'lines':>6}  {kinds}  lines that no unit test runs"]
    below = []
    names = sorted(set().union(*(files for _, files in runs)))
    for folder in FOLDERS:
        inside = [name for name in names if name.startswith(folder + "/")]
        totals = [Count() for _ in runs]
        rows = []
        for name in inside:
            columns = [Count().add(files.get(name, {})) for _, files in runs]
            for total, (_, files) in zip(totals, runs):
                total.add(files.get(name, {}))
            rows.append(row("  " + name.rsplit("/", 1)[-1], columns, ranges(columns[0].missed)))
        out += ["", row(folder, totals, ""), *rows]
        if folder in FLOOR_FOLDERS and (totals[0].lines == 0
                                        or totals[0].line_percent() < FLOOR_PERCENT):
            below.append(folder)
    return out, below


def main(arguments):
    if len(arguments) == 3 and arguments[0] == "collect":
        root = pathlib.Path(__file__).resolve().parents[1]
        files = collect(pathlib.Path(arguments[1]).resolve(), root)
        pathlib.Path(arguments[2]).write_text(json.dumps(files), encoding="utf-8")
        return 0
    if len(arguments) in (2, 3) and arguments[0] == "print":
        run = [json.loads(pathlib.Path(name).read_text(encoding="utf-8")) for name in arguments[1:]]
        runs = [("unit tests", run[0])]
        if len(run) == 2:
            runs += [("hearth-sim", run[1]), ("both", both(*run))]
        lines, below = table(runs)
        print("\n".join(lines))
        for folder in below:
            print(f"\n{folder}: unit tests run less than {FLOOR_PERCENT:.0f} % of its lines")
        return 1 if below else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
