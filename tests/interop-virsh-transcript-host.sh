#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of the host here and under libvirtd: names, versions, what it can run.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1

start_both

compare <<END
connect
uri
version
version --daemon
hostname
# The clock changes; and libvirtd counts the memory of NUMA nodes, we the machine's, which is all
# the same but on some virtual machines.
mask ^CPU frequency: +(.*)
mask ^Memory size: +(.*)
nodeinfo
connect --readonly qemu:///system?nonsense
echo one 'two three'
list

capabilities --xpath /capabilities/host/cpu/arch
capabilities --xpath /capabilities/host/uuid
capabilities --xpath '/capabilities/guest/os_type'
capabilities --xpath '/capabilities/guest[arch/@name="x86_64"]/arch/wordsize'
capabilities --xpath '/capabilities/guest[arch/@name="x86_64"]/arch/emulator'
capabilities --xpath '/capabilities/guest[arch/@name="x86_64"]/arch/domain/@type'
capabilities --xpath '/capabilities/guest[arch/@name="x86_64"]/arch/machine[text()="pc"]'
capabilities --xpath '/capabilities/guest[arch/@name="i686"]/arch/emulator'
capabilities --xpath '/capabilities/guest[arch/@name="x86_64"]/features/acpi'
capabilities --xpath '/capabilities/guest/arch/nothing'
domcapabilities --xpath /domainCapabilities/path
domcapabilities --xpath /domainCapabilities/domain
domcapabilities --xpath /domainCapabilities/machine
domcapabilities --xpath /domainCapabilities/arch
domcapabilities --virttype qemu --xpath /domainCapabilities/domain
domcapabilities --virttype qemu --machine pc --xpath /domainCapabilities/machine
domcapabilities --virttype qemu --machine q35 --xpath /domainCapabilities/machine
domcapabilities --arch x86_64 --xpath /domainCapabilities/arch
domcapabilities --arch i686 --xpath /domainCapabilities/arch
words
domcapabilities --arch sparc
words
domcapabilities --machine nonsense
words
domcapabilities --virttype xen
words
domcapabilities --emulatorbin /nowhere
maxvcpus
maxvcpus --type qemu
END
