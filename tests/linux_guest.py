#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A guest with Linux in it: Debian's kernel for clouds and busybox (tests/linux/make.py), which answers
commands on its first serial port. All virtio drivers are in it, cdroms and disks of virtio-scsi, button,
pvpanic, evdev, ext4, isofs; what is plugged in (CPUs, memory, devices) comes into use by itself.

    with QemuDaemon() as daemon:
        linux = LinuxGuest(daemon, devices="<interface type='user'>...", domain="<vcpu>2</vcpu>")
        assert linux.run("nproc") == "2"
        client.result(DOMAIN_..., linux.guest + ...)
        linux.until("cat /sys/block/vda/size", "2048")      # polls: what the guest takes its time for

With saved=True the guest goes on from a saved state of such a guest, in a fraction of a second; the first
test that asks for it boots it and saves it. For documents that name nothing of the daemon's folder; QemuDaemon.process_of() cannot tell such
guests of several daemons from each other.

run() gives the output without the last newline, and fails unless the status is 0 (or check=False).
linux.attach() opens its console again, after the daemon was started again, or the guest by somebody
else. linux.domain_xml(...) is the document alone, for who defines it himself; linux_xml() the same as a
function. A machine that has not got the packages skips the test (exit status 77).

Shell tests find the same in tests/linux_lib.sh, by way of this file as a program:
    linux_guest.py xml NAME [DEVICES [ELEMENTS]]      prints the document
    linux_guest.py ready|run SOCKET NAME [COMMAND]    waits until it answers; has it run a command"""
import hashlib
import os
import shutil
import subprocess
import sys
import uuid

from guests import FORCE, ConsoleClient, need_qemu
from oncrpc import (DOMAIN_CREATE, DOMAIN_DEFINE_XML, DOMAIN_LOOKUP_BY_NAME, domain, opt, skip, string,
                    u32, wait_for)

XML = """<domain type='qemu'><name>{name}</name>{elements}
<os><type arch='x86_64' machine='{machine}'>hvm</type><kernel>{folder}/vmlinux</kernel>
<initrd>{folder}/{initramfs}</initrd><cmdline>console=ttyS0 quiet</cmdline></os>
<features><acpi/><apic/></features>
<devices>{devices}<serial type='pty'/><console type='pty'/></devices></domain>"""
MEMORY, VCPU = "<memory unit='MiB'>128</memory>", "<vcpu>1</vcpu>"
AGENT_NAME = "org.qemu.guest_agent.0"
AGENT_CHANNEL = f"<channel type='unix'><target type='virtio' name='{AGENT_NAME}'/></channel>"
DOMAIN_SAVE_FLAGS, DOMAIN_RESTORE_FLAGS = 232, 233
READY = b"\x1eready 0\n"


def linux_folder():
    """Where kernel and initramfs are; made by the first who asks."""
    need_qemu()
    maker = os.path.join(os.environ["srcdir"], "tests", "linux", "make.py")
    folder = os.path.join(os.environ["builddir"], "tests", "linux")
    done = subprocess.run([sys.executable, "-B", maker, folder], stderr=subprocess.PIPE, text=True)
    if done.returncode == 77:
        skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return folder


def linux_xml(name="linux", devices="", elements="", machine="pc"):
    """elements: children of <domain>; <memory> (128 MiB) and <vcpu> (1) unless they are among them. With
    a channel for it among the devices, the QEMU guest agent is in the guest."""
    for tag, default in ("<memory ", MEMORY), ("<vcpu", VCPU):
        if tag not in elements:
            elements = default + elements
    return XML.format(name=name, devices=devices, elements=elements, machine=machine,
                      folder=linux_folder(),
                      initramfs="initramfs-agent" if AGENT_NAME in devices else "initramfs")


class Shell:
    """The commands of a guest, over a console of its that client opens."""

    def __init__(self, client, guest):
        self.client = client
        self.stream = client.open_console(guest, FORCE)

    def ready(self):
        """For a guest that boots: until it answers."""
        self.client.until(self.stream, READY)
        return self

    def command(self, text):
        """(output, status)"""
        mark = os.urandom(8).hex()  # what the guest said earlier comes again to who opens its console
        self.client.send_data(self.stream, f"{mark} {text}\n".encode())
        seen = self.client.until(self.stream, f"\x1e{mark} ".encode())
        before, status = seen.split(f"\x1e{mark} ".encode())
        while not status.endswith(b"\n"):
            status = self.client.until(self.stream, b"\n", status)
        output = before.split(f"\x1f{mark}\n".encode())[1]
        return output.decode(errors="replace").rstrip("\n"), int(status)

    def run(self, text, check=True):
        output, status = self.command(text)
        assert not check or status == 0, f"'{text}' in the guest: status {status}: {output}"
        return output


class LinuxGuest:
    def __init__(self, daemon, name="linux", devices="", elements="", machine="pc", start=True,
                 saved=False):
        if saved:  # only the same domain can go on from it
            elements += f"<uuid>{uuid.uuid5(uuid.NAMESPACE_DNS, name)}</uuid>"
        self.xml = linux_xml(name, devices, elements, machine)
        self.daemon, self.name, self.guest, self.shell = daemon, name, None, None
        with daemon.client() as client:
            client.result(DOMAIN_DEFINE_XML, string(self.xml))
            self.guest = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())
        if start and saved:
            self.restore()
        elif start:
            self.start()

    def start(self):
        with self.daemon.client() as client:
            client.result(DOMAIN_CREATE, self.guest)
        self.attach().ready()
        return self

    def state_path(self):
        """Of the saved state of guests like this one, with this QEMU and this kernel."""
        assert self.daemon.folder not in self.xml, "a saved guest has nothing of this daemon's"
        folder = linux_folder()
        version = subprocess.check_output(["qemu-system-x86_64", "--version"], text=True)
        made = os.stat(os.path.join(folder, "initramfs")).st_mtime_ns
        key = hashlib.sha256(f"{self.xml} {version} {made}".encode()).hexdigest()[:16]
        return os.path.join(folder, f"state-{key}")

    def restore(self):
        path = self.state_path()
        with self.daemon.client() as client:
            if not os.path.exists(path):
                self.start()
                own = os.path.join(self.daemon.folder, "state")
                client.result(DOMAIN_SAVE_FLAGS, self.guest + string(own) + opt(None) + u32(0))
                shutil.copyfile(own, f"{path}.{os.getpid()}")
                os.rename(f"{path}.{os.getpid()}", path)
            client.result(DOMAIN_RESTORE_FLAGS, string(path) + opt(None) + u32(0))
        self.attach()
        return self

    def attach(self):
        if self.shell:
            self.shell.client.close()
        self.shell = Shell(self.daemon.client(), self.guest)
        return self.shell

    def run(self, text, check=True):
        return self.shell.run(text, check)

    def until(self, text, wanted):
        """Until a command has this output."""
        last = [None]

        def arrived():
            last[0] = self.run(text, check=False)
            return last[0] == wanted

        try:
            wait_for(arrived, "")
        except AssertionError:
            raise AssertionError(f"'{text}' in the guest stays {last[0]!r}, not {wanted!r}") from None


def main(action, *words):
    if action == "xml":
        print(linux_xml(*words))
        return
    path, name = words[:2]
    with ConsoleClient(path).open("qemu:///session") as client:
        guest = domain(*client.result(DOMAIN_LOOKUP_BY_NAME, string(name)).domain())
        shell = Shell(client, guest)
        if action == "ready":
            shell.ready()
            return
        output, status = shell.command(words[2])
        if output:
            print(output)
        sys.exit(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
