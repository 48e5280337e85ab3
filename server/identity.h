/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who is at the other end of a local socket, as the kernel says. What a client says of itself in an
 * AUTH_SYS credential counts for nothing.
 */
#ifndef VMRPC_SERVER_IDENTITY_H
#define VMRPC_SERVER_IDENTITY_H

#include <stdbool.h>
#include <sys/types.h>

typedef struct Identity {
    bool known; /* false for TCP and pipes */
    uid_t uid;
    gid_t gid;
    pid_t pid;
} Identity;

/* Of the process that connected, at that time. */
Identity identity_of_socket(int fd);
/* Whether the process is of the group, by its own or one of its supplementary ones, at the time it
 * connected. */
bool identity_has_group(const Identity *identity, int fd, gid_t group);
/* Whether it may use us at all. A session's daemon serves its own user and root; so does every
 * daemon on an abstract socket, which has no mode that would keep others out. */
bool identity_is_served(const Identity *identity, bool system, bool abstract);

#endif
