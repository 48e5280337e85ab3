/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: devices of domains, plugged in, taken out and changed, and what has passed interfaces.
 *
 * flags are VMRPC_DOMAIN_AFFECT_*; what is refused in the guest or in the definition changes
 * neither.
 */
#ifndef VMRPC_DOMAIN_DEVICE_H
#define VMRPC_DOMAIN_DEVICE_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_device_update(), together with VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
typedef enum VmrpcDomainDeviceUpdateFlags {
    VMRPC_DOMAIN_DEVICE_UPDATE_FORCE = 4 /* even if the guest has locked the tray */
} VmrpcDomainDeviceUpdateFlags;

/* xml: one element as in <devices>. Since 0.1. */
int vmrpc_domain_device_attach(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error);
/* A disk is known by its target, an interface by its MAC address, anything else by what the element
 * says of it. A guest is asked to let go of it: VMRPC_ERR_OPERATION_TIMEOUT if it does not answer;
 * it may do so later, which the event device-removed tells. Since 0.1. */
int vmrpc_domain_device_detach(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error);
/* The same by the name that the device has in the document of the domain. Since 0.1. */
int vmrpc_domain_device_detach_by_alias(VmrpcDomain *domain, const char *alias, unsigned int flags,
                                        VmrpcError **error);
/* Media of cdrom and floppy drives, links of interfaces, the password of VNC; of a definition
 * anything of these. Since 0.1. */
int vmrpc_domain_device_update(VmrpcDomain *domain, const char *xml, unsigned int flags,
                               VmrpcError **error);

/* What has passed an interface of a running domain, as the guest sees it; -1: not known. Since 0.1.
 */
typedef struct VmrpcDomainInterfaceStats {
    int64_t rx_bytes, rx_packets, rx_errs, rx_drop;
    int64_t tx_bytes, tx_packets, tx_errs, tx_drop;
} VmrpcDomainInterfaceStats;

/* interface: its name on the host, or its MAC address. Since 0.1. */
int vmrpc_domain_interface_stats(VmrpcDomain *domain, const char *interface,
                                 VmrpcDomainInterfaceStats *ret_stats, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
