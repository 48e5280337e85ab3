#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every command that prints data prints one valid JSON object with --json, and its documented
# members; so does --json before the command. Which commands those are the tool says itself; those of running
# guests are in qemu-json.sh and qemu-agent-json.sh.
. "${srcdir:?}/tests/cli_lib.sh" || exit 1

start_daemon --driver qemu --driver storage
cat >"$T/box.xml" <<'END'
<domain type='test'><name>box</name><title>&#x9b;t</title><memory>4096</memory>
<metadata><m xmlns='urn:m'/></metadata><os><type>hvm</type></os>
<devices><interface type='user'><mac address='52:54:00:00:00:01'/></interface></devices></domain>
END
members 'id name uuid' define --json "$T/box.xml"
v -q undefine box
members 'id name uuid' create --json "$T/box.xml"
members domains list --json --all --title --managed-save
members 'id name uuid os_type state reason vcpus cpu_time_ns max_memory_kib memory_kib persistent
    autostart managed_save security messages' dominfo --json test
members 'state reason' domstate --json test
members domains domstats --json
members errors domblkerror --json test
members disks domblkinfo --json test --all
members 'rd_operations rd_bytes rd_total_times wr_operations wr_bytes wr_total_times flush_operations
    flush_total_times' domblkstat --json test
members 'rx_bytes rx_packets rx_errs rx_drop tx_bytes tx_packets tx_errs tx_drop' \
    domifstat --json box 52:54:00:00:00:01
members 'actual rss' dommemstat --json test
members total cpu-stats --json test
members domains top --json --once
members id domid --json test
members name domname --json test
members uuid domuuid --json test
members description desc --json box
members title desc --json box --title
members 'uri xml' metadata --json box urn:m
members xml dumpxml --json box
members xml capabilities --json
if command -v qemu-system-x86_64 >/dev/null; then
    URI="qemu+unix:///session?socket=$SOCKET" members xml domcapabilities --json
else
    say 'domcapabilities is not tested: there is no qemu-system-x86_64'
    tested+=" domcapabilities"
fi
members hostname hostname --json
members uri uri --json
members 'cpu_model cpus mhz sockets cores threads numa_cells memory_kib' nodeinfo --json
members 'compiled library type hypervisor daemon' version --json
members clients client-list --json
members 'software api_version address secure uri type hypervisor' server-info --json
members events event --json --list
members groups help --json
members 'file mime bytes' screenshot --json test "$T/shot"
members events pool-event --json --list
members 'name uuid' pool-define-as --json p dir --target "$T/pool"
members 'name uuid' pool-create-as --json q dir --target "$T/other" --build
v -q "pool-start p --build; pool-destroy q"
members pools pool-list --json --details
members 'name uuid state autostart persistent capacity_bytes allocation_bytes available_bytes' \
    pool-info --json p
members xml pool-dumpxml --json p
members name pool-name --json p
members uuid pool-uuid --json p
v pool-dumpxml p | sed "s/>p</>q</; s,/pool<,/other<,; /<uuid>/d" >"$T/pool.xml"
members 'name uuid' pool-define --json "$T/pool.xml"
v -q pool-undefine q
members 'name uuid' pool-create --json "$T/pool.xml"
members 'name key pool' vol-create-as --json p one 1k
members xml vol-dumpxml --json one p
v vol-clone one two p --print-xml >"$T/two.xml"
members 'name key pool' vol-create --json p "$T/two.xml"
sed 's/two/three/' "$T/two.xml" >"$T/three.xml"
members 'name key pool' vol-create-from --json p "$T/three.xml" one --inputpool p
members 'name key pool' vol-clone --json one four p
members volumes vol-list --json p --details
members 'name type capacity_bytes allocation_bytes' vol-info --json one p
members 'name type capacity_bytes physical_bytes' vol-info --json one p --physical
members key vol-key --json one p
members name vol-name --json "$T/pool/one"
members path vol-path --json one p
members name vol-pool --json "$T/pool/one"
members uuid vol-pool --json "$T/pool/one" --uuid
members bytes vol-upload --json one "$T/two.xml" p
members bytes vol-download --json one "$T/contents" p
members id --json domid test

for command in $(v --json help | python3 -c 'import json, sys
print(*[c["name"] for g in json.load(sys.stdin)["groups"] for c in g["commands"]
        if any(o["name"] == "json" for o in c["options"])])'); do
    [[ "$tested " == *" $command "* ]] || grep -q " $command --json" "$srcdir/tests/qemu-json.sh" "$srcdir/tests/qemu-agent-json.sh" ||
        fail "$command is not tested here"
done
v list --json --title | python3 -c 'import json, sys
box, = [d for d in json.load(sys.stdin)["domains"] if d["name"] == "box"]
assert box["title"] == "\x9bt" and box["state"] == "running" and isinstance(box["id"], int), box'
[ -z "$(v --json suspend test)" ] || fail 'suspend prints something with --json'
[ "$(v --json 'domid test; domid box' | tr -d ' \n')" = '{"id":1}{"id":2}' ] || fail 'two commands'
stop_daemon
