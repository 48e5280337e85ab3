/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is plugged in made complete: each module gets a slot, once; what QEMU does not take
 * is refused. */
#include "qemu/complete.h"

#include "qemu/machine_type.h"

/* pc-dimm takes no less, as its pages may be large ones. */
#define MODULE_ALIGN_KIB 2048

static bool module_check(const DomainDef *def, const DomainMemory *memory, GError **err)
{
    unsigned cells = def->cpu ? def->cpu->cells->len : 0;

    if (memory->size_kib % MODULE_ALIGN_KIB)
        return complete_refuse(
            err, "a memory device of %" G_GUINT64_FORMAT " KiB, which is no multiple of 2 MiB",
            memory->size_kib);
    if (memory->discard == TRISTATE_ON)
        return complete_refuse(err, "a memory device with discard='yes'");
    if (memory->node >= 0 && (unsigned) memory->node >= MAX(cells, 1))
        return complete_refuse(err, "a memory device of NUMA cell %d, which there is not",
                               memory->node);
    if (memory->info.address.type && memory->info.address.type != DOMAIN_ADDRESS_DIMM)
        return complete_refuse(err, "a memory device with an address of type '%s'",
                               domain_address_type_to_string(memory->info.address.type));
    if (memory->info.address.type && memory->info.address.dimm.slot >= def->memory_slots)
        return complete_refuse(err, "memory slot %u, only 0 to %u", memory->info.address.dimm.slot,
                               def->memory_slots - 1);
    return true;
}

static bool slot_is_taken(const DomainDef *def, const DomainMemory *but, unsigned slot)
{
    for (unsigned i = 0; i < def->memories->len; i++) {
        const DomainMemory *memory = def->memories->pdata[i];

        if (memory != but && memory->info.address.type == DOMAIN_ADDRESS_DIMM &&
            memory->info.address.dimm.slot == slot)
            return true;
    }
    return false;
}

bool complete_memory_device(const DomainDef *def, DomainMemory *memory, GError **err)
{
    DomainAddress *address = &memory->info.address;
    unsigned slot = 0;

    if (!def->max_memory_kib)
        return complete_refuse(err, "a memory device in a domain without <maxMemory>");
    if (!module_check(def, memory, err))
        return false;
    if (address->type) {
        if (slot_is_taken(def, memory, address->dimm.slot))
            return complete_refuse(err, "two memory devices in slot %u", address->dimm.slot);
        return true;
    }
    while (slot_is_taken(def, memory, slot))
        slot++;
    if (slot >= def->memory_slots)
        return complete_refuse(err, "a memory device more than the %u slots of <maxMemory>",
                               def->memory_slots);
    address->type = DOMAIN_ADDRESS_DIMM;
    address->dimm.slot = slot;
    return true;
}

bool complete_memory(DomainDef *def, GError **err)
{
    MachineFamily family;

    machine_type_family(def->os.machine, &family);
    if (family == MACHINE_ISAPC && (def->max_memory_kib || (def->cpu && def->cpu->cells->len > 0) ||
                                    domain_vcpus_at_boot(def) != def->max_vcpus))
        return complete_refuse(err, "<maxMemory>, <numa> or CPUs to plug in on machine type isapc");
    if (def->max_memory_kib && !def->features.acpi)
        return complete_refuse(err,
                               "<maxMemory> without <acpi/>, which tells the guest of modules");
    for (unsigned i = 0; i < def->memories->len; i++) {
        if (!complete_memory_device(def, def->memories->pdata[i], err))
            return false;
    }
    return true;
}
