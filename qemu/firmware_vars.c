/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copying firmware variables in a worker: see firmware_vars.h. */
#include "qemu/firmware_vars.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* No firmware has so much flash. */
#define FIRMWARE_VARS_MAX (64 * 1024 * 1024)

typedef struct Making {
    char *path, *template;
} Making;

static bool make(void *data, GError **err)
{
    const Making *making = data;
    g_autofree char *folder = g_path_get_dirname(making->path);
    g_autofree char *content = NULL;
    g_autoptr(GError) why = NULL;
    struct stat info;
    gsize size;

    if (access(making->path, F_OK) == 0)
        return true;
    if (stat(making->template, &info) < 0)
        return error_set_errno(err, errno, "firmware variables '%s'", making->template);
    if (!S_ISREG(info.st_mode) || info.st_size > FIRMWARE_VARS_MAX)
        return error_set(err, ERR_CONFIG_UNSUPPORTED, "'%s' is no file of firmware variables",
                         making->template);
    if (!file_make_folder(folder, 0700, err))
        return false;
    return (g_file_get_contents(making->template, &content, &size, &why) &&
            g_file_set_contents_full(making->path, content, (gssize) size,
                                     G_FILE_SET_CONTENTS_CONSISTENT, 0600, &why)) ||
           error_set(err, ERR_SYSTEM, "cannot copy firmware variables: %s", why->message);
}

bool firmware_vars_co_make(Machine *machine, GError **err)
{
    const DomainOs *os = &machine->domain->def->os;
    g_autofree char *path = g_strdup(os->nvram), *template = g_strdup(os->nvram_template);
    Making making = {.path = path, .template = template};

    if (!path || !template)
        return true;
    if (worker_co_try(machine->driver->base.driver.host->worker, make, &making, err))
        return machine_check_alive(machine, err);
    g_prefix_error(err, "domain '%s': ", machine->domain->def->name);
    return false;
}
