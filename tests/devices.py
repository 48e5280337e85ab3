# SPDX-License-Identifier: LGPL-2.1-or-later
"""What tests of devices share: documents of devices, and the calls that change them."""
import os

from guests import DOMAIN_GET_XML_DESC
from oncrpc import EVENT_REGISTER, RemoteError, string, u32

ATTACH, DETACH, UPDATE, DETACH_ALIAS = 160, 161, 174, 392
LIVE, CONFIG, FORCE = 1, 2, 4
INACTIVE = 2
NO_SUPPORT, INVALID, FAILED, UNSUPPORTED, TIMEOUT, MISSING = 3, 55, 9, 84, 68, 99


def disk(path, target, bus, extra=""):
    return (f"<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='{path}'/>"
            f"<target dev='{target}' bus='{bus}'/>{extra}</disk>")


def cdrom(path, target="hdc", bus="ide"):
    source = f"<source file='{path}'/>" if path else ""
    return f"<disk type='file' device='cdrom'>{source}<target dev='{target}' bus='{bus}'/><readonly/></disk>"


def interface(mac, model="virtio", link=""):
    link = link and f"<link state='{link}'/>"
    return f"<interface type='user'><mac address='{mac}'/><model type='{model}'/>{link}</interface>"


def image(daemon, name, size=1 << 20):
    path = os.path.join(daemon.folder, name)
    with open(path, "wb") as file:
        file.truncate(size)
    return path


def xml(client, guest, flags=0):
    return client.result(DOMAIN_GET_XML_DESC, guest + u32(flags)).string()


def change(client, procedure, guest, document, flags=LIVE):
    client.result(procedure, guest + string(document) + u32(flags))


def refused(code, client, procedure, guest, document, flags=LIVE):
    """The message of the error, whose code must be this one."""
    try:
        change(client, procedure, guest, document, flags)
    except RemoteError as error:
        assert error.code == code, f"{error.code}, not {code}: {error}"
        return str(error)
    raise AssertionError("it was not refused")
