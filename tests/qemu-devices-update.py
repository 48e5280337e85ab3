#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A device that what runs and the definition have at different places is updated in both by the document
of the one that runs: each stays where it is, and nothing that is live gets into the definition."""
import re

from devices import (CONFIG, INACTIVE, LIVE, UNSUPPORTED, UPDATE, change, interface, refused, xml)
from guests import PTY, QemuDaemon
from oncrpc import DOMAIN_DEFINE_XML, string

ONE, TWO = "52:54:00:00:00:71", "52:54:00:00:00:72"


def element(text, mac):
    return re.search(rf"<interface type='user'>\s*<mac address='{mac}'/>.*?</interface>", text, re.S)[0]


def slot(text, mac):
    return re.search(r"slot='(0x[0-9a-f]+)'", element(text, mac))[1]


def exchange(client, guest):
    """In the definition, the two interfaces change places."""
    text = xml(client, guest, INACTIVE)
    one, two = slot(text, ONE), slot(text, TWO)
    first, second = element(text, ONE), element(text, TWO)
    text = text.replace(first, first.replace(one, "@")).replace(second, second.replace(two, one))
    client.result(DOMAIN_DEFINE_XML, string(text.replace("slot='@'", f"slot='{two}'")))
    return one, two


def main():
    with QemuDaemon() as daemon:
        guest = daemon.guest("a", PTY + interface(ONE) + interface(TWO))
        with daemon.client() as client:
            one, two = exchange(client, guest)
            assert slot(xml(client, guest, INACTIVE), ONE) == two
            document = element(xml(client, guest), ONE)
            assert f"slot='{one}'" in document and "<alias name='net0'/>" in document, document
            document = document.replace("</interface>", "<link state='down'/></interface>")
            change(client, UPDATE, guest, document, LIVE | CONFIG)
            live, config = xml(client, guest), xml(client, guest, INACTIVE)
            for text in live, config:
                assert "<link state='down'/>" in element(text, ONE), text
            assert (slot(live, ONE), slot(config, ONE)) == (one, two), config
            assert "net0" not in config
            # A device that runs does not move; one of the definition does, unless it is in the way.
            refused(UNSUPPORTED, client, UPDATE, guest, document.replace(one, "0x1e"), LIVE | CONFIG)
            assert xml(client, guest, INACTIVE) == config
            change(client, UPDATE, guest, document.replace(one, "0x1e"), CONFIG)
            assert slot(xml(client, guest, INACTIVE), ONE) == "0x1e"
            assert slot(xml(client, guest), ONE) == one


if __name__ == "__main__":
    main()
