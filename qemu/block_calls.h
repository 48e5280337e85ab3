/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The procedures of block jobs. */
#ifndef VMRPC_QEMU_BLOCK_CALLS_H
#define VMRPC_QEMU_BLOCK_CALLS_H

#include "drivers/driver.h"

extern const RemoteHandlers block_handlers;

/* block_copy_calls.c */
bool block_copy_co_call(DriverCall *call, const domain_block_copy_args *args, GError **err);
bool block_copy_co_rebase(DriverCall *call, const domain_block_rebase_args *args, GError **err);

/* A bandwidth of a call in bytes per second. */
bool block_bandwidth(uint64_t given, bool in_bytes, uint64_t *ret_bytes, GError **err);

#endif
