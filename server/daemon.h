/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Daemon: drivers, listeners and peers on one loop, from start to end.
 */
#ifndef VMRPC_SERVER_DAEMON_H
#define VMRPC_SERVER_DAEMON_H

#include "drivers/driver.h"
#include "server/config.h"

/* A driver as main knows it. */
typedef struct DaemonDriver {
    const DriverOps *ops;
    bool in_memory; /* keeps nothing on disk: needs no folders and no lock */
} DaemonDriver;

/* Reads the configuration once more, from the same places. NULL: it is wrong. */
typedef Config *(*DaemonReread)(void *data, GError **err);

/* Serves until a signal, or the one client of --stdio, or idleness ends it. drivers: n of them, in
 * the order in which they are asked about a URI. reread: for SIGHUP. False: it could not start, err
 * says why. */
bool daemon_run(const Config *config, const DaemonDriver *drivers, size_t n, DaemonReread reread,
                void *reread_data, GError **err);

#endif
