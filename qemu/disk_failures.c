/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Failures of disks: see disk_failures.h. */
#include "qemu/disk_failures.h"

#include "qemu/disk_nodes.h"

void disk_failures_note(DomainDef *def, const char *node, bool no_space)
{
    const DomainDisk *failed = disk_nodes_disk(def, node);

    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];

        if (disk == failed)
            disk->failure =
                no_space ? DOMAIN_DISK_ERROR_CODE_NO_SPACE : DOMAIN_DISK_ERROR_CODE_UNSPECIFIED;
    }
}

void disk_failures_clear(DomainDef *def)
{
    for (unsigned i = 0; i < def->disks->len; i++)
        ((DomainDisk *) def->disks->pdata[i])->failure = DOMAIN_DISK_ERROR_CODE_NONE;
}

bool disk_failures_co_ask(Machine *machine, GError **err)
{
    json_t *drives = NULL, *drive;
    size_t i;

    if (!machine_co_command(machine, "query-block", NULL, &drives, err))
        return false;
    json_array_foreach(drives, i, drive)
    {
        const char *status = json_string_value(json_object_get(drive, "io-status"));
        const json_t *inserted = json_object_get(drive, "inserted");
        const char *node = json_string_value(json_object_get(inserted, "node-name"));

        if (status && node && !g_str_equal(status, "ok"))
            disk_failures_note(machine->domain->def, node, g_str_equal(status, "nospace"));
    }
    json_decref(drives);
    return true;
}
