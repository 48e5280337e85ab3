/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a daemon that was killed, or a QEMU that did not answer, has left of making a snapshot, or of
 * going back to one: finished if
 * the guest's disks have been switched over, undone otherwise, and reported in the log.
 *
 * It is done with the domain's lock in hand, once its monitor answers, so no change meets what is
 * half done.
 */
#ifndef VMRPC_QEMU_SNAPSHOT_RECOVER_H
#define VMRPC_QEMU_SNAPSHOT_RECOVER_H

#include "qemu/machine.h"

/* After the domains have been found; goes on in the background. */
void snapshot_recover_start(QemuDriver *driver);
/* The same of one domain whose QEMU has not answered, once it does: its notes stand. */
void snapshot_recover_late(Machine *machine);
/* QEMU may have stopped the guest after it was given up: it goes on. */
void snapshot_resume_late(Machine *machine);

#endif
