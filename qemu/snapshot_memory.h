/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The memory of a guest in a file beside its snapshot: a file as a save makes it
 * (qemu/save_image.h), which a guest can be started from more than once.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_MEMORY_H
#define VMRPC_QEMU_SNAPSHOT_MEMORY_H

#include "conf/snapshot.h"
#include "qemu/snapshot_images.h"

/* What puts the new images in front of the guest's disks. */
typedef bool (*SnapshotSwitch)(DomainDriver *driver, Domain *domain, Overlays *overlays,
                               GError **err);

/* Writes def->memory_file while the guest runs on, switches its disks over in the moment in which
 * it is paused for the last of it, and lets it go on if it ran. On failure there is no file, and
 * the guest goes on with its old images. The claimed domain is active. */
bool snapshot_memory_co_save(Domain *domain, const SnapshotDef *def, SnapshotSwitch co_switch,
                             DomainDriver *driver, Overlays *overlays, GError **err);

/* Starts the domain, whose definition is in place, from the file. */
bool snapshot_memory_co_start(DomainDriver *driver, Domain *domain, const char *path, bool paused,
                              GError **err);

/* After a crash: finishes the file that was being written, if the snapshot has come about (made),
 * and removes it otherwise. */
bool snapshot_memory_co_settle(Worker *worker, const char *path, bool made, GError **err);

#endif
