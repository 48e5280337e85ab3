# SPDX-License-Identifier: LGPL-2.1-or-later
# Runs a table of virsh commands against two daemons at once and compares what they print: standard
# output, standard error and exit status, byte by byte but for what is masked.
#
#   virsh_transcript.py OUR-URI THEIR-URI OUR-FOLDER THEIR-FOLDER <TABLE
#
# A line of the table is a comment (#), or the arguments of virsh, in which @FOLDER@ is the side's
# own folder and a word @NAME.xml a document in it, or a directive for the next command:
#
#   mask REGEX      its matches do not count (its first group alone, if it has one)
#   drop REGEX      lines with a match do not count
#   words           the sentence behind the last "error: " is each side's own
#   until REGEX     the command is repeated until its output, on both sides, has a match
#   file NAME REGEX   waits until that file of both folders has a match
#
# Folders, sockets and numbers of processes never count. Every difference is shown; the exit status
# is 1 if there is one.

import difflib
import pathlib
import re
import shlex
import subprocess
import sys

from oncrpc import wait_for

DEADLINE = 60
ALWAYS = [r"/[\w./-]*/(?:libvirt/libvirt-sock|s)(?:-ro)?\b", r"(?<=process )\d+"]
OWN_WORDS = r"(?s)\A(?:.*\n)?error: (.*)\n\Z"


class Side:
    """One of the two daemons, with the folder that its documents name."""

    def __init__(self, name, uri, folder):
        self.name, self.uri, self.folder = name, uri, folder

    def begin(self, words):
        words = [re.sub(r"^@(?=[\w-]+\.xml$)", self.folder + "/", word) for word in words]
        words = [word.replace("@FOLDER@", self.folder) for word in words]
        return subprocess.Popen(["virsh", "-c", self.uri, *words], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def end(self, process, words):
        try:
            out, err = process.communicate(timeout=DEADLINE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            # Of a job that is refused before its thread is waited for virsh may miss the end, whatever
            # the daemon: one in some hundreds. What is refused can be asked for again.
            if words[0] != "-r":
                raise
            process = self.begin(words)
            out, err = process.communicate(timeout=DEADLINE)
        return (out.replace(self.folder, "FOLDER"), err.replace(self.folder, "FOLDER"),
                process.returncode)


def mask(text, pattern):
    """Puts * in place of what is not to count."""
    def star(match):
        if not match.re.groups or match.start(1) < 0:
            return "*"
        start = match.start()
        return match[0][:match.start(1) - start] + "*" + match[0][match.end(1) - start:]
    return re.sub(pattern, star, text, flags=re.MULTILINE)


class Step:
    """A command, and what has been said of it."""

    def __init__(self):
        self.masks, self.drops, self.words, self.until = list(ALWAYS), [], False, None
        self.files = []

    def direct(self, line):
        """Whether the line is a directive."""
        kind, _, rest = line.partition(" ")
        if kind == "mask":
            self.masks.append(rest)
        elif kind == "drop":
            self.drops.append(rest)
        elif kind == "file":
            self.files.append(rest.split(" ", 1))
        elif kind == "until":
            self.until = re.compile(rest)
        elif line == "words":
            self.words = True
        else:
            return False
        return True

    def run_once(self, sides, words):
        processes = [side.begin(words) for side in sides]
        return [side.end(process, words) for side, process in zip(sides, processes)]

    def wait_for_files(self, sides):
        for name, pattern in self.files:
            for side in sides:
                path = pathlib.Path(side.folder, name)
                wait_for(lambda: re.search(pattern, path.read_text(errors="replace")), path)

    def shown(self, result):
        out, err, status = result
        if self.words:
            err = mask(err, OWN_WORDS)
        for pattern in self.masks:
            out, err = mask(out, pattern), mask(err, pattern)
        lines = f"{out}{err}exit status {status}".splitlines()
        return [line for line in lines if not any(re.search(drop, line) for drop in self.drops)]

    def run(self, sides, line):
        """The difference between what the sides say."""
        words = shlex.split(line)
        self.wait_for_files(sides)
        results = self.run_once(sides, words)
        if self.until:
            def said():
                nonlocal results
                if all(self.until.search(result[0]) for result in results):
                    return True
                results = self.run_once(sides, words)
                return False
            wait_for(said, f"{self.until.pattern!r} of 'virsh {line}'")
        ours, theirs = [self.shown(result) for result in results]
        return list(difflib.unified_diff(theirs, ours, sides[1].name, sides[0].name, lineterm=""))


def main():
    our_uri, their_uri, our_folder, their_folder = sys.argv[1:]
    sides = [Side("vmrpcd", our_uri, our_folder), Side("libvirtd", their_uri, their_folder)]
    commands = differing = 0
    step = Step()
    for line in map(str.strip, sys.stdin):
        if not line or line.startswith("#") or step.direct(line):
            continue
        difference = step.run(sides, line)
        step = Step()
        commands += 1
        differing += bool(difference)
        print("differs:" if difference else "same:", "virsh", line, flush=True)
        for row in difference:
            print("   ", row, flush=True)
    print(f"{commands} commands, {differing} of them differ")
    sys.exit(1 if differing or not commands else 0)


main()
