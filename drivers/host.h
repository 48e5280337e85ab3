/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of the host group: what a connection asks about its driver and about the machine
 * that the daemon runs on. From memory, but for the capabilities, which the hypervisor gives.
 */
#ifndef VMRPC_DRIVERS_HOST_H
#define VMRPC_DRIVERS_HOST_H

#include "drivers/domain_driver.h"

/* Reads what the answers about the machine are made of; again: nothing. */
void host_read_once(void);

extern const RemoteHandlers host_handlers;

#endif
