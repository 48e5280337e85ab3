/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: the life of domains: from definition to start to end, and what happens by itself.
 */
#ifndef VMRPC_DOMAIN_LIFE_H
#define VMRPC_DOMAIN_LIFE_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_define(). Since 0.1. */
typedef enum VmrpcDomainDefineFlags {
    VMRPC_DOMAIN_DEFINE_VALIDATE = 1 /* refuse what the document should not have */
} VmrpcDomainDefineFlags;

/* Makes a persistent domain of <domain> XML, or replaces the definition of the one with the same
 * UUID and name. Does not start it. Since 0.1. */
VmrpcDomain *vmrpc_domain_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Flags of vmrpc_domain_create() and vmrpc_domain_start(). Since 0.1. */
typedef enum VmrpcDomainStartFlags {
    VMRPC_DOMAIN_START_PAUSED = 1,      /* nothing has run yet: go on by vmrpc_domain_resume() */
    VMRPC_DOMAIN_START_AUTODESTROY = 2, /* destroyed when this connection ends */
    VMRPC_DOMAIN_START_BYPASS_CACHE = 4,
    VMRPC_DOMAIN_START_FORCE_BOOT = 8, /* discard a managed save image */
    VMRPC_DOMAIN_START_VALIDATE = 16,
    VMRPC_DOMAIN_START_RESET_NVRAM = 32
} VmrpcDomainStartFlags;

/* Starts a transient domain of <domain> XML: it is gone once it stops. Since 0.1. */
VmrpcDomain *vmrpc_domain_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Starts a defined domain; its id is known afterwards. VMRPC_ERR_OPERATION_INVALID if it runs
 * already. Since 0.1. */
int vmrpc_domain_start(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_shutdown() and vmrpc_domain_reboot(): by which way the guest is asked; none
 * leaves it to the driver. Since 0.1. */
typedef enum VmrpcDomainShutdownFlags {
    VMRPC_DOMAIN_SHUTDOWN_ACPI_BUTTON = 1,
    VMRPC_DOMAIN_SHUTDOWN_GUEST_AGENT = 2,
    VMRPC_DOMAIN_SHUTDOWN_INITCTL = 4,
    VMRPC_DOMAIN_SHUTDOWN_SIGNAL = 8,
    VMRPC_DOMAIN_SHUTDOWN_PARAVIRT = 16
} VmrpcDomainShutdownFlags;

/* Asks the guest to shut down and returns; that it has done so shows in state and events. Since
 * 0.1. */
int vmrpc_domain_shutdown(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Asks the guest to restart and returns. Since 0.1. */
int vmrpc_domain_reboot(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The reset button: at once, without the guest being asked. Since 0.1. */
int vmrpc_domain_reset(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_destroy(). Since 0.1. */
typedef enum VmrpcDomainDestroyFlags {
    VMRPC_DOMAIN_DESTROY_GRACEFUL = 1, /* let the emulator write its caches, do not kill it */
    VMRPC_DOMAIN_DESTROY_REMOVE_LOGS = 2
} VmrpcDomainDestroyFlags;

/* The power switch: the guest has stopped when this returns. Since 0.1. */
int vmrpc_domain_destroy(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Stops the CPUs; memory and devices stay. Since 0.1. */
int vmrpc_domain_suspend(VmrpcDomain *domain, VmrpcError **error);
/* Lets them go on. Since 0.1. */
int vmrpc_domain_resume(VmrpcDomain *domain, VmrpcError **error);
/* Wakes a guest that sleeps (VMRPC_DOMAIN_STATE_PMSUSPENDED). Since 0.1. */
int vmrpc_domain_wakeup(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_undefine(): what may go, or must stay, with the definition. Since 0.1. */
typedef enum VmrpcDomainUndefineFlags {
    VMRPC_DOMAIN_UNDEFINE_MANAGED_SAVE = 1,
    VMRPC_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA = 2,
    VMRPC_DOMAIN_UNDEFINE_NVRAM = 4,
    VMRPC_DOMAIN_UNDEFINE_KEEP_NVRAM = 8,
    VMRPC_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA = 16,
    VMRPC_DOMAIN_UNDEFINE_TPM = 32,
    VMRPC_DOMAIN_UNDEFINE_KEEP_TPM = 64
} VmrpcDomainUndefineFlags;

/* Removes the definition; a running domain becomes transient. Since 0.1. */
int vmrpc_domain_undefine(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* 1 if it is started together with the daemon, else 0. Since 0.1. */
int vmrpc_domain_has_autostart(VmrpcDomain *domain, VmrpcError **error);
/* Sets that. Since 0.1. */
int vmrpc_domain_set_autostart(VmrpcDomain *domain, int autostart, VmrpcError **error);

/* What ends a run. Since 0.1. */
typedef enum VmrpcDomainLifecycle {
    VMRPC_DOMAIN_LIFECYCLE_POWEROFF = 0,
    VMRPC_DOMAIN_LIFECYCLE_REBOOT = 1,
    VMRPC_DOMAIN_LIFECYCLE_CRASH = 2
} VmrpcDomainLifecycle;

/* What follows the end of a run. Since 0.1. */
typedef enum VmrpcDomainLifecycleAction {
    VMRPC_DOMAIN_LIFECYCLE_ACTION_DESTROY = 0,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_RESTART = 1,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME = 2,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_PRESERVE = 3,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY = 4,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART = 5
} VmrpcDomainLifecycleAction;

/* Says what follows when the guest ends in that way. lifecycle: VMRPC_DOMAIN_LIFECYCLE_*, action:
 * VMRPC_DOMAIN_LIFECYCLE_ACTION_*, flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
int vmrpc_domain_set_lifecycle_action(VmrpcDomain *domain, int lifecycle, int action,
                                      unsigned int flags, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
