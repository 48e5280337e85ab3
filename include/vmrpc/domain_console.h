/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: what a person at a domain would see and press: consoles, screens, keys, and the
 * emulator's monitor and log.
 */
#ifndef VMRPC_DOMAIN_CONSOLE_H
#define VMRPC_DOMAIN_CONSOLE_H

#include "vmrpc/domain.h"
#include "vmrpc/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Flags of vmrpc_domain_open_console(). Since 0.1. */
typedef enum VmrpcDomainOpenConsoleFlags {
    VMRPC_DOMAIN_OPEN_CONSOLE_FORCE = 1, /* write although another client does */
    VMRPC_DOMAIN_OPEN_CONSOLE_SAFE = 2   /* only if no other client writes */
} VmrpcDomainOpenConsoleFlags;

/* Opens a stream to a console of an active domain, both ways. device: the alias of a serial port,
 * console or channel, NULL for the first console. Since 0.1. */
VmrpcStream *vmrpc_domain_open_console(VmrpcDomain *domain, const char *device, unsigned int flags,
                                       VmrpcError **error);

/* Opens a stream with a picture of one of the screens of an active domain, from 0 on. *ret_mime,
 * unless ret_mime is NULL, is its type, such as "image/png" (to be freed with vmrpc_free()), or
 * NULL if the server does not say. flags: 0. Since 0.1. */
VmrpcStream *vmrpc_domain_screenshot(VmrpcDomain *domain, unsigned int screen, unsigned int flags,
                                     char **ret_mime, VmrpcError **error);

/* What the numbers of keys mean. Since 0.1. */
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
 * server thinks fit). codeset: VMRPC_DOMAIN_KEYCODE_SET_*. Since 0.1. */
int vmrpc_domain_send_key(VmrpcDomain *domain, int codeset, unsigned int hold_ms,
                          const unsigned int *keys, size_t n_keys, VmrpcError **error);

/* Interrupts the guest as the button for it would: systems write a dump, or do nothing. Since 0.1.
 */
int vmrpc_domain_inject_nmi(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_monitor_command(). Since 0.1. */
typedef enum VmrpcDomainMonitorCommandFlags {
    VMRPC_DOMAIN_MONITOR_COMMAND_HMP = 1 /* a line for people, else a JSON object */
} VmrpcDomainMonitorCommandFlags;

/* Sends a command to the monitor of a running guest, past the server; what it breaks nobody
 * repairs. The answer is JSON, QEMU's refusals included, or with HMP text. Since 0.1. */
char *vmrpc_domain_monitor_command(VmrpcDomain *domain, const char *command, unsigned int flags,
                                   VmrpcError **error);

/* Flags of vmrpc_domain_open_log(). Since 0.1. */
typedef enum VmrpcDomainOpenLogFlags {
    VMRPC_DOMAIN_OPEN_LOG_FOLLOW = 1 /* and what is written from now on, without an end */
} VmrpcDomainOpenLogFlags;

/* The log of the guest's runs: at most its last size bytes (0: all there are), in whole lines.
 * VMRPC_ERR_NO_SUPPORT if the server has
 * no logs. Since 0.1. */
VmrpcStream *vmrpc_domain_open_log(VmrpcDomain *domain, uint64_t size, unsigned int flags,
                                   VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
