#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Push backups of two disks at one instant: full, and then what has changed since a checkpoint; what a
full one and its increments hold together is the disk. One that is cancelled, or whose daemon or guest is
killed, leaves no half a file, or goes on to its end."""
import os
import signal

from blocks import (BACKUP, COMPLETED, MIB, BlockDaemon, disk, holds, opt_string, run, write)
from oncrpc import DOMAIN_DESTROY, DOMAIN_GET_STATE, QEMU, RemoteError, string, u32, wait_for

BACKUP_BEGIN, ABORT_JOB, SHUT_OFF = 421, 164, 5
JOB_STATS, LAST_AND_KEEP, JOB_COMPLETED = 298, 3, 3
CHECKPOINT = "<domaincheckpoint><name>{}</name><disks>{}</disks></domaincheckpoint>"


def checkpoint(name, *disks):
    return CHECKPOINT.format(name, "".join(f"<disk name='{disk}' checkpoint='bitmap'/>" for disk in disks))


def push(daemon, guest, files, name=None, since=None):
    disks = "".join(f"<disk name='{target}' type='file'><driver type='qcow2'/><target file='{file}'/></disk>"
                    for target, file in files.items())
    since = f"<incremental>{since}</incremental>" if since else ""
    daemon.call(BACKUP_BEGIN, guest + string(f"<domainbackup>{since}<disks>{disks}</disks></domainbackup>") +
                opt_string(checkpoint(name, *files) if name else None) + u32(0))


def guest_writes(daemon, guest, device, number, offset):
    line = f'qemu-io -d /machine/peripheral/{device}/virtio-backend \\"write -P {number} {offset} {MIB}\\"'
    command = f'{{"execute": "human-monitor-command", "arguments": {{"command-line": "{line}"}}}}'
    daemon.control.result(1, guest + string(command) + u32(0), QEMU)


def ended(daemon, count, state):
    for _ in range(count):
        while True:
            _, kind, body = daemon.control.next_event()
            if kind == 16:
                break
        body.domain()
        body.string()
        assert (body.i32(), body.i32()) == (BACKUP, state)


def last_job(daemon, guest):
    """(type, figures) of the long job that ended last."""
    reader = daemon.control.result(JOB_STATS, guest + u32(LAST_AND_KEEP))
    kind, figures = reader.i32(), {}
    for _ in range(reader.u32()):
        name, tag = reader.string(), reader.u32()
        figures[name] = reader.string() if tag == 7 else reader.u64() if tag in (3, 4, 5) else reader.i32()
    return kind, figures


def whole(daemon):
    images = [daemon.chain(name, 1)[0] for name in ("one", "two")]
    guest = daemon.disk_guest("whole", disk(images[0]) + disk(images[1], "vdb"))
    full = {target: daemon.file(f"full-{target}.qcow2") for target in ("vda", "vdb")}
    push(daemon, guest, full, "first")
    ended(daemon, 2, COMPLETED)
    wait_for(lambda: last_job(daemon, guest)[0] == JOB_COMPLETED, "the backup is told as ended")
    figures = last_job(daemon, guest)[1]
    assert figures["disk_processed"] == figures["disk_total"] > 2 * MIB, figures
    guest_writes(daemon, guest, "virtio-disk0", 50, 8 * MIB)
    guest_writes(daemon, guest, "virtio-disk1", 51, 9 * MIB)
    part = {target: daemon.file(f"part-{target}.qcow2") for target in ("vda", "vdb")}
    push(daemon, guest, part, "second", since="first")
    ended(daemon, 2, COMPLETED)
    guest_writes(daemon, guest, "virtio-disk0", 60, 10 * MIB)
    last = {"vda": daemon.file("last.qcow2")}
    push(daemon, guest, last, None, since="second")
    ended(daemon, 1, COMPLETED)
    try:
        push(daemon, guest, {"vda": daemon.file("x")}, None, since="nothing")
    except RemoteError as error:
        assert error.code == 103, str(error)
    else:
        raise AssertionError("an increment since nothing")
    # What is there already is neither written nor deleted; nothing of the disk before it is left.
    fresh = daemon.file("fresh.qcow2")
    try:
        push(daemon, guest, {"vda": fresh, "vdb": full["vdb"]})
    except RemoteError as error:
        assert error.code == 67 and "already exists" in str(error), str(error)
    else:
        raise AssertionError("an image was written over")
    assert os.path.exists(full["vdb"]) and not os.path.exists(fresh)
    assert last_job(daemon, guest)[0] == JOB_COMPLETED, "what was refused stands for what was done"
    daemon.call(DOMAIN_DESTROY, guest)
    for index, target in enumerate(full):
        run("qemu-img", "rebase", "-u", "-f", "qcow2", "-b", full[target], "-F", "qcow2", part[target])
        top = part[target]
        if target in last:
            run("qemu-img", "rebase", "-u", "-f", "qcow2", "-b", part[target], "-F", "qcow2", last[target])
            top = last[target]
        run("qemu-img", "compare", "-f", "qcow2", "-F", "qcow2", top, images[index])
    assert not holds(full["vda"], 50, 8 * MIB) and holds(full["vda"], 1, 0)


def interrupted(daemon):
    """Nothing holds a push up, so each of these may be faster: then the file is whole."""
    image = daemon.chain("slow", 1)[0]
    write(image, 9, 2 * MIB, 60 * MIB)
    guest = daemon.disk_guest("slow", disk(image))
    target = daemon.file("slow-target.qcow2")

    def begin():
        if os.path.exists(target):
            os.unlink(target)
        push(daemon, guest, {"vda": target})

    def over():
        wait_for(lambda: daemon.info(guest) is None, "the end of the backup")
        return holds(target, 9, 2 * MIB, 60 * MIB) if os.path.exists(target) else None

    begin()
    try:
        daemon.call(ABORT_JOB, guest)
    except RemoteError as error:
        assert error.code == 55, str(error)  # it has ended
    assert over() is not False
    begin()
    daemon.kill_and_start()
    assert over() is True
    begin()
    os.kill(daemon.process_of(guest), signal.SIGKILL)
    wait_for(lambda: daemon.call(DOMAIN_GET_STATE, guest + u32(0)).i32() == SHUT_OFF, "its end")
    assert not os.path.exists(target) or holds(target, 9, 2 * MIB, 60 * MIB)


def main():
    with BlockDaemon() as daemon:
        whole(daemon)
        interrupted(daemon)


main()
