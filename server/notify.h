/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notify: tells the service manager how the daemon is, by the protocol of sd_notify(3), and that it
 * is alive, if a watchdog is set. Does nothing if nobody wants to know.
 */
#ifndef VMRPC_SERVER_NOTIFY_H
#define VMRPC_SERVER_NOTIFY_H

#include "base/loop.h"

typedef struct Notify Notify;

/* Takes NOTIFY_SOCKET and WATCHDOG_* out of the environment, so that no process of ours speaks in
 * our name. */
Notify *notify_new(Loop *loop);
void notify_free(Notify *notify); /* takes NULL */

void notify_ready(Notify *notify); /* also at the end of a reload */
void notify_reloading(Notify *notify);
void notify_stopping(Notify *notify);

#endif
