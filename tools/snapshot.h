/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the commands of snapshots share: finding the one that is meant, and what its document says.
 */
#ifndef VMRPC_TOOLS_SNAPSHOT_H
#define VMRPC_TOOLS_SNAPSHOT_H

#include "tools/command.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcSnapshot, vmrpc_snapshot_unref)

/* What lists show of a snapshot. */
typedef struct SnapshotFacts {
    char *state;
    char *parent; /* NULL: a root */
    gint64 created;
    bool external;
} SnapshotFacts;

void snapshot_facts_clear(SnapshotFacts *facts);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SnapshotFacts, snapshot_facts_clear)

/* Asks the server; false and error if it cannot be had. */
bool snapshot_facts_get(VmrpcSnapshot *snapshot, SnapshotFacts *ret_facts, VmrpcError **error);

/* The snapshot that the option snapshotname names, or --current means (or NULL of both is an
 * error); prints why not and returns NULL. */
VmrpcSnapshot *snapshot_wanted(VmrpcDomain *domain, const Arguments *arguments);

#endif
