# SPDX-License-Identifier: LGPL-2.1-or-later
"""Types at the prompt of `vmrpc -c URI` on a terminal of its own; for cli-shell.sh.

Completion is tried only where the tool was built with line editing.
"""
import os
import pty
import re
import select
import subprocess
import sys
import time

URI = sys.argv[1]
EDITING = b"libedit" in subprocess.check_output(["vmrpc", "--version=long"])
PROMPT = "vmrpc [#>] "


class Shell:
    """A vmrpc on a pseudo-terminal."""

    def __init__(self, *options):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvp("vmrpc", ["vmrpc", *options])
        self.text = ""

    def read_until(self, pattern, seconds=20):
        """What was printed up to a match, which is taken out of the text."""
        end = time.monotonic() + seconds
        while not (match := re.search(pattern, self.text)):
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                sys.exit(f"waited in vain for {pattern!r}, got {self.text!r}")
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                sys.exit(f"it ended before {pattern!r}, got {self.text!r}")
            text = self.text + data.decode()
            self.text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[\r\a]", "", text)
        before, self.text = self.text[:match.start()], self.text[match.end():]
        return before

    def type(self, text):
        os.write(self.fd, text.encode())

    def run(self, line):
        """Types a line and gives what came between it and the next prompt."""
        self.type(line + "\n")
        self.read_until("\n")
        return self.read_until(PROMPT)

    def status(self, text):
        """Types text until it ends, which also drains the terminal, and gives the exit status.

        Once may not be enough: the prompt is printed before the terminal takes single keys, and a
        control-D that comes in between is lost (so empty the line, by control-U, before it)."""
        try:
            for _ in range(100):
                self.type(text)
                while select.select([self.fd], [], [], 0.2)[0]:
                    os.read(self.fd, 65536)
            sys.exit("it does not end")
        except OSError:
            return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def complete(shell):
    """Commands, options, domains, values, files."""
    shell.type("domuu\t")
    shell.read_until("domuuid ")
    shell.type("\x15domstate ")
    shell.read_until("domstate ")
    shell.type("--rea\t")
    shell.read_until("--reason ")
    assert "shut off (unknown)" in shell.run("teste\t")
    shell.type("domid test\t\t")
    shell.read_until(r"test +tester\s+vmrpc # domid test")
    shell.run("")
    shell.type("list; event --event mem\t\t")
    shell.read_until(r"memory-device-size-change +memory-failure\s+vmrpc # .* memory-")
    shell.type("\x15cd /usr/inc\t")
    shell.read_until("/usr/include/")
    shell.run("")
    assert "/usr/include" in shell.run("pwd")


def main():
    shell = Shell("-c", URI)
    banner = shell.read_until(PROMPT)
    assert "quit" in banner, banner
    assert "running" in shell.run("domstate test")
    assert "error: failed to get domain 'nobody'" in shell.run("start nobody")
    assert "error: missing closing quote" in shell.run("start 'nobody")
    if EDITING:
        complete(shell)
    assert shell.status("quit\n") == 0

    reader = Shell("-q", "-r", "-c", URI)
    assert reader.read_until("vmrpc > ").strip() == "", "a banner in spite of --quiet"
    assert "error: " in reader.run("domid nobody")
    assert reader.status("\x15\x04") == 1


main()
