#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A hole that a client sends costs what there is to be made zero, not its own length: one of half the
address space behind the end of a volume keeps nobody waiting."""
from oncrpc import RemoteError
from storage import SYSTEM_ERROR, StorageDaemon, vol_xml

UPLOAD, SPARSE = 208, 1


def main():
    with StorageDaemon() as daemon, daemon.client() as client:
        vol = client.create_vol(daemon.pool(client), vol_xml("v", 1 << 20))
        stream = client.open_vol(UPLOAD, vol, flags=SPARSE)
        try:
            client.send_data(stream, b"x", hole=1 << 61)
        except RemoteError as error:  # file systems differ in how long a file may be
            assert error.code == SYSTEM_ERROR and str(error).startswith("cannot extend file"), error
        client.abort(stream)
        client.delete_vol(vol)


main()
