/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Taps: network devices of the host whose other end is a guest. Made and opened by us, who have the
 * right to, and handed to QEMU as a descriptor; the kernel takes them away with the last one.
 *
 * Everything here is a few system calls that wait for nobody.
 */
#ifndef VMRPC_QEMU_TAP_H
#define VMRPC_QEMU_TAP_H

#include "conf/domain.h"
#include "qemu/parts.h"

/* Names that begin so are the driver's choice, made anew for each run. */
#define TAP_PREFIX DOMAIN_INTERFACE_CHOSEN

/* The device of an interface that needs one: opened, up and on its bridge if it is ours to manage;
 * its descriptor in parts, its name in the interface. */
bool tap_open(const char *domain, DomainInterface *interface, Parts *parts, GError **err);
bool tap_open_all(const DomainDef *def, Parts *parts, GError **err);

/* What the descriptor is called; to be freed. */
char *tap_fd_name(const DomainInterface *interface);

#endif
