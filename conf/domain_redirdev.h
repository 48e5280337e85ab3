/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* <redirdev>: USB devices of whoever looks at the screen, in the guest. */
#ifndef VMRPC_CONF_DOMAIN_REDIRDEV_H
#define VMRPC_CONF_DOMAIN_REDIRDEV_H

#include "conf/domain_devices.h"

typedef struct {
    DomainDeviceInfo info; /* the only bus is usb, the only type spicevmc */
} DomainRedirdev;

DomainRedirdev *domain_redirdev_new(void);
void domain_redirdev_free(void *redirdev); /* takes NULL */

#endif
