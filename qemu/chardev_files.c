/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of character devices: see chardev_files.h. */
#include "qemu/chardev_files.h"

#include "base/file.h"
#include "qemu/guest_agent.h"
#include "qemu/image_open.h"
#include "qemu/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct Opening {
    const char *path;
    bool append;
    int fd;
} Opening;

static bool work(void *data, GError **err)
{
    Opening *opening = data;
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    g_autofree char *folder = g_path_get_dirname(opening->path);
    int errnum;

    opening->fd = open(opening->path, flags | (opening->append ? O_APPEND : O_TRUNC), 0600);
    errnum = errno;
    if (opening->fd >= 0) {
        fcntl(opening->fd, F_SETFL, opening->append ? O_APPEND : 0);
        return true;
    }
    return file_set_error(err, errnum, access(opening->path, F_OK) == 0 ? opening->path : folder,
                          W_OK, "cannot open '%s' for writing", opening->path);
}

bool chardev_files_co_open(Machine *machine, DomainChardev *chardev, Parts *parts, GError **err)
{
    g_autofree char *path = g_strdup(chardev->path);
    g_autofree char *name = g_strconcat("char", chardev->info.alias, NULL);
    Opening opening = {.path = path, .append = chardev->append == TRISTATE_ON, .fd = -1};

    if (chardev->type == DOMAIN_CHARDEV_TYPE_UNIX)
        return guest_agent_open(machine, chardev, parts, err);
    if (chardev->type != DOMAIN_CHARDEV_TYPE_FILE || chardev->mirrors_serial)
        return true;
    if (!image_open_co_next_set(machine, &chardev->set, err))
        return false;
    if (!worker_co_try(machine->driver->base.driver.host->worker, work, &opening, err)) {
        g_prefix_error(err, "domain '%s', %s: ", machine->domain->def->name, chardev->info.alias);
        return false;
    }
    parts_add_fd(parts, chardev->set, opening.fd, name);
    return machine_check_alive(machine, err);
}

bool chardev_files_co_open_all(Machine *machine, Parts *parts, GError **err)
{
    const DomainDef *def = machine->domain->def;
    GPtrArray *const kinds[] = {def->serials, def->consoles, def->channels};

    for (unsigned k = 0; k < G_N_ELEMENTS(kinds); k++) {
        for (unsigned i = 0; i < kinds[k]->len; i++) {
            if (!chardev_files_co_open(machine, kinds[k]->pdata[i], parts, err))
                return false;
        }
    }
    return true;
}
