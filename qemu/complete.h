/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fills in what a document left open, and refuses what this driver cannot honour: the one place
 * where it is known what can be. Pure, but for the lookups that the caller supplies.
 *
 * Doing it again changes nothing. Whether files exist is no question here: a start asks.
 */
#ifndef VMRPC_QEMU_COMPLETE_H
#define VMRPC_QEMU_COMPLETE_H

#include "conf/domain.h"

typedef struct CompleteContext {
    /* Path of the emulator for an architecture, to be freed; NULL: none is installed. */
    char *(*find_emulator)(const char *arch);
    /* See firmware_find.h. */
    bool (*find_firmware)(const char *arch, const char *machine, char **ret_code,
                          char **ret_template);
    const char *variables_folder; /* for firmware variables without a path */
} CompleteContext;

bool complete_domain(DomainDef *def, const CompleteContext *context, GError **err);

/* The part of it that concerns disks (complete_disk.c) and the other devices (complete_device.c).
 */
bool complete_disks(DomainDef *def, GError **err);
bool complete_devices(DomainDef *def, GError **err);
/* Memory that can be plugged in (complete_memory.c), and one module that def may not have yet. */
bool complete_memory(DomainDef *def, GError **err);
bool complete_memory_device(const DomainDef *def, DomainMemory *memory, GError **err);
/* The controller, which is added if the document has none of this type and index. */
DomainController *complete_controller(DomainDef *def, DomainControllerType type, unsigned index);
bool complete_refuse(GError **err, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
