#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The disk below the folder of the definitions hangs: whoever changes what is on it waits, and nobody
else. Nobody sees a change before it is on disk, and who wants to change the same guest is told what
holds it up. When the disk goes on, so do they."""
import select

from guests import XML, QemuDaemon
from oncrpc import (CONNECT_LIST_ALL_DOMAINS, DOMAIN_DEFINE_XML, DOMAIN_GET_STATE, DOMAIN_LOOKUP_BY_NAME,
                    DOMAIN_RESUME, DOMAIN_SUSPEND, REMOTE, RemoteError, domain, string, u32)
from slow_disk import Disk
from streams import StreamClient

DOMAIN_SET_AUTOSTART, DOMAIN_GET_AUTOSTART, DOMAIN_UNDEFINE, DOMAIN_RENAME = 29, 15, 35, 358
ERR_NO_DOMAIN, ERR_OPERATION_TIMEOUT = 42, 68
CONFIG = "[qemu]\njob-timeout = 1\n"


def document(name):
    return string(XML.format(name=name, image="/nonexistent.img", devices=""))


def answered(*clients):
    return select.select([client.socket for client in clients], [], [], 0)[0]


def refused(code, text, function, *args):
    try:
        function(*args)
    except RemoteError as error:
        assert error.code == code and text in str(error), error
        return
    raise AssertionError(f"no error '{text}'")


def names(client):
    reply = client.result(CONNECT_LIST_ALL_DOMAINS, u32(1, 0))
    return sorted(reply.domain()[0] for _ in range(reply.u32()))


def other_work(daemon, kept):
    """Reads of the same driver, changes of another one."""
    with daemon.client() as client, StreamClient(daemon.path).open("test:///default") as tester:
        assert names(client) == ["kept", "renamed"], names(client)
        refused(ERR_NO_DOMAIN, "'new'", client.result, DOMAIN_LOOKUP_BY_NAME, string("new"))
        refused(ERR_NO_DOMAIN, "'other'", client.result, DOMAIN_LOOKUP_BY_NAME, string("other"))
        client.result(DOMAIN_GET_STATE, kept + u32(0))
        assert client.result(DOMAIN_GET_AUTOSTART, kept).u32() == 0
        guest = domain(*tester.result(DOMAIN_LOOKUP_BY_NAME, string("test")).domain())
        tester.result(DOMAIN_SUSPEND, guest)
        tester.result(DOMAIN_RESUME, guest)
        held = f"has waited for the disk of '{daemon.folder}/root/"
        refused(ERR_OPERATION_TIMEOUT, held, client.result, DOMAIN_UNDEFINE, kept)
        refused(9, "'new'", client.result, DOMAIN_DEFINE_XML, document("new"))
        refused(9, "'other'", client.result, DOMAIN_DEFINE_XML, document("other"))


def main():
    daemon = QemuDaemon("--driver", "test", config=CONFIG)
    disk = Disk(daemon.folder)
    with daemon, daemon.client() as first, daemon.client() as second, daemon.client() as third:
        kept, renamed = (domain(*first.result(DOMAIN_DEFINE_XML, document(name)).domain())
                         for name in ("kept", "renamed"))
        disk.hang()
        define = first.start(DOMAIN_DEFINE_XML, document("new"), REMOTE)
        disk.wait()
        mark = second.start(DOMAIN_SET_AUTOSTART, kept + u32(1), REMOTE)
        disk.wait()
        rename = third.start(DOMAIN_RENAME, renamed + u32(1) + string("other") + u32(0), REMOTE)
        disk.wait()
        other_work(daemon, kept)
        assert not answered(first, second, third), "a change was told before it was on disk"
        disk.go_on()
        for client, call in ((first, define), (second, mark), (third, rename)):
            client.end(call)
        assert names(first) == ["kept", "new", "other"], names(first)
        assert first.result(DOMAIN_GET_AUTOSTART, kept).u32() == 1


main()
