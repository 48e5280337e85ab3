# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debian's python3-libvirt for tests: import `libvirt` from here."""
import os
import sys

from oncrpc import skip

try:
    import libvirt
except ImportError:
    # The package is of the system's Python, which need not be the one that runs this.
    if sys.executable != "/usr/bin/python3" and os.path.exists("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3", *sys.argv])
    skip("python3-libvirt is not installed")

libvirt.registerErrorHandler(lambda *_: None, None)


def fails(code, function, *arguments):
    """The call ends with this virErrorNumber."""
    try:
        function(*arguments)
    except libvirt.libvirtError as error:
        assert error.get_error_code() == code, f"{error} ({error.get_error_code()})"
    else:
        raise AssertionError(f"error {code} was expected")


def run_until(condition):
    """Turns libvirt's event loop; the time limit of the whole test ends it otherwise."""
    while not condition():
        libvirt.virEventRunDefaultImpl()


def receive_all(stream):
    pieces = []
    stream.recvAll(lambda _stream, data, _opaque: pieces.append(data), None)
    stream.finish()
    return b"".join(pieces)
