/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The way of parts into a running guest: see parts_plug.h; which command adds each, and which takes
 * it away. */
#include "qemu/parts_plug.h"

#include "base/log.h"

static const struct {
    const char *add;
    const char *remove; /* NULL: goes by itself or by way of the device */
    const char *key;    /* what the name is called when it goes */
} commands[] = {
    [PART_FD] = {"add-fd", "remove-fd", NULL},
    [PART_NAMED_FD] = {"getfd", "closefd", "fdname"},
    [PART_OBJECT] = {"object-add", "object-del", "id"},
    [PART_BLOCKDEV] = {"blockdev-add", "blockdev-del", "node-name"},
    [PART_CHARDEV] = {"chardev-add", "chardev-remove", "id"},
    [PART_NETDEV] = {"netdev_add", "netdev_del", "id"},
    [PART_DEVICE] = {"device_add", NULL, NULL},
};

static bool part_co_add(Machine *machine, const Part *part, GError **err)
{
    const char *command = commands[part->kind].add;
    json_t *arguments = NULL;

    if (part->kind == PART_FD)
        arguments = json_pack("{s:i, s:s*}", "fdset-id", (int) part->set, "opaque", part->name);
    else if (part->kind == PART_NAMED_FD)
        arguments = json_pack("{s:s}", commands[part->kind].key, part->name);
    else
        return machine_co_command(machine, command, json_deep_copy(part->body), NULL, err);
    return machine_co_pass(machine, command, arguments, part->fd, NULL, err);
}

static void part_co_remove(Machine *machine, const Part *part)
{
    const char *command = commands[part->kind].remove;
    g_autoptr(GError) why = NULL;
    json_t *arguments;

    if (!command || machine->gone)
        return;
    arguments = part->kind == PART_FD ? json_pack("{s:i}", "fdset-id", (int) part->set)
                                      : json_pack("{s:s}", commands[part->kind].key, part->name);
    if (!machine_co_command(machine, command, arguments, NULL, &why))
        log_warning("domain '%s': %s '%s': %s", machine->domain->def->name, command,
                    part->name ? part->name : "", why->message);
}

/* A named descriptor is gone from QEMU once something took it, a set once nothing refers to it and
 * it has been asked to go: only what is left is taken away here. */
static bool part_is_taken(const Parts *parts, unsigned place, unsigned count)
{
    const Part *part = parts_at(parts, place);

    for (unsigned i = place + 1; i < count; i++) {
        const Part *later = parts_at(parts, i);

        if (part->kind == PART_NAMED_FD &&
            (later->kind == PART_NETDEV || later->kind == PART_CHARDEV))
            return true;
        if (part->kind == PART_FD && later->kind == PART_FD && later->set == part->set)
            return true; /* the set goes as a whole */
    }
    return false;
}

/* The first count parts, in reverse order. */
static void parts_co_remove(Machine *machine, const Parts *parts, unsigned count)
{
    for (unsigned i = count; i-- > 0;) {
        if (!part_is_taken(parts, i, count))
            part_co_remove(machine, parts_at(parts, i));
    }
}

bool parts_co_plug(Machine *machine, const Parts *parts, GError **err)
{
    g_autoptr(GError) why = NULL;
    unsigned added = 0;

    while (added < parts_count(parts) && part_co_add(machine, parts_at(parts, added), &why))
        added++;
    if (!why)
        return true;
    /* What QEMU has not answered it may yet do, before it takes back what it is told to then. */
    if (g_error_matches(why, ERROR_DOMAIN, ERR_OPERATION_TIMEOUT))
        added++;
    parts_co_remove(machine, parts, added);
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

void parts_co_unplug(Machine *machine, const Parts *parts)
{
    parts_co_remove(machine, parts, parts_count(parts));
}
