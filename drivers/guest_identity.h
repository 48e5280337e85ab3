/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who the processes of guests run as, as the daemon was told (group [qemu] of its configuration).
 * A number of its own for each guest keeps what one of them has broken out of from the others.
 */
#ifndef VMRPC_DRIVERS_GUEST_IDENTITY_H
#define VMRPC_DRIVERS_GUEST_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

typedef enum {
    GUEST_IDENTITY_OURS,  /* the daemon's own user */
    GUEST_IDENTITY_FIXED, /* one user for all of them */
    GUEST_IDENTITY_EACH,  /* a number of its own for each, user and group alike */
} GuestIdentityKind;

typedef struct GuestIdentity {
    GuestIdentityKind kind;
    uid_t uid; /* FIXED */
    gid_t gid;
    uid_t first, last; /* EACH */
} GuestIdentity;

/* Numbers that neither Debian nor systemd gives to anybody, and few enough for a container. */
#define GUEST_IDENTITY_FIRST 60706
#define GUEST_IDENTITY_LAST 61183

#endif
