/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The <vsock> device: sockets between a guest and its host, which need no network. The guest is
 * known by its context id (CID), of which no two guests that run may have the same.
 */
#ifndef VMRPC_CONF_DOMAIN_VSOCK_H
#define VMRPC_CONF_DOMAIN_VSOCK_H

#include "conf/domain_devices.h"

#define DOMAIN_VSOCK_CID_MIN 3 /* those before are the hypervisor's and the host's */
#define DOMAIN_VSOCK_CID_MAX (UINT32_MAX - 1)

typedef struct {
    DomainDeviceInfo info; /* the only model is virtio */
    bool auto_cid;         /* the driver chooses at each start */
    unsigned cid;          /* with auto_cid live; 0: none chosen yet */
} DomainVsock;

DomainVsock *domain_vsock_new(void);
void domain_vsock_free(void *vsock); /* takes NULL */

#endif
