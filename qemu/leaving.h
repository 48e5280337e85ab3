/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Leaving: the devices of a machine that its guest has been asked to let go of, until they have
 * gone or the guest has refused. They may go at any moment, so nothing long is begun with their
 * disks.
 *
 * They stand in the status file from before the guest is asked: QEMU cannot be asked for them.
 */
#ifndef VMRPC_QEMU_LEAVING_H
#define VMRPC_QEMU_LEAVING_H

#include "qemu/machine.h"

/* Notes the device of that alias, in the status file as well. */
bool leaving_begin(Machine *machine, const char *alias, GError **err);
/* It stays, or is not even there any more; the status file is the caller's. */
void leaving_end(Machine *machine, const char *alias);
/* QEMU has let go of it, which no reset of the guest changes. */
void leaving_went(Machine *machine, const char *alias);
/* What the guest has not let go of until its reset it will not either. */
void leaving_reset(Machine *machine);
/* Aliases of those that the guest has not let go of, copied. */
GPtrArray *leaving_list(const Machine *machine);
/* Refuses a disk that is on its way out (ERR_RESOURCE_BUSY, naming it). */
bool leaving_refuse_disk(const Machine *machine, const char *target, GError **err);

/* As an element of the status file, to be freed, NULL if there are none; and back. */
char *leaving_format(const Machine *machine);
bool leaving_restore(Machine *machine, const char *xml, GError **err);

#endif
