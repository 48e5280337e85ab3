/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A QEMU that does not answer, and then does: see late.h. */
#include "qemu/late.h"

/* How often it is asked again. */
#define LATE_AGAIN_US (G_USEC_PER_SEC / 2)

bool late_is(const Machine *machine, const GError *why)
{
    return !machine->gone && machine->driver &&
           g_error_matches(why, ERROR_DOMAIN, ERR_OPERATION_TIMEOUT);
}

bool late_co_await(Machine *machine)
{
    while (!machine->gone && machine->driver) {
        if (machine_co_command(machine, "query-status", NULL, NULL, NULL))
            return !machine->gone && machine->driver;
        machine_co_wait(machine, LATE_AGAIN_US);
    }
    return false;
}
