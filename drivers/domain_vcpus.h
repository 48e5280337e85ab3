/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures about a domain's processors: how many, which, and where they run. What the flags
 * concern is drivers/affect.h's to say; how a running guest gets or loses one is the hypervisor's.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_VCPUS_H
#define VMRPC_DRIVERS_DOMAIN_VCPUS_H

#include "drivers/domain_driver.h"

bool domain_vcpus_co_set(DriverCall *call, const domain_set_vcpus_args *args, GError **err);
bool domain_vcpus_co_set_flags(DriverCall *call, const domain_set_vcpus_flags_args *args,
                               GError **err);
bool domain_vcpus_co_set_one(DriverCall *call, const domain_set_vcpu_args *args, GError **err);
bool domain_vcpus_get_flags(DriverCall *call, const domain_get_vcpus_flags_args *args,
                            domain_get_vcpus_flags_ret *ret, GError **err);
bool domain_vcpus_get(DriverCall *call, const domain_get_vcpus_args *args,
                      domain_get_vcpus_ret *ret, GError **err);

/* domain_pin.c */
bool domain_pin_co_vcpu(DriverCall *call, const domain_pin_vcpu_args *args, GError **err);
bool domain_pin_co_vcpu_flags(DriverCall *call, const domain_pin_vcpu_flags_args *args,
                              GError **err);
bool domain_pin_get_vcpus(DriverCall *call, const domain_get_vcpu_pin_info_args *args,
                          domain_get_vcpu_pin_info_ret *ret, GError **err);
bool domain_pin_co_emulator(DriverCall *call, const domain_pin_emulator_args *args, GError **err);
bool domain_pin_get_emulator(DriverCall *call, const domain_get_emulator_pin_info_args *args,
                             domain_get_emulator_pin_info_ret *ret, GError **err);
/* Where a processor of the guest (-1: the emulator's own threads) may run, whether it says so
 * itself or not. */
CpuMap domain_pin_of(const DomainDef *def, int vcpu);
/* The same of the I/O thread of that number. */
CpuMap domain_pin_of_iothread(const DomainDef *def, unsigned id);

#endif
