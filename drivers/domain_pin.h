/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures about where a domain's processors may run, and those threads of its emulator that
 * are none.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_PIN_H
#define VMRPC_DRIVERS_DOMAIN_PIN_H

#include "drivers/domain_driver.h"

/* Where a processor of the guest (-1: the emulator's own threads) may run, whether it says so
 * itself or not. */
CpuMap domain_pin_of(const DomainDef *def, int vcpu);
/* The same of the I/O thread of that number. */
CpuMap domain_pin_of_iothread(const DomainDef *def, unsigned id);

extern const RemoteHandlers domain_pin_handlers;

#endif
