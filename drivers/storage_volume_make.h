/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Making volumes: empty ones and copies. A volume is there whole or not at all, whatever happens
 * meanwhile (drivers/storage_folder.h); its name is taken from the beginning.
 */
#ifndef VMRPC_DRIVERS_STORAGE_VOLUME_MAKE_H
#define VMRPC_DRIVERS_STORAGE_VOLUME_MAKE_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_volume_make_handlers;

#endif
