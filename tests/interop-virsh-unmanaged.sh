#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Of networks, interfaces and devices of the host, secrets and network filters there are none, which
# virsh shows as empty lists; a guest's addresses are those that the host has spoken to.
. "${srcdir:?}/tests/netns_lib.sh" || exit 1
need virsh

start_daemon

# shows COMMAND...: it succeeds, and prints no row.
shows() {
    local said
    said=$(virsh -q -c "$URI" "$@" 2>&1) || fail "virsh $*: $said"
    [ -z "$said" ] || fail "virsh $*: '$said'"
}

# lacks WORDS COMMAND...: it fails, and says so at last.
lacks() {
    local words=$1
    shift
    ! virsh -q -c "$URI" "$@" >"$T/said" 2>&1 || fail "virsh $* succeeds"
    [ "$(tail -n 1 "$T/said")" = "error: $words" ] || fail "virsh $*: $(cat "$T/said")"
}

for list in 'net-list --all' 'iface-list --all' nwfilter-list nwfilter-binding-list nodedev-list \
    'nodedev-list --cap net' 'nodedev-list --tree' secret-list; do
    # shellcheck disable=SC2086
    shows $list
done

uuid=5c9d6a1e-0000-4000-8000-000000000001
lacks "Network not found: no network with matching name 'default'" net-info default
lacks "Network not found: no network with matching uuid '$uuid'" net-name "$uuid"
lacks "Interface not found: no interface with matching name 'near'" iface-dumpxml near
lacks "Interface not found: no interface with matching mac '52:54:00:00:00:01'" \
    iface-name 52:54:00:00:00:01
lacks "Node device not found: no node device with matching name 'computer'" nodedev-dumpxml computer
lacks "Secret not found: no secret with matching uuid '$uuid'" secret-dumpxml "$uuid"
lacks "Network filter not found: no nwfilter with matching name 'clean'" nwfilter-dumpxml clean
lacks "Network filter binding not found: no nwfilter binding for port dev 'tap0'" \
    nwfilter-binding-dumpxml tap0

# A guest whose second interface has spoken, and a neighbour that is nobody's.
cat >"$T/box.xml" <<'END'
<domain type='test'><name>box</name><memory>1024</memory><os><type>hvm</type></os><devices>
<interface type='user'><mac address='52:54:00:00:00:01'/></interface>
<interface type='ethernet'><mac address='52:54:00:00:00:02'/><target dev='tap2'/></interface>
</devices></domain>
END
v -q define "$T/box.xml"
lacks 'Requested operation is not valid: domain is not running' domifaddr box --source arp
v -q start box
ip neighbour add 192.0.2.50 lladdr 52:54:00:00:00:02 dev near nud permanent
ip neighbour add 192.0.2.51 lladdr 52:54:00:00:00:03 dev near nud permanent
said=$(virsh -q -c "$URI" domifaddr box --source arp) || fail 'virsh domifaddr'
read -r name mac family address rest <<<"$said"
[ "$name $mac $family $address$rest" = 'tap2 52:54:00:00:00:02 ipv4 192.0.2.50/32' ] || fail "$said"
shows domifaddr box
lacks "argument unsupported: domain 'box': there are no agents in guests to ask for addresses; ask \
for what the host knows (arp)" domifaddr box --source agent
