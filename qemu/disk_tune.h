/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Limits of a disk's traffic (conf/domain_iotune.h) at QEMU. They belong to the drive, not to an
 * image: whatever is in it, or a block job makes of it, they stay.
 */
#ifndef VMRPC_QEMU_DISK_TUNE_H
#define VMRPC_QEMU_DISK_TUNE_H

#include "qemu/machine.h"

/* disk->iotune, NULL for no limits; a drive without a medium takes none. */
bool disk_tune_co_apply(Machine *machine, const DomainDisk *disk, const DomainIoTune *tune,
                        GError **err);
/* Those of a guest that has not run yet. */
bool disk_tune_co_apply_all(Machine *machine, GError **err);

extern const RemoteHandlers disk_tune_handlers;

#endif
