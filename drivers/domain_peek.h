/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes of a disk's image, as they are in the file: domain_block_peek. For raw images, which hold
 * what the guest sees; of a guest that runs, what it has not yet written out is missing.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_PEEK_H
#define VMRPC_DRIVERS_DOMAIN_PEEK_H

#include "remote_protocol_table.h"

extern const RemoteHandlers domain_peek_handlers;

#endif
