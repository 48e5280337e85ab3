/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changes of devices of which nobody knows how far they came, since QEMU has not answered in time,
 * or the daemon was killed: once QEMU speaks, it tells which devices it has, and what it does not
 * tell has been done by then, since it does one thing after the other.
 */
#include "drivers/domain_change.h"
#include "drivers/domain_device.h"
#include "qemu/background.h"
#include "qemu/hotplug_private.h"

/* What QEMU refuses to tell is asked for again after that time. */
#define SETTLE_AGAIN_US (G_USEC_PER_SEC / 2)

static void co_settle(Machine *machine, unsigned number)
{
    Domain *domain = machine->domain;
    const DomainChange *change = domain_change_by_number(domain, number);
    g_autofree char *leaving =
        change->kind == DOMAIN_CHANGE_DETACH ? g_strdup(change->alias) : NULL;

    if (leaving)
        hotplug_co_await_detached(&machine->driver->base, domain, leaving, NULL);
    if (!machine_co_claim(machine, "end of an interrupted change of a device"))
        return;
    domain_device_co_settle(&machine->driver->base, domain, number);
    domain_end_job(domain);
}

static void co_settle_all(void *data)
{
    g_autoptr(Machine) machine = machine_ref(data);
    g_autoptr(Domain) domain = domain_ref(machine->domain);
    const DomainChange *change;
    unsigned number = 0;

    while (late_co_await(machine) && !hotplug_co_refresh(machine, NULL))
        machine_co_wait(machine, SETTLE_AGAIN_US);
    while (!machine->gone && (change = domain_change_next_late(domain, number))) {
        number = change->number;
        co_settle(machine, number);
    }
    machine->settling = false;
}

void hotplug_settle(Machine *machine)
{
    if (machine->settling || machine->gone || !machine->driver)
        return;
    machine->settling = true;
    background_start(machine->driver, co_settle_all, machine);
}

void hotplug_settle_found(Machine *machine)
{
    if (domain_change_next_late(machine->domain, 0))
        hotplug_settle(machine);
}
