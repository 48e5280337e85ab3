/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with the disks of a guest, as it was last told of: domain_get_disk_errors. */
#ifndef VMRPC_DRIVERS_DISK_ERRORS_H
#define VMRPC_DRIVERS_DISK_ERRORS_H

#include "remote_protocol_table.h"

extern const RemoteHandlers disk_error_handlers;

#endif
