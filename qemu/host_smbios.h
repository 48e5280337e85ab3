/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The host's own SMBIOS tables, for guests that shall have the same (<smbios mode='host'/>). */
#ifndef VMRPC_QEMU_HOST_SMBIOS_H
#define VMRPC_QEMU_HOST_SMBIOS_H

#include "conf/domain.h"

/* Puts what the kernel tells of the host into def, if it asks for that; into the copy that runs. */
void host_smbios_fill(DomainDef *def);

#endif
