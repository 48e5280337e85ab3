/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From a domain to QEMU's command line: pure text, so golden files can test it.
 *
 * The definition must have been through complete_domain() (nothing left open, nothing that cannot
 * be honoured), live_def_prepare() (aliases, paths chosen by the driver) and, for a guest that is
 * to run, image_open_co_all(). Reads no file, asks no host.
 */
#ifndef VMRPC_QEMU_ARGV_H
#define VMRPC_QEMU_ARGV_H

#include "conf/domain.h"
#include "qemu/parts.h"

/* Certificates under the names that QEMU looks for. */
typedef struct ArgvTls {
    char *folder;
    bool verify; /* clients must have one of that CA as well */
} ArgvTls;

static inline void argv_tls_clear(ArgvTls *tls)
{
    g_free(tls->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ArgvTls, argv_tls_clear)

typedef struct ArgvContext {
    int monitor_fd; /* number in QEMU of the listening socket of its monitor */
    int64_t now;    /* seconds since 1970: the base of a clock with a variable offset */
    /* Descriptors that it is started with (qemu/image_open.h), in the order of their numbers, which
     * begin here; NULL: none, everything is named by its path. */
    const Parts *fds;
    int first_fd;
    const ArgvTls *vnc_tls; /* for VNC on TCP; NULL: in clear text */
    bool incoming;          /* wait for a state to go on from (migration_co_in()) */
} ArgvContext;

/* What QEMU does when the guest reboots: as on the command line and as `set-action` takes it. */
const char *argv_reboot_action(DomainAction action);

/* NULL-terminated, to be freed with g_strfreev(). Fails on what only shows here. */
char **argv_build(const DomainDef *def, const ArgvContext *context, GError **err);

#endif
