#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A daemon whose files may not become larger than so many bytes: what is larger is an error for who asked,
and the daemon goes on."""
import resource

from storage import SYSTEM_ERROR, StorageDaemon, expect, vol_xml

MOST = 4 << 20
UPLOAD = 208


def main():
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST, before[1]))
    with StorageDaemon() as daemon, daemon.client() as client:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        pool = daemon.pool(client)
        vol = client.create_vol(pool, vol_xml("v", MOST))
        stream = client.open_vol(UPLOAD, vol, offset=MOST)
        expect(SYSTEM_ERROR, "cannot write volume", client.send_data, stream, b"x")
        client.abort(stream)
        expect(SYSTEM_ERROR, "Failed to truncate file", client.resize, vol, MOST + 1)
        expect(SYSTEM_ERROR, "cannot extend file", client.create_vol, pool, vol_xml("w", MOST + 1))
        assert client.vols(pool) == ["v"]


main()
