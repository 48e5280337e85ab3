/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Merging images as an external snapshot goes: what was written since it, up to the next one or to
 * now, is written down into the image that it kept, which takes the place of the overlay.
 *
 * Until that has been done the overlay still holds all of it, so whoever reads through the overlay
 * sees the same throughout; only the snapshot that goes is not whole from the first write on, and
 * says so (SnapshotDisk.merging) before. What was interrupted can be done again.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_MERGE_H
#define VMRPC_QEMU_SNAPSHOT_MERGE_H

#include "qemu/snapshot.h"

/* Whether the snapshot's images can go: ERR_OPERATION_UNSUPPORTED if several branches stand on
 * them. */
bool snapshot_merge_check(const Domain *domain, const Moment *moment, GError **err);

/* Does it, for all its external disks; the snapshot after it names its new images then. Files that
 * nobody needs any more are removed. The domain is claimed. */
bool snapshot_merge_co_all(DomainDriver *driver, Domain *domain, Moment *moment, GError **err);

#endif
