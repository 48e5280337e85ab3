#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Limits of a disk's traffic: from the document at start, set live, in the definition and of a group; they
are QEMU's, stay when a block job changes the image, and what contradicts itself is refused. Sizes: larger
at once, smaller only if that is asked for. A write beyond a mark is told."""
import json

from blocks import (BLOCK_PULL, BLOCK_RESIZE, COMPLETED, EVENT_BLOCK_THRESHOLD, GET_BLOCK_IO_TUNE,
                    INACTIVE, MIB, PULL, SET_BLOCK_IO_TUNE, SET_BLOCK_THRESHOLD, SIZE, BlockDaemon, disk,
                    opt_string, u64)
from oncrpc import QEMU, DOMAIN_DESTROY, DOMAIN_CREATE, RemoteError, opt, string, u32

LIVE, CONFIG, ULLONG, STRING = 1, 2, 4, 7
BYTES, SHRINK = 1, 65536
MONITOR_COMMAND = 1
BUSES = {"vda": "virtio", "sda": "scsi", "sdb": "sata", "sdc": "usb", "hdb": "ide"}


def monitor(daemon, guest, command):
    body = daemon.control.result(MONITOR_COMMAND, guest + string(json.dumps(command)) + u32(0), QEMU)
    return json.loads(body.string())["return"]


def inserted(daemon, guest, target):
    for drive in monitor(daemon, guest, {"execute": "query-block"}):
        if drive.get("inserted", {}).get("node-name", "").startswith(target + "-"):
            return drive["inserted"]
    raise AssertionError(f"QEMU has no {target}")


def tune(daemon, guest, target, flags, group=None, **values):
    params = [string(name) + u32(ULLONG) + u64(value) for name, value in values.items()]
    if group is not None:
        params.append(string("group_name") + u32(STRING) + string(group))
    daemon.call(SET_BLOCK_IO_TUNE, guest + string(target) + u32(len(params)) + b"".join(params) + u32(flags))


def tuned(daemon, guest, target, flags):
    assert daemon.call(GET_BLOCK_IO_TUNE, guest + opt(None) + u32(0, 4 | flags)).u32() == 0
    body = daemon.call(GET_BLOCK_IO_TUNE, guest + opt_string(target) + u32(20, 4 | flags))
    found = {}
    for _ in range(body.u32()):
        name = body.string()
        found[name] = body.string() if body.u32() == STRING else body.u64()
    assert len(found) == 20 and body.u32() == 20, found
    return {name: value for name, value in found.items() if value}


def refused(code, words, function, *args, **values):
    try:
        function(*args, **values)
    except RemoteError as error:
        assert error.code == code and words in str(error), (error.code, str(error))
    else:
        raise AssertionError(f"not refused: {words}")


def limits(daemon):
    devices = ""
    for target, bus in BUSES.items():
        image = daemon.chain(target, 2)[1]
        inside = "<iotune><read_bytes_sec>1048576</read_bytes_sec></iotune>"
        devices += disk(image, target, inside).replace(f"dev='{target}'", f"dev='{target}' bus='{bus}'")
    guest = daemon.disk_guest("limits", devices)
    for target in BUSES:
        assert inserted(daemon, guest, target)["bps_rd"] == MIB, target
        tune(daemon, guest, target, LIVE, total_iops_sec=500)
        drive = inserted(daemon, guest, target)
        assert (drive["bps_rd"], drive["iops"]) == (MIB, 500), drive
    assert tuned(daemon, guest, "vda", LIVE) == {"read_bytes_sec": MIB, "total_iops_sec": 500}
    assert tuned(daemon, guest, "vda", CONFIG) == {"read_bytes_sec": MIB}

    tune(daemon, guest, "vda", LIVE | CONFIG, "fast", total_bytes_sec=4 * MIB, total_bytes_sec_max=8 * MIB,
         total_bytes_sec_max_length=5)
    drive = inserted(daemon, guest, "vda")
    assert (drive["bps"], drive["bps_rd"], drive["bps_max"], drive["bps_max_length"], drive["group"]) == (
        4 * MIB, 0, 8 * MIB, 5, "fast"), drive
    tune(daemon, guest, "sda", LIVE | CONFIG, "fast", total_bytes_sec=2 * MIB)
    assert inserted(daemon, guest, "vda")["bps"] == 2 * MIB
    assert tuned(daemon, guest, "vda", CONFIG)["total_bytes_sec"] == 2 * MIB
    assert daemon.disk_of(guest, "vda").find("iotune/group_name").text == "fast"

    refused(8, "cannot be set together", tune, daemon, guest, "sdb", LIVE, total_bytes_sec=1, read_bytes_sec=1)
    refused(67, "cannot be smaller", tune, daemon, guest, "sdb", LIVE, total_iops_sec=9, total_iops_sec_max=3)
    refused(67, "cannot be set if", tune, daemon, guest, "sdb", LIVE, read_iops_sec_max=3)
    refused(8, "not found", tune, daemon, guest, "vdz", CONFIG, total_iops_sec=9)
    # What only the definition cannot take is not done to the guest either.
    refused(67, "cannot be set if", tune, daemon, guest, "sdb", LIVE | CONFIG, total_iops_sec_max=600)
    assert "total_iops_sec_max" not in tuned(daemon, guest, "sdb", LIVE)

    # They belong to the drive, not to the image.
    tune(daemon, guest, "sdb", LIVE, total_bytes_sec=0, total_iops_sec=7)
    daemon.call(BLOCK_PULL, guest + string("sdb") + u64(0) + u32(0))
    assert daemon.event("sdb") == (PULL, COMPLETED)
    assert inserted(daemon, guest, "sdb")["iops"] == 7 and tuned(daemon, guest, "sdb", LIVE) == {"total_iops_sec": 7}
    daemon.kill_and_start()
    assert tuned(daemon, guest, "sdb", LIVE) == {"total_iops_sec": 7}
    daemon.call(DOMAIN_DESTROY, guest)
    daemon.call(DOMAIN_CREATE, guest)
    assert inserted(daemon, guest, "sdb")["iops"] == 0 and inserted(daemon, guest, "vda")["bps"] == 2 * MIB
    daemon.call(DOMAIN_DESTROY, guest)


def sizes(daemon):
    image = daemon.chain("size", 1)[0]
    guest = daemon.disk_guest("size", disk(image))

    def resize(size, flags):
        daemon.call(BLOCK_RESIZE, guest + string("vda") + u64(size) + u32(flags))

    def size():
        return inserted(daemon, guest, "vda")["image"]["virtual-size"]

    resize(2 * SIZE // 1024, 0)
    assert size() == 2 * SIZE
    refused(8, "would cut off", resize, SIZE, BYTES)
    assert size() == 2 * SIZE
    resize(SIZE, BYTES | SHRINK)
    assert size() == SIZE
    refused(8, "not found", daemon.call, BLOCK_RESIZE, guest + string("vdb") + u64(1) + u32(0))

    # A mark, passed by a write through the drive.
    daemon.call(SET_BLOCK_THRESHOLD, guest + string("vda") + u64(MIB) + u32(0))
    monitor(daemon, guest, {"execute": "human-monitor-command", "arguments": {
        "command-line": "qemu-io -d /machine/peripheral/virtio-disk0/virtio-backend \"write 8M 4M\""}})
    names = []
    while len(names) < 2:
        _, kind, body = daemon.control.next_event()
        if kind == EVENT_BLOCK_THRESHOLD:
            body.domain()
            names.append(body.string())
            assert body.u32() == 1 and body.string() == image and body.u64() == MIB and body.u64() > 0
    assert names == ["vda", "vda[1]"], names
    daemon.call(DOMAIN_DESTROY, guest)
    refused(55, "not running", resize, 3 * SIZE, BYTES)


def main():
    with BlockDaemon() as daemon:
        limits(daemon)
        sizes(daemon)


main()
