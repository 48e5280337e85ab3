#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The vmrpcd.conf that is installed names every key there is, with its default; and --check-config."""
import os
import re
import shutil
import subprocess
import tempfile

import tls_client as tls

SOURCE = os.environ["srcdir"]


def check(folder, text):
    """Status of --check-config on such a file, and what it says."""
    path = os.path.join(folder, "conf")
    with open(path, "w") as file:
        file.write(text)
    run = subprocess.run(["vmrpcd", "--session", "--root", folder, "--config", path, "--check-config"],
                         stderr=subprocess.PIPE, text=True)
    assert not os.path.exists(os.path.join(folder, "run")), "a check has made folders"
    return run.returncode, run.stderr


def main():
    folder = tempfile.mkdtemp(prefix="vmrpc-test.")
    pki = tls.Pki(os.path.join(folder, "pki"))
    with open(os.path.join(SOURCE, "server/vmrpcd.conf")) as file:
        sample = file.read()
    with open(os.path.join(SOURCE, "server/config.c")) as file:
        table = file.read()
    keys = set(re.findall(r'\{"[a-z]+", "([a-z-]+)", KEY', table) + re.findall(r'^ +LIMIT\("([a-z-]+)"', table, re.M))
    assert len(keys) > 25
    assert set(re.findall(r"^#([a-z-]+) =", sample, re.M)) == keys
    with open(os.path.join(SOURCE, "docs/vmrpcd.rst")) as file:
        manual = file.read()
    assert not [key for key in keys if f"``{key}``" not in manual], "a key that the manual leaves out"

    live = re.sub(r"^#([a-z-]+ =)", r"\1", sample, flags=re.M).replace("/etc/vmrpc/pki", pki.folder)
    assert check(folder, sample) == (0, "")
    assert check(folder, live) == (0, "")
    status, said = check(folder, sample + "conections = 3\n")
    assert status == 1 and f"{folder}/conf:{sample.count(chr(10)) + 1}: unknown key" in said, said
    status, said = check(folder, live.replace(pki.path("server-cert.pem"), "/nowhere.pem"))
    assert status == 1 and "/nowhere.pem" in said, said
    status, said = check(folder, "[daemon]\nlisten = tcp:somewhere\n")
    assert status == 1 and "conf:2: listen address" in said, said
    status, said = check(folder, "[daemon]\ndriver = xen\n")
    assert status == 1 and "there is no driver 'xen'" in said, said
    shutil.rmtree(folder)


main()
