/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The NBD server of backups that are pulled: see backup.h. Where it listens, whom it lets in, and
 * the disks that it has; how it ends is in backup_end.c.
 */
#include "qemu/backup.h"

#include "base/local_address.h"
#include "qemu/block_chain.h"
#include "qemu/disk_nodes.h"
#include "qemu/vnc.h"

/* No name is looked up by QEMU, which would do nothing else until it is answered. */
static json_t *co_address(const Machine *machine, const BackupDef *def, GError **err)
{
    g_autofree char *port = g_strdup_printf("%u", def->port), *host = NULL;

    if (def->transport == BACKUP_TRANSPORT_UNIX)
        return json_pack("{s:s, s:{s:s}}", "type", "unix", "data", "path", def->socket);
    host = g_strcmp0(def->host, "localhost") == 0
               ? g_strdup("127.0.0.1")
               : local_address_co_find(machine->driver->base.driver.host->worker, def->host, err);
    if (!host || !machine_check_alive(machine, err))
        return NULL;
    return json_pack("{s:s, s:{s:s, s:s}}", "type", "inet", "data", "host", host, "port", port);
}

/* Clients must have a certificate of the same authority. */
static bool co_add_credentials(Machine *machine, GError **err)
{
    g_autofree char *folder = NULL;
    bool added;

    if (!vnc_co_lend_certificates(machine, &folder, err) || !machine_check_alive(machine, err))
        return false;
    added = machine_co_command(machine, "object-add",
                               json_pack("{s:s, s:s, s:s, s:s, s:b}", "qom-type", "tls-creds-x509",
                                         "id", "backup-tls", "dir", folder, "endpoint", "server",
                                         "verify-peer", 1),
                               NULL, err);
    if (machine->driver)
        vnc_take_back_certificates(machine);
    return added;
}

bool backup_co_start_server(Machine *machine, const BackupDef *def, GError **err)
{
    json_t *address = co_address(machine, def, err), *arguments;

    if (!address) {
        g_prefix_error(err, "domain '%s', <server>: ", machine->domain->def->name);
        return false;
    }
    arguments = json_pack("{s:o}", "addr", address);
    if (def->tls) {
        if (!co_add_credentials(machine, err)) {
            json_decref(arguments);
            return false;
        }
        json_object_set_new(arguments, "tls-creds", json_string("backup-tls"));
    }
    return machine_co_command(machine, "nbd-server-start", arguments, NULL, err);
}

static bool co_export(Machine *machine, const BackupDisk *entry, GError **err)
{
    const DomainDisk *disk = block_chain_filled_disk(machine->domain->def, entry->name, err);
    const DomainDisk named = {.target = entry->name};
    g_autofree char *id = g_strconcat(BACKUP_JOB_PREFIX, entry->name, NULL);
    g_autofree char *node = disk_nodes_name(&named, entry->store);
    g_autofree char *live = disk ? disk_nodes_name(disk, disk->image) : NULL;
    json_t *arguments;

    if (!disk)
        return false;
    arguments = json_pack("{s:s, s:s, s:s, s:s}", "type", "nbd", "id", id, "node-name", node,
                          "name", entry->export_name);
    if (entry->incremental)
        json_object_set_new(arguments, "bitmaps",
                            json_pack("[{s:s, s:s}]", "node", live, "name", id));
    return machine_co_command(machine, "block-export-add", arguments, NULL, err) &&
           machine_check_alive(machine, err);
}

bool backup_co_serve(Machine *machine, const BackupDef *def, GError **err)
{
    for (unsigned i = 0; i < def->disks->len; i++) {
        const BackupDisk *entry = def->disks->pdata[i];

        if (!entry->excluded && !co_export(machine, entry, err))
            return false;
    }
    return true;
}
