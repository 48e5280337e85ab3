/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The variables of a guest's firmware: a file of its own, made from a template before it starts. */
#ifndef VMRPC_QEMU_FIRMWARE_VARS_H
#define VMRPC_QEMU_FIRMWARE_VARS_H

#include "qemu/machine.h"

/* Copies the template if the guest has no variables yet and there is a template. */
bool firmware_vars_co_make(Machine *machine, GError **err);

#endif
