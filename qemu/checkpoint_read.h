/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a domain's checkpoints. */
#ifndef VMRPC_QEMU_CHECKPOINT_READ_H
#define VMRPC_QEMU_CHECKPOINT_READ_H

#include "drivers/domain_driver.h"
#include "drivers/moment.h"

extern const RemoteHandlers checkpoint_read_handlers;

void checkpoint_read_answer(const Domain *domain, const Moment *moment,
                            remote_domain_checkpoint *ret);

#endif
