/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files that serial ports, consoles and channels write to: opened by us, so that QEMU's user needs
 * no right to them, and handed over as sets like images are (qemu/image_open.h).
 */
#ifndef VMRPC_QEMU_CHARDEV_FILES_H
#define VMRPC_QEMU_CHARDEV_FILES_H

#include "conf/domain.h"
#include "qemu/machine.h"
#include "qemu/parts.h"

/* Opens the file, emptied unless it is to be appended to, and adds its descriptor to parts; nothing
 * is done for other kinds. */
bool chardev_files_co_open(Machine *machine, DomainChardev *chardev, Parts *parts, GError **err);
/* Those of a domain that is about to start. */
bool chardev_files_co_open_all(Machine *machine, Parts *parts, GError **err);

#endif
