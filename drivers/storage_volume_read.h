/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading volumes: every answer comes from memory, as the file was when it was last looked at.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_READ_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_READ_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_volume_read_handlers;

#endif
