/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing volumes that are there: removing, resizing and wiping them, in place. Never through a
 * symbolic link, except that the link itself can be removed.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_CHANGE_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_CHANGE_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_volume_change_handlers;

#endif
