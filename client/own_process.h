/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which process this is, without a system call: each call of the library asks, since a connection
 * is not to be used by a process that was forked with it.
 */
#ifndef VMRPC_CLIENT_OWN_PROCESS_H
#define VMRPC_CLIENT_OWN_PROCESS_H

#include <sys/types.h>

/* As getpid(), for a process that came by fork() as well. May be called by any thread. One that
 * came by a bare clone() gets the number of its parent; it may do nothing but exec. */
pid_t own_process(void);

#endif
