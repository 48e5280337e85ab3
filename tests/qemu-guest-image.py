#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The boot image does what guest/guest.S promises, on every machine and disk bus it is made for.

Talks to QEMU itself, never through vmrpc: when this test passes and a lifecycle test fails, the
fault is not in the image. Environment: GUEST_IMAGE (default guest/guest.img), QEMU.
"""
import json
import os
import select
import shutil
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

IMAGE = os.environ.get("GUEST_IMAGE") or "guest/guest.img"
QEMU = os.environ.get("QEMU") or "qemu-system-x86_64"
DEADLINE = 60  # seconds for one answer; a loaded machine is slow, a dead guest is silent for ever
BANNER = b"vmrpc guest ready\r\n"


class Guest:
    """One QEMU with the image in it; leaves no process behind."""

    def __init__(self, machine, disk, *more):
        self.name = f"{machine} {disk}"
        self.text, self.lines = b"", b""
        self.qmp, qmp = socket.socketpair()
        self.serial, serial = socket.socketpair()
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [QEMU, "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg",
             "-machine", machine, "-m", "32",
             "-chardev", f"socket,id=qmp,fd={qmp.fileno()}", "-mon", "chardev=qmp,mode=control",
             "-chardev", f"socket,id=serial,fd={serial.fileno()}", "-serial", "chardev:serial",
             "-drive", f"if=none,id=disk,format=raw,snapshot=on,file={IMAGE.replace(',', ',,')}",
             "-device", f"{disk},drive=disk", *more],
            stdin=subprocess.DEVNULL, pass_fds=(qmp.fileno(), serial.fileno()))
        qmp.close()
        serial.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.qmp.close()
        self.serial.close()

    def receive(self, sock, what, end):
        if not select.select([sock], [], [], max(0, end - time.monotonic()))[0]:
            raise AssertionError(f"{self.name}: no {what} within {DEADLINE} s; "
                                 f"console so far: {self.text!r}")
        try:
            data = sock.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            raise AssertionError(f"{self.name}: QEMU closed the connection before {what}")
        return data

    def expect(self, what):
        """Read the console up to and with `what`; returns what stood before it."""
        end = time.monotonic() + DEADLINE
        while what not in self.text:
            self.text += self.receive(self.serial, f"{what!r} on the console", end)
        before, _, self.text = self.text.partition(what)
        return before

    def message(self, wanted, what):
        """The next QMP message for which `wanted` is true; the others are dropped."""
        end = time.monotonic() + DEADLINE
        while True:
            while b"\n" not in self.lines:
                self.lines += self.receive(self.qmp, what, end)
            line, _, self.lines = self.lines.partition(b"\n")
            message = json.loads(line)
            if "error" in message:
                raise AssertionError(f"{self.name}: QMP: {message['error']['desc']}")
            if wanted(message):
                return message

    def command(self, name):
        self.qmp.sendall(json.dumps({"execute": name}).encode())
        self.message(lambda m: "return" in m, f"reply to {name}")

    def event(self, name):
        return self.message(lambda m: m.get("event") == name, f"event {name}").get("data")

    def type(self, data):
        self.serial.sendall(data)

    def ready(self):
        self.expect(BANNER)
        took = time.monotonic() - self.began
        self.message(lambda m: "QMP" in m, "greeting")
        self.command("qmp_capabilities")
        return took

    def gone(self, reason):
        """QEMU ends by itself, cleanly, and says that the guest was the cause."""
        data = self.event("SHUTDOWN")
        assert data == {"guest": True, "reason": reason}, f"{self.name}: SHUTDOWN {data}"
        code = self.process.wait(DEADLINE)
        assert code == 0, f"{self.name}: QEMU ended with {code}"

    def press_button(self):
        began = time.monotonic()
        self.command("system_powerdown")
        self.expect(b"power off\r\n")
        self.gone("guest-shutdown")
        return (time.monotonic() - began) * 1000


def console(guest):
    guest.type(b"\x14Hello\r\x14")  # without ^T a tick may come in between
    guest.expect(b"Hello\r\n")
    guest.expect(b"tick ")
    first = int(guest.expect(b"\r\n"))
    guest.expect(b"tick %d\r\n" % (first + 1))


def check_everyday(machine, disk):
    with Guest(machine, disk, "-vga", "std") as guest:
        took = guest.ready()
        console(guest)
        print(f"ok {guest.name}: banner after {took * 1000:.0f} ms, echo, ticks, "
              f"off {guest.press_button():.1f} ms after the button")


def check_without_acpi():
    with Guest("isapc", "ide-hd") as guest:
        took = guest.ready()
        console(guest)
        guest.command("system_powerdown")
        console(guest)
        print(f"ok {guest.name}: banner after {took * 1000:.0f} ms, echo, ticks, no button")


def check_button_after(machine):
    with Guest(machine, "virtio-blk-pci") as guest:
        guest.ready()
        guest.command("system_reset")
        guest.expect(BANNER)
        guest.type(b"\x12")
        guest.expect(BANNER)
        guest.command("stop")
        guest.command("cont")
        console(guest)
        guest.press_button()
        print(f"ok {guest.name}: button after reset, ^R, stop and cont")


def check_button_while_stopped(machine):
    with Guest(machine, "ide-hd") as guest:
        guest.ready()
        guest.command("stop")
        guest.command("system_powerdown")
        guest.command("cont")
        guest.gone("guest-shutdown")
        print(f"ok {guest.name}: a button pressed while stopped is answered after cont")


def check_keys():
    with Guest("pc", "ide-hd", "-device", "pvpanic", "-action", "panic=none",
               "-device", "ib700", "-action", "watchdog=none") as guest:
        guest.ready()
        guest.type(b"\x10")
        assert guest.event("GUEST_PANICKED")["action"] == "run"
        guest.type(b"\x0b")
        assert guest.event("WATCHDOG") == {"action": "none"}
        guest.type(b"\x14quiet\x0b")
        guest.expect(b"quiet")
        guest.event("WATCHDOG")  # two seconds later
        guest.type(b"loud\x14")
        before = guest.expect(b"loud")
        assert b"tick" not in before, f"{guest.name}: ticks after ^T: {before!r}"
        guest.expect(b"tick ")
        guest.type(b"\x04")
        guest.gone("guest-shutdown")
        print(f"ok {guest.name}: ^P ^K ^T ^D")


def check_prompt_echo():
    """A byte wakes the guest; the next tick would do so as well, but a second late."""
    with Guest("pc", "ide-hd") as guest:
        guest.ready()
        between = b""
        for _ in range(10):
            guest.type(b"Z")
            between += guest.expect(b"Z")
        ticks = between.count(b"tick")
        assert ticks < 5, f"{guest.name}: {ticks} seconds for 10 echoes"
        print(f"ok {guest.name}: 10 echoes within {ticks} ticks")


def check_unread_console():
    """With the console full and nobody reading, the guest takes every byte and the button."""
    with Guest("pc", "ide-hd", "-device", "pvpanic", "-action", "panic=none") as guest:
        guest.ready()
        guest.type(b"x" * 4096 + b"\x10")
        guest.event("GUEST_PANICKED")
        guest.command("system_powerdown")
        guest.gone("guest-shutdown")
        print(f"ok {guest.name}: button with 4096 bytes of echo unread")


def main():
    if not shutil.which(QEMU):
        print(f"skipped: {QEMU} is not installed (package qemu-system-x86)")
        return 77
    if not os.path.exists(IMAGE):
        print(f"no image '{IMAGE}': run make guest/guest.img, or set GUEST_IMAGE")
        return 1
    checks = [(check_without_acpi,), (check_keys,), (check_prompt_echo,), (check_unread_console,)]
    for machine in "pc", "q35":
        checks += [(check_everyday, machine, "ide-hd"),
                   (check_everyday, machine, "virtio-blk-pci"),
                   (check_button_after, machine),
                   (check_button_while_stopped, machine)]
    failed = 0
    with ThreadPoolExecutor(4) as pool:  # most of the time is spent waiting for ticks
        for check in [pool.submit(*check) for check in checks]:
            try:
                check.result()
            except (AssertionError, OSError, subprocess.TimeoutExpired) as failure:
                print(f"FAILED {failure}")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
