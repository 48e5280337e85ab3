/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What drivers/domain_device*.c share. */
#ifndef VMRPC_DRIVERS_DOMAIN_DEVICE_PRIVATE_H
#define VMRPC_DRIVERS_DOMAIN_DEVICE_PRIVATE_H

#include "drivers/domain_change.h"
#include "drivers/domain_device.h"

/* A device of a document, or one of which nothing is known but the alias. */
typedef struct DeviceWanted {
    const char *xml; /* NULL: the alias */
    DomainDevice device;
    const char *alias;
} DeviceWanted;

/* The definition as it is to be, complete; takes over device (info NULL: found goes). */
DomainDef *domain_device_make_config(DomainDriver *driver, const DomainDef *config,
                                     const DomainDevice *found, DomainDevice device, GError **err);
/* Takes over config, NULL: nothing is to be done. */
bool domain_device_co_put_config(DomainDriver *driver, Domain *domain, DomainDef *config,
                                 GError **err);
/* Takes the device out of the definition. */
bool domain_device_co_detach_config(DomainDriver *driver, Domain *domain,
                                    const DeviceWanted *wanted, GError **err);
/* Of a call with these flags, whose document is xml. */
bool domain_device_co_update_with(DomainDriver *driver, Domain *domain, const char *xml,
                                  const DomainDevice *wanted, unsigned flags, GError **err);
/* The change of both halves is over, well or not; why: the guest's half has failed for this, NULL:
 * it has not. */
void domain_device_end_change(DomainDriver *driver, Domain *domain, unsigned number,
                              const GError *why);

#endif
