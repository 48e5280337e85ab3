/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading a domain's checkpoints: what there are, which descends from which, their documents.
 *
 * They are the domain's (domain->checkpoints, see drivers/moment.h); nothing here adds or deletes
 * one. All is answered from memory and without the job lock, but for the sizes of what a guest has
 * written since: those QEMU is asked for, with the lock.
 */
#ifndef VMRPC_QEMU_CHECKPOINT_READ_H
#define VMRPC_QEMU_CHECKPOINT_READ_H

#include "drivers/domain_driver.h"
#include "drivers/moment.h"

extern const RemoteHandlers checkpoint_read_handlers;

/* The wire's reference to one of the domain's checkpoints, in copies that are freed with the result
 * it is for. */
void checkpoint_read_answer(const Domain *domain, const Moment *moment,
                            remote_domain_checkpoint *ret);

#endif
