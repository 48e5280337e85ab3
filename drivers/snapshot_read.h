/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a domain's snapshots: the procedures that read their tree. Waits nowhere and
 * asks no hypervisor.
 */
#ifndef VMRPC_DRIVERS_SNAPSHOT_READ_H
#define VMRPC_DRIVERS_SNAPSHOT_READ_H

#include "conf/snapshot.h"
#include "drivers/domain_driver.h"
#include "drivers/moment.h"

extern const RemoteHandlers snapshot_read_handlers;

static inline SnapshotDef *snapshot_def_of(const Moment *moment)
{
    return (SnapshotDef *) moment->def;
}

/* The snapshot that an argument means; ERR_NO_DOMAIN, ERR_NO_DOMAIN_SNAPSHOT. Borrowed. */
Moment *snapshot_read_find(const DriverCall *call, const remote_domain_snapshot *wanted,
                           Domain **ret_domain, GError **err);
/* Fills in a reference for a result, in memory of its own. */
void snapshot_read_answer(const Domain *domain, const Moment *moment, remote_domain_snapshot *ret);

#endif
