/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether QEMU's user may open the folders: see shared_folder.h. */
#include "qemu/shared_folder.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef struct Look {
    char *path;
    bool other_user;
    uid_t uid;
    gid_t gid;
    int errnum; /* 0: it can be opened */
    char *why;  /* may be NULL */
} Look;

static void look(void *data)
{
    Look *look = data;
    int fd = open(look->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

    look->errnum = fd < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    else if (look->errnum == EACCES)
        look->why = file_explain_denied(look->path, R_OK | X_OK);
}

static void work(void *data)
{
    Look *as = data;

    if (!as->other_user)
        look(as);
    else if (!file_act_as(as->uid, as->gid, look, as))
        as->errnum = 0; /* QEMU will tell */
}

static bool co_check(Machine *machine, const DomainFilesystem *filesystem, GError **err)
{
    g_autofree char *path = g_strdup(filesystem->source);
    g_autofree char *why = NULL;
    Look as = {
        .path = path, .other_user = machine->other_user, .uid = machine->uid, .gid = machine->gid};

    worker_co_run(machine->driver->base.driver.host->worker, work, &as);
    why = as.why;
    if (as.errnum)
        return error_set(err, ERR_SYSTEM,
                         "domain '%s', filesystem '%s': cannot open the folder '%s': %s%s%s%s",
                         machine->domain->def->name, filesystem->target, path,
                         g_strerror(as.errnum), why ? " (" : "", why ? why : "", why ? ")" : "");
    return machine_check_alive(machine, err);
}

bool shared_folder_co_check_all(Machine *machine, GError **err)
{
    const DomainDef *def = machine->domain->def; /* which stays while the machine starts */

    for (unsigned i = 0; i < def->filesystems->len; i++) {
        if (!co_check(machine, def->filesystems->pdata[i], err))
            return false;
    }
    return true;
}
