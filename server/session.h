/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Session: what a connection has opened and asked for; and the procedures that are about the
 * connection itself, which no driver answers.
 */
#ifndef VMRPC_SERVER_SESSION_H
#define VMRPC_SERVER_SESSION_H

#include "drivers/driver.h"

typedef struct Session {
    Driver *driver; /* NULL until connect_open */
    char *uri;      /* as opened; lives as long as the peer's struct, since calls point at it */
    bool read_only;
    bool close_callback;
} Session;

extern const RemoteHandlers session_handlers;

#endif
