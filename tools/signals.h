/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Signals that end a wait rather than the process.
 *
 * They are blocked except inside signals_ppoll(), so none is missed between the look at what was
 * caught and the wait.
 */
#ifndef VMRPC_TOOLS_SIGNALS_H
#define VMRPC_TOOLS_SIGNALS_H

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

#define SIGNALS_MAX 4

/* What was before. */
typedef struct Signals {
    struct sigaction old[SIGNALS_MAX];
    sigset_t old_mask;
} Signals;

/* Blocks and catches SIGINT, SIGTERM, SIGHUP and SIGQUIT. */
void signals_catch(Signals *signals);
void signals_restore(const Signals *signals);
/* Whether one has come since signals_catch(). */
bool signals_caught(void);
/* poll() during which they come; timeout NULL: none. */
int signals_ppoll(struct pollfd *fds, nfds_t n, const struct timespec *timeout);

#endif
