#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Pools through their whole life: what each call does, what the others then see, and its event."""
import os
import uuid

from storage import (INVALID, NO_POOL, OPERATION_FAILED, SYSTEM_ERROR, XML_ERROR,
                     StorageDaemon, expect, pool_xml)

NOT_FOUND = "no storage pool with matching "


def life(daemon, client, watcher):
    path = daemon.place("deep/in/a")
    pool = client.define(pool_xml("a", path + "//"))
    assert pool == client.pool_by_name("a") == client.pool_by_uuid(pool[1]) and pool[0] == "a"
    assert client.is_active(pool) == 0 and client.is_persistent(pool) == 1
    assert client.pool_info(pool) == (0, 0, 0, 0)
    text = client.pool_xml(pool)
    assert f"<uuid>{uuid.UUID(bytes=pool[1])}</uuid>" in text and f"<path>{path}</path>" in text
    assert "<capacity unit='bytes'>0</capacity>" in text and "<permissions>" not in text
    expect(SYSTEM_ERROR, f"cannot open directory '{path}': No such file", client.start_pool, pool)
    expect(SYSTEM_ERROR, f"failed to remove pool '{path}'", client.delete_pool, pool)
    expect(INVALID, "storage pool 'a' is not active", client.refresh, pool)
    client.build(pool)
    assert os.stat(path).st_mode & 0o7777 == 0o711
    client.start_pool(pool)
    space = os.statvfs(path)
    state, capacity, allocation, available = client.pool_info(pool)
    assert state == 2 and capacity == space.f_blocks * space.f_frsize
    assert allocation + available == capacity
    assert "<mode>0711</mode>" in client.pool_xml(pool)
    assert "<permissions>" not in client.pool_xml(pool, 1)
    assert client.pool_by_path(path) == client.pool_by_path(path + "/") == pool
    active = "storage pool 'a' is "
    expect(INVALID, active + "already active", client.start_pool, pool)
    expect(INVALID, active + "already active", client.build, pool)
    expect(INVALID, active + "still active", client.undefine, pool)
    expect(INVALID, active + "still active", client.delete_pool, pool)
    client.refresh(pool)
    client.destroy(pool)
    expect(INVALID, active + "not active", client.destroy, pool)
    expect(NO_POOL, NOT_FOUND + "target path", client.pool_by_path, path)
    expect(INVALID, "No source device", client.build, pool, 4)
    open(os.path.join(path, "x"), "w").close()
    expect(SYSTEM_ERROR, f"failed to remove pool '{path}': Directory not empty", client.delete_pool,
           pool)
    os.unlink(os.path.join(path, "x"))
    client.delete_pool(pool)
    assert not os.path.exists(path)
    client.undefine(pool)
    expect(NO_POOL, NOT_FOUND + "name 'a'", client.pool_by_name, "a")
    expect(NO_POOL, NOT_FOUND + f"uuid '{uuid.UUID(bytes=pool[1])}'", client.pool_by_uuid, pool[1])
    expect(NO_POOL, NOT_FOUND + "uuid", client.pool_info, pool)
    assert watcher.pool_events(7) == ["a:defined", "a:created", "a:started", "a:refresh", "a:stopped",
                                      "a:deleted", "a:undefined"]


def transient(daemon, client, watcher):
    path = daemon.place("t")
    expect(SYSTEM_ERROR, "cannot open directory", client.create_xml, pool_xml("t", path))
    assert client.pools() == []
    pool = client.create_xml(pool_xml("t", path, "<permissions><mode>0750</mode></permissions>"), 1)
    assert client.is_persistent(pool) == 0 and os.stat(path).st_mode & 0o7777 == 0o750
    expect(INVALID, "storage pool 't' is transient", client.set_autostart, pool, 1)
    client.define(pool_xml("t", path, "<permissions><mode>0700</mode></permissions>").replace(
        "<name>", f"<uuid>{uuid.UUID(bytes=pool[1])}</uuid><name>"))
    assert client.is_persistent(pool) == 1 and client.is_active(pool) == 1
    assert "0750" in client.pool_xml(pool) and "0700" in client.pool_xml(pool, 1)
    client.destroy(pool)
    assert "0700" in client.pool_xml(pool)
    client.undefine(pool)
    pool = client.create_xml(pool_xml("t", path))
    client.destroy(pool)
    expect(NO_POOL, NOT_FOUND + "name 't'", client.pool_by_name, "t")
    assert watcher.pool_events(7) == ["t:created", "t:started", "t:defined", "t:stopped",
                                      "t:undefined", "t:started", "t:stopped"]


def conflicts(daemon, client):
    pool = client.define(pool_xml("c", daemon.place("c")))
    same = f"<uuid>{uuid.UUID(bytes=pool[1])}</uuid><name>"
    exists = f"pool 'c' already exists with uuid {uuid.UUID(bytes=pool[1])}"
    expect(OPERATION_FAILED, exists, client.define, pool_xml("c", daemon.place("d")))
    expect(OPERATION_FAILED, exists, client.create_xml, pool_xml("c", daemon.place("d")))
    expect(OPERATION_FAILED, "Storage source conflict with pool: 'c'",
           client.define, pool_xml("d", daemon.place("c")))
    expect(OPERATION_FAILED, "pool 'c' is already defined with uuid", client.define,
           pool_xml("d", daemon.place("d")).replace("<name>", same))
    again = pool_xml("c", daemon.place("d")).replace("<name>", same)
    assert client.define(again) == pool and daemon.place("d") in client.pool_xml(pool)
    expect(XML_ERROR, "XML error: missing storage pool target path", client.define,
           "<pool type='dir'><name>x</name></pool>")
    client.undefine(pool)


def lists(daemon, client):
    first = client.define(pool_xml("one", daemon.place("one")))
    client.build(first)
    client.start_pool(first)
    client.define(pool_xml("two", daemon.place("two")))
    client.set_autostart(client.pool_by_name("two"), 1)
    assert client.autostart(first) == 0 and client.autostart(client.pool_by_name("two")) == 1
    client.create_xml(pool_xml("three", daemon.place("three")), 1)
    assert client.pools() == ["one", "two", "three"] and client.pools(need=0) == 3
    for flags, names in ((1, ["two"]), (2, ["one", "three"]), (4, ["one", "two"]), (8, ["three"]),
                         (16, ["two"]), (32, ["one", "three"]), (3, ["one", "two", "three"]),
                         (2 | 4, ["one"]), (64, ["one", "two", "three"]), (128, [])):
        assert client.pools(flags) == names, flags
    expect(8, "unsupported flags", client.pools, 1 << 30)
    assert client.number(71) == 2 and client.number(73) == 1
    assert client.names(72) == ["one", "three"] and client.names(74) == ["two"]
    assert client.names(72, 1) == ["one"] and client.names(72, 0) == []
    expect(8, "invalid argument: maxnames", client.names, 72, -1)


with StorageDaemon() as daemon, daemon.client() as client, daemon.client() as watcher:
    watcher.subscribe()
    life(daemon, client, watcher)
    transient(daemon, client, watcher)
    conflicts(daemon, client)
    lists(daemon, client)
