/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting a machine: from a definition to a guest that runs, or to the reason why not, in QEMU's
 * own words. When it fails nothing is left: no process, no file, no socket.
 */
#ifndef VMRPC_QEMU_START_H
#define VMRPC_QEMU_START_H

#include "qemu/machine.h"

bool start_co_domain(DomainDriver *driver, Domain *domain, bool paused, GError **err);

/* A state to go on from. */
typedef struct StartIncoming {
    int fd;               /* at the beginning of its stream; stays the caller's; -1: none */
    MachineOrigin origin; /* not MACHINE_BOOTED */
    const char *consumed; /* a file that goes once the guest runs, also by a next daemon; or NULL */
    /* Without a stream: puts the state into the machine, which is ready and has not run. */
    bool (*co_load)(Machine *machine, void *data, GError **err);
    void *data;
} StartIncoming;

/* The same from there. paused decides, whatever the guest did when its state was written. */
bool start_co_incoming(DomainDriver *driver, Domain *domain, bool paused,
                       const StartIncoming *incoming, GError **err);

#endif
