/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: what is done with domains every day besides starting and stopping them: their texts and
 * names, keys and interrupts, what follows the end of a run, their monitor and their log.
 */
#ifndef VMRPC_GUEST_H
#define VMRPC_GUEST_H

#include "vmrpc/domain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Puts text in place of the description, the title or an element of metadata
 * (VMRPC_DOMAIN_METADATA_TYPE_*) or, NULL, removes it. Of an element uri is its namespace and key
 * the prefix that stands for it; both are NULL otherwise. flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1.
 */
int vmrpc_domain_set_metadata(VmrpcDomain *domain, int type, const char *text, const char *key,
                              const char *uri, unsigned int flags, VmrpcError **error);

/* Gives a domain that does not run another name. The object keeps the one it was found by. Since
 * 0.1. */
int vmrpc_domain_rename(VmrpcDomain *domain, const char *new_name, VmrpcError **error);

/* 1 if what runs differs from the definition, else 0. Since 0.1. */
int vmrpc_domain_is_updated(VmrpcDomain *domain, VmrpcError **error);

/* What the numbers of keys mean. */
typedef enum VmrpcDomainKeycodeSet {
    VMRPC_DOMAIN_KEYCODE_SET_LINUX = 0,
    VMRPC_DOMAIN_KEYCODE_SET_XT = 1,
    VMRPC_DOMAIN_KEYCODE_SET_ATSET1 = 2,
    VMRPC_DOMAIN_KEYCODE_SET_ATSET2 = 3,
    VMRPC_DOMAIN_KEYCODE_SET_ATSET3 = 4,
    VMRPC_DOMAIN_KEYCODE_SET_OSX = 5,
    VMRPC_DOMAIN_KEYCODE_SET_XT_KBD = 6,
    VMRPC_DOMAIN_KEYCODE_SET_USB = 7,
    VMRPC_DOMAIN_KEYCODE_SET_WIN32 = 8,
    VMRPC_DOMAIN_KEYCODE_SET_QNUM = 9
} VmrpcDomainKeycodeSet;

/* Keys of one call; more are refused. */
#define VMRPC_DOMAIN_SEND_KEY_MAX 16

/* Presses these keys together and lets go of them after so many milliseconds (0: as long as the
 * server thinks fit). Since 0.1. */
int vmrpc_domain_send_key(VmrpcDomain *domain, int codeset, unsigned int hold_ms,
                          const unsigned int *keys, size_t n_keys, VmrpcError **error);

/* Interrupts the guest as the button for it would: systems write a dump, or do nothing. Since 0.1.
 */
int vmrpc_domain_inject_nmi(VmrpcDomain *domain, VmrpcError **error);
/* Wakes a guest that sleeps (VMRPC_DOMAIN_STATE_PMSUSPENDED). Since 0.1. */
int vmrpc_domain_wakeup(VmrpcDomain *domain, VmrpcError **error);

/* What ends a run, and what follows. */
typedef enum VmrpcDomainLifecycle {
    VMRPC_DOMAIN_LIFECYCLE_POWEROFF = 0,
    VMRPC_DOMAIN_LIFECYCLE_REBOOT = 1,
    VMRPC_DOMAIN_LIFECYCLE_CRASH = 2
} VmrpcDomainLifecycle;
typedef enum VmrpcDomainLifecycleAction {
    VMRPC_DOMAIN_LIFECYCLE_ACTION_DESTROY = 0,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_RESTART = 1,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_RESTART_RENAME = 2,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_PRESERVE = 3,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_COREDUMP_DESTROY = 4,
    VMRPC_DOMAIN_LIFECYCLE_ACTION_COREDUMP_RESTART = 5
} VmrpcDomainLifecycleAction;

/* Says what follows when the guest ends in that way. type: VMRPC_DOMAIN_LIFECYCLE_*, action:
 * VMRPC_DOMAIN_LIFECYCLE_ACTION_*, flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1. */
int vmrpc_domain_set_lifecycle_action(VmrpcDomain *domain, int type, int action, unsigned int flags,
                                      VmrpcError **error);

/* The command line that the server would start this document with; format: "qemu-argv". Since
 * 0.1. */
char *vmrpc_connection_domain_to_native(VmrpcConnection *connection, const char *format,
                                        const char *xml, VmrpcError **error);

/* Flags of vmrpc_domain_monitor_command(). */
typedef enum VmrpcDomainMonitorCommandFlags {
    VMRPC_DOMAIN_MONITOR_COMMAND_HMP = 1
} VmrpcDomainMonitorCommandFlags; /* a line for people, else a JSON object */

/* Sends a command to the monitor of a running guest, past the server; what it breaks nobody
 * repairs. The answer is JSON, QEMU's refusals included, or with HMP text. Since 0.1. */
char *vmrpc_domain_monitor_command(VmrpcDomain *domain, const char *command, unsigned int flags,
                                   VmrpcError **error);

/* Flags of vmrpc_domain_open_log(). */
typedef enum VmrpcDomainOpenLogFlags { VMRPC_DOMAIN_OPEN_LOG_FOLLOW = 1 } VmrpcDomainOpenLogFlags;

/* The log of the guest's runs: at most its last size bytes (0: all there are), in whole lines; with
 * FOLLOW also what is written from now on, without an end. VMRPC_ERR_NO_SUPPORT if the server has
 * no logs. Since 0.1. */
VmrpcStream *vmrpc_domain_open_log(VmrpcDomain *domain, uint64_t size, unsigned int flags,
                                   VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
