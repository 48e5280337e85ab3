/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting, stopping and pausing domains: the rules that are the same for all hypervisors. The
 * procedures of the domain_life group that change a running machine.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_LIFE_H
#define VMRPC_DRIVERS_DOMAIN_LIFE_H

#include "drivers/domain_driver.h"

/* Starts a listed domain; takes the job lock. ERR_OPERATION_INVALID if it is active. */
bool domain_life_co_start(DomainDriver *driver, Domain *domain, bool paused, GError **err);

/* What makes a machine run, as Hypervisor.co_start does: domain->def is what is to run, and the
 * domain is claimed. */
typedef bool (*DomainLifeStart)(DomainDriver *driver, Domain *domain, bool paused, void *data,
                                GError **err);

/* Starts a claimed, inactive, persistent domain with def, which is taken over, in place of its
 * definition. When it fails nothing is different from before. */
bool domain_life_co_run(DomainDriver *driver, Domain *domain, DomainDef *def, bool paused,
                        DomainLifeStart co_start, void *data, GError **err);
/* The same for the inactive domain that def is of, or a new, transient one; *ret_domain is a
 * reference to it. job is what the lock is taken for. */
bool domain_life_co_run_document(DomainDriver *driver, DomainDef *def, const char *job, bool paused,
                                 DomainLifeStart co_start, void *data, Domain **ret_domain,
                                 GError **err);

bool domain_life_co_create(DriverCall *call, const domain_create_args *args, GError **err);
bool domain_life_co_create_with_flags(DriverCall *call, const domain_create_with_flags_args *args,
                                      domain_create_with_flags_ret *ret, GError **err);
bool domain_life_co_create_xml(DriverCall *call, const domain_create_xml_args *args,
                               domain_create_xml_ret *ret, GError **err);
bool domain_life_co_destroy(DriverCall *call, const domain_destroy_args *args, GError **err);
bool domain_life_co_destroy_flags(DriverCall *call, const domain_destroy_flags_args *args,
                                  GError **err);
bool domain_life_co_shutdown(DriverCall *call, const domain_shutdown_args *args, GError **err);
bool domain_life_co_shutdown_flags(DriverCall *call, const domain_shutdown_flags_args *args,
                                   GError **err);
bool domain_life_co_reboot(DriverCall *call, const domain_reboot_args *args, GError **err);
bool domain_life_co_reset(DriverCall *call, const domain_reset_args *args, GError **err);
bool domain_life_co_suspend(DriverCall *call, const domain_suspend_args *args, GError **err);
bool domain_life_co_resume(DriverCall *call, const domain_resume_args *args, GError **err);

#endif
