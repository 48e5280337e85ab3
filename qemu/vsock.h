/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The host's side of a <vsock>: opened by us, whose QEMU may not be allowed to, and given its
 * number (CID) here, since only the kernel knows which are free. Nothing here waits.
 */
#ifndef VMRPC_QEMU_VSOCK_H
#define VMRPC_QEMU_VSOCK_H

#include "conf/domain.h"
#include "qemu/parts.h"

#define VSOCK_DEVICE "/dev/vhost-vsock"
/* Numbers that are tried, from the first one on, before it is told that none is free. */
#define VSOCK_TRIES_MAX 65536

/* What its descriptor is called among the parts; to be freed. */
char *vsock_fd_name(const DomainVsock *vsock);
/* Opens device (VSOCK_DEVICE) with the CID of vsock, or a free one, which is written down there,
 * and adds the descriptor to parts. vsock NULL: nothing is to be done. */
bool vsock_open(const char *domain, DomainVsock *vsock, const char *device, Parts *parts,
                GError **err);

#endif
