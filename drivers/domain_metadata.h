/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Title, description and metadata of a domain, as a client changes them. Reading them is
 * domain_read.h's.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_METADATA_H
#define VMRPC_DRIVERS_DOMAIN_METADATA_H

#include "drivers/domain_driver.h"

extern const RemoteHandlers domain_metadata_handlers;

#endif
