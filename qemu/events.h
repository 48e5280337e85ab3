/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What QEMU's events mean for a domain: its state, the events of the wire, and what must follow
 * (ending QEMU after a power-off, a reset after a panic ...). Called from the loop; never waits.
 */
#ifndef VMRPC_QEMU_EVENTS_H
#define VMRPC_QEMU_EVENTS_H

#include "qemu/machine.h"

void events_handle(Machine *machine, const char *name, json_t *data);

/* The same consequences for what a daemon finds when it reconnects, since QEMU repeats no events.
 */
void events_powered_off(Machine *machine, bool by_guest);
void events_panicked(Machine *machine);
/* The guest runs, or does not; each is told once, however often it is noted. */
void events_running(Machine *machine);
void events_paused(Machine *machine, int reason);
/* It has been started, and is to stay paused. */
void events_started_paused(Machine *machine);
/* The reason of a machine that has just been started: DOMAIN_REASON_RUNNING_* or _PAUSED_*. */
int events_start_reason(const Machine *machine, bool paused);

#endif
