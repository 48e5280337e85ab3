/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Folders of the host that a guest shares: QEMU opens them, and all in them, itself, with the
 * rights of its user. Looked at before it starts, so that what it may not have is told by name.
 */
#ifndef VMRPC_QEMU_SHARED_FOLDER_H
#define VMRPC_QEMU_SHARED_FOLDER_H

#include "qemu/machine.h"

bool shared_folder_co_check_all(Machine *machine, GError **err);

#endif
