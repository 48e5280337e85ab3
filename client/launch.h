/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting programs, the daemon first of all, from inside a library.
 *
 * The calling program may have threads, odd descriptors and signal settings: the new process gets
 * none of them but standard error if the caller asks for that.
 */
#ifndef VMRPC_CLIENT_LAUNCH_H
#define VMRPC_CLIENT_LAUNCH_H

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

typedef struct Launch {
    char *const *argv; /* argv[0] is an absolute path */
    int in_fd;         /* -1: /dev/null */
    int out_fd;        /* -1: /dev/null */
    int err_fd;        /* -1: ours */
    bool is_detached;  /* not our child, in a session of its own, in / */
} Launch;

/* The absolute path of a program that is named by a path or to be looked for in PATH. */
char *launch_find_program(const char *name, GError **err);
/* $VMRPC_DAEMON, else the installed vmrpcd, else the first one in PATH. */
char *launch_find_daemon(GError **err);
/* Returns when the program runs. 0 if it is detached, -1 and err if it cannot be started. */
pid_t launch_start(const Launch *launch, GError **err);

#endif
