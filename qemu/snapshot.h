/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures that make, delete and go back to snapshots of QEMU's guests; what only reads them
 * is in drivers/snapshot_read.h.
 *
 * Each does all of its work or leaves what was there; what a daemon that was killed has left is
 * put in order by the next one (snapshot_recover.h).
 */
#ifndef VMRPC_QEMU_SNAPSHOT_H
#define VMRPC_QEMU_SNAPSHOT_H

#include "drivers/snapshot_read.h"
#include "qemu/machine.h"

extern const RemoteHandlers snapshot_handlers;

bool snapshot_co_create(DriverCall *call, const domain_snapshot_create_xml_args *args,
                        domain_snapshot_create_xml_ret *ret, GError **err);
bool snapshot_co_revert(DriverCall *call, const domain_revert_to_snapshot_args *args, GError **err);
bool snapshot_co_delete(DriverCall *call, const domain_snapshot_delete_args *args, GError **err);

/* DOMAIN_SNAPSHOT_CREATE_REDEFINE: takes a document for the metadata of a snapshot that exists.
 * The domain is claimed. */
bool snapshot_co_redefine(DomainDriver *driver, Domain *domain, const char *xml, unsigned flags,
                          Moment **ret_moment, GError **err);

/* ---- what these have in common ---- */

static inline Worker *snapshot_worker(const DomainDriver *driver)
{
    return driver->driver.host->worker;
}

/* A copy of a definition for a snapshot: without anything live, and without the chains of images,
 * which change as other snapshots go. */
DomainDef *snapshot_copy_domain(const DomainDef *def);
/* Keeps the snapshot on disk and in memory; takes over def, also on failure. */
Moment *snapshot_co_add(DomainDriver *driver, Domain *domain, SnapshotDef *def, GError **err);
/* Forgets it again, in both. */
bool snapshot_co_drop(DomainDriver *driver, Domain *domain, Moment *moment, GError **err);
/* moment NULL: none. */
bool snapshot_co_set_current(DomainDriver *driver, Domain *domain, Moment *moment, GError **err);
/* The domain is at this one, which has happened: what cannot be written is logged. */
void snapshot_co_note_current(DomainDriver *driver, Domain *domain, Moment *moment);
/* A persistent domain gets the definition back that it had beside the one that ran, if it had. */
bool snapshot_co_take_config(DomainDriver *driver, Domain *domain, const SnapshotDef *def,
                             GError **err);
/* Writes the snapshot as it stands in memory. */
bool snapshot_co_save(DomainDriver *driver, Domain *domain, const Moment *moment, GError **err);
/* After images of the running guest have changed: logs what cannot be written. */
void snapshot_note_live(Domain *domain);
/* Refuses a domain any of whose disks has a block job. */
bool snapshot_refuse_jobs(Domain *domain, GError **err);

#endif
