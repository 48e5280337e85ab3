#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the agent in a Linux guest says through the daemon is what the guest's own commands say: time, name,
system, processors, file systems, disks, interfaces, users' keys and passwords; refusals have their codes."""
import os
import time

from agents import (AGENT_UNRESPONSIVE, ARGUMENT_UNSUPPORTED, BLOCK, OPERATION_UNSUPPORTED, AgentGuest)
from guests import QemuDaemon
from oncrpc import opt, string, u32

GET_HOSTNAME, FSTRIM, FSFREEZE, FSTHAW, GET_TIME, SET_TIME, GET_FSINFO = 277, 294, 335, 336, 337, 338, 349
INTERFACE_ADDRESSES, SET_USER_PASSWORD, GET_GUEST_VCPUS, SET_GUEST_VCPUS, GET_GUEST_INFO = 353, 357, 371, 372, 418
SET_VCPUS_FLAGS, GET_VCPUS_FLAGS, IN_GUEST = 199, 200, 8
SET_TIMEOUT, KEYS_GET, KEYS_SET = 420, 424, 425
SYNC, ENCRYPTED, APPEND, REMOVE, AGENT = 1, 1, 1, 2, 1
USERS, OS, TIMEZONE, HOSTNAME, FILESYSTEM, DISKS, INTERFACES = 1, 2, 4, 8, 16, 32, 64


def u64(value):
    return u32(value >> 32, value & 0xffffffff)


def params(body):
    readers = {1: body.i32, 2: body.u32, 3: body.u64, 4: body.u64, 6: body.i32, 7: body.string}
    found = {}
    for _ in range(body.u32()):
        name = body.string()
        found[name] = readers[body.i32()]()
    return found


def check_time(guest):
    guest.ask(SET_TIME, u64(1700000000) + u32(500000000, 0))
    assert 1700000000 <= int(guest.run("date +%s")) < 1700000060
    assert 1700000000 <= guest.ask(GET_TIME, u32(0)).u64() < 1700000060
    guest.run("hwclock -u -w")  # as the agent itself does where the guest has a timezone of its own
    guest.run("date -s @1000000000")
    guest.ask(SET_TIME, u64(0) + u32(0, SYNC))
    assert 1700000000 <= int(guest.run("date +%s")) < 1700000090
    guest.fails(82, "too big", guest.ask, SET_TIME, u64(1 << 62) + u32(0, 0))


def check_filesystems(guest):
    def fsinfo():
        body = guest.ask(GET_FSINFO, u32(0))
        found = {}
        for _ in range(body.u32()):
            where = body.string()
            found[where] = (body.string(), body.string(), [body.string() for _ in range(body.u32())])
        assert body.u32() == len(found)
        return found

    guest.run("mke2fs /dev/vda && mount -t ext4 /dev/vda /mnt && mke2fs /dev/sda && mkdir -p /tmp/b && "
              "mount -t ext4 /dev/sda /tmp/b")
    assert fsinfo() == {"/mnt": ("vda", "ext4", ["vda"]), "/tmp/b": ("sda", "ext4", ["sda"])}
    info = params(guest.ask(GET_GUEST_INFO, u32(FILESYSTEM, 0)))
    place = info["fs.0.mountpoint"]
    assert info["fs.count"] == 2 and place in ("/mnt", "/tmp/b") and info["fs.0.disk.count"] == 1
    assert info["fs.0.disk.0.alias"] == {"/mnt": "vda", "/tmp/b": "sda"}[place]
    assert 0 < info["fs.0.used-bytes"] < info["fs.0.total-bytes"] <= 16 << 20
    disks = params(guest.ask(GET_GUEST_INFO, u32(DISKS, 0)))
    names = [disks[f"disk.{i}.name"] for i in range(disks["disk.count"])]
    assert disks[f"disk.{names.index('/dev/vda')}.alias"] == "vda", disks
    guest.ask(FSTRIM, opt(None) + u64(0) + u32(0))
    guest.fails(ARGUMENT_UNSUPPORTED, "mount point", guest.ask, FSTRIM, opt(string("/mnt")) + u64(0) + u32(0))


def check_freeze(guest):
    assert guest.ask(FSFREEZE, u32(0, 0)).i32() == 2
    guest.fails(OPERATION_UNSUPPORTED, "guest-get-host-name", guest.ask, GET_HOSTNAME, u32(0))
    guest.run("(echo later >/mnt/file; echo written >/tmp/done) >/dev/null 2>&1 &")
    guest.run("sleep 1")  # in the guest: a write that is not held has long been done
    assert guest.run("cat /tmp/done 2>/dev/null", check=False) == ""
    guest.fails(OPERATION_UNSUPPORTED, "freeze", guest.ask, FSFREEZE, u32(0, 0))
    assert guest.ask(FSTHAW, u32(0, 0)).i32() == 2
    guest.until("cat /tmp/done", "written")
    assert guest.ask(FSFREEZE, u32(1) + string("/mnt") + u32(0)).i32() == 1
    guest.run("echo goes >/tmp/b/file")
    assert guest.ask(FSTHAW, u32(0, 0)).i32() == 1
    guest.fails(55, "mountpoints", guest.ask, FSTHAW, u32(1) + string("/mnt") + u32(0))


def check_info(guest):
    assert guest.ask(GET_HOSTNAME, u32(0)).string() == guest.run("hostname")
    info = params(guest.ask(GET_GUEST_INFO, u32(0, 0)))
    assert info["os.id"] == "tests" and info["os.pretty-name"] == "Linux of the tests"
    assert info["os.kernel-release"] == guest.run("uname -r")
    assert info["hostname"] == "linux" and info["timezone.offset"] == 0 and info["user.count"] == 0
    assert params(guest.ask(GET_GUEST_INFO, u32(TIMEZONE, 0))) == \
        {"timezone.name": info["timezone.name"], "timezone.offset": 0}
    names = [info[f"if.{i}.name"] for i in range(info["if.count"])]
    assert info[f"if.{names.index('lo')}.addr.0.addr"] == "127.0.0.1"
    guest.fails(8, "types", guest.ask, GET_GUEST_INFO, u32(128, 0))
    body = guest.ask(INTERFACE_ADDRESSES, u32(AGENT, 0))
    found = {}
    for _ in range(body.u32()):
        name, mac = body.string(), body.string() if body.u32() else None
        found[name] = mac, [(body.i32(), body.string(), body.u32()) for _ in range(body.u32())]
    assert (0, "127.0.0.1", 8) in found["lo"][1]
    assert found["eth0"][0] == "52:54:00:00:00:01" and (0, "10.1.2.3", 24) in found["eth0"][1]


def check_users(guest):
    guest.ask(SET_USER_PASSWORD, opt(string("root")) + opt(string("secret")) + u32(0))
    assert guest.run("cut -d: -f2 /etc/shadow | head -c 1") == "$"
    guest.ask(SET_USER_PASSWORD, opt(string("root")) + opt(string("$1$a$b")) + u32(ENCRYPTED))
    assert guest.run("cut -d: -f2 /etc/shadow") == "$1$a$b"
    guest.fails(9, "guest-set-user-password", guest.ask, SET_USER_PASSWORD,
                opt(string("nobody-there")) + opt(string("x")) + u32(0))

    def keys():
        body = guest.ask(KEYS_GET, string("root") + u32(0))
        return [body.string() for _ in range(body.u32())]

    def put(flags, *keys):
        guest.ask(KEYS_SET, string("root") + u32(len(keys)) + b"".join(map(string, keys)) + u32(flags))

    put(0, "ssh-rsa AAAA one")
    put(APPEND, "ssh-rsa BBBB two")
    assert sorted(keys()) == ["ssh-rsa AAAA one", "ssh-rsa BBBB two"], keys()
    assert guest.run("grep -v '^$' /root/.ssh/authorized_keys").splitlines() == keys()[::-1]
    put(REMOVE, "ssh-rsa AAAA one")
    assert keys() == ["ssh-rsa BBBB two"]
    guest.fails(8, "no keys", put, APPEND)
    guest.fails(9, "no-such-user", guest.ask, KEYS_GET, string("no-such-user") + u32(0))


def check_vcpus(guest):
    assert params(guest.ask(GET_GUEST_VCPUS, u32(0))) == \
        {"vcpus": "0-1", "online": "0-1", "offlinable": guest.run(
            "cd /sys/devices/system/cpu && ls -d cpu*/online | tr -dc '0-9\\n' | tr '\\n' , | sed s/,$//")}
    guest.ask(SET_GUEST_VCPUS, string("1") + u32(0, 0))
    assert guest.run("cat /sys/devices/system/cpu/online") == "0"
    guest.ask(SET_GUEST_VCPUS, string("0-1") + u32(1, 0))
    assert guest.run("cat /sys/devices/system/cpu/online") == "0-1"
    guest.ask(SET_VCPUS_FLAGS, u32(1, IN_GUEST))
    assert guest.run("cat /sys/devices/system/cpu/online") == "0"
    assert guest.ask(GET_VCPUS_FLAGS, u32(IN_GUEST)).i32() == 1
    guest.ask(SET_VCPUS_FLAGS, u32(2, IN_GUEST))
    assert guest.ask(GET_VCPUS_FLAGS, u32(IN_GUEST)).i32() == 2
    guest.fails(8, "cannot use 3", guest.ask, SET_VCPUS_FLAGS, u32(3, IN_GUEST))
    guest.fails(8, "missing vCPU '7'", guest.ask, SET_GUEST_VCPUS, string("7") + u32(1, 0))


def check_timeout(guest, daemon):
    assert guest.ask(SET_TIMEOUT, u32(1, 0)).i32() == 0
    daemon.kill()
    daemon.start()
    guest.attach()
    guest.run("kill -STOP $(pidof qemu-ga)")
    began = time.monotonic()
    guest.fails(AGENT_UNRESPONSIVE, "in time", guest.ask, GET_HOSTNAME, u32(0))
    assert time.monotonic() - began < 4.5, "it is a second, not the usual five"
    guest.run("kill -CONT $(pidof qemu-ga)")
    guest.fails(8, "less than the minimum", guest.ask, SET_TIMEOUT, u32(0xfffffffd, 0))
    guest.ask(SET_TIMEOUT, u32(BLOCK & 0xffffffff, 0))
    assert guest.ask(GET_HOSTNAME, u32(0)).string() == "linux"


def main():
    with QemuDaemon() as daemon:
        images = [os.path.join(daemon.folder, name) for name in ("a", "b")]
        for image in images:
            with open(image, "wb") as file:
                file.truncate(16 << 20)
        devices = f"""<disk type='file' device='disk'><source file='{images[0]}'/><target dev='vda'/></disk>
            <controller type='scsi' model='virtio-scsi'/><disk type='file' device='disk'>
            <source file='{images[1]}'/><target dev='sda' bus='scsi'/></disk>
            <interface type='user'><mac address='52:54:00:00:00:01'/><model type='virtio'/></interface>"""
        guest = AgentGuest(daemon, devices=devices, saved=False,
                           elements="<memory unit='MiB'>160</memory><vcpu>2</vcpu>")
        guest.run("ip address add 10.1.2.3/24 dev eth0 && ip link set eth0 up")
        check_info(guest)
        check_users(guest)
        check_vcpus(guest)
        check_filesystems(guest)
        check_freeze(guest)
        check_time(guest)
        check_timeout(guest, daemon)


main()
