/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copies of files in memory: see boot_files.h. Who can read a file is not guessed from users and
 * groups: either everybody can, or it is copied. */
#include "qemu/boot_files.h"

#include "base/file.h"
#include "qemu/argv_private.h"
#include "qemu/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Copy {
    const char *path;
    int fd; /* -1: none is needed */
} Copy;

/* The file, and each folder on the way to it. */
static bool readable_by_all(const char *path)
{
    g_autofree char *at = g_strdup(path);
    mode_t wanted = S_IROTH;
    struct stat info;

    while (stat(at, &info) == 0 && (info.st_mode & wanted)) {
        char *slash = strrchr(at, '/');

        if (!slash || at[1] == '\0')
            return slash != NULL;
        slash[slash == at] = '\0';
        wanted = S_IXOTH;
    }
    return false;
}

static bool copy_bytes(int from, int to, off_t size, GError **err)
{
    while (size > 0) {
        ssize_t sent = sendfile(to, from, NULL, (size_t) size);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return error_set_errno(err, sent < 0 ? errno : EIO, "cannot copy it");
        size -= sent;
    }
    return true;
}

static bool copy_file(Copy *copy, int from, GError **err)
{
    struct stat info;

    if (fstat(from, &info) < 0)
        return error_set_errno(err, errno, "cannot look at it");
    if (!S_ISREG(info.st_mode) || info.st_size > BOOT_FILE_MAX)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: it is no regular file of at most %d MiB",
                         BOOT_FILE_MAX / 1024 / 1024);
    copy->fd = memfd_create("vmrpc-boot", MFD_CLOEXEC);
    if (copy->fd < 0)
        return error_set_errno(err, errno, "cannot make a copy in memory");
    return copy_bytes(from, copy->fd, info.st_size, err);
}

static bool work(void *data, GError **err)
{
    Copy *copy = data;
    bool done;
    int from;

    if (readable_by_all(copy->path))
        return true;
    from = open(copy->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (from < 0)
        return file_set_error(err, errno, copy->path, R_OK, "cannot open it");
    done = copy_file(copy, from, err);
    close(from);
    return done;
}

static bool co_open(Machine *machine, const char *name, const char *path, Parts *parts,
                    GError **err)
{
    g_autofree char *copied = g_strdup(path);
    Copy copy = {.path = copied, .fd = -1};
    bool done;

    if (!path)
        return true;
    done = worker_co_try(machine->driver->base.driver.host->worker, work, &copy, err);
    if (copy.fd >= 0)
        parts_add_named_fd(parts, name, copy.fd);
    if (done)
        return machine_check_alive(machine, err);
    g_prefix_error(err, "domain '%s': %s '%s': ", machine->domain->def->name, name, copied);
    return false;
}

static bool co_open_fwcfg(Machine *machine, Parts *parts, GError **err)
{
    const GPtrArray *files = machine->domain->def->fwcfg;

    for (unsigned i = 0; i < files->len; i++) {
        const DomainFwcfg *fwcfg = files->pdata[i];
        g_autofree char *name = g_strdup_printf(ARGV_FWCFG_FD, i);

        if (!co_open(machine, name, fwcfg->file, parts, err))
            return false;
    }
    return true;
}

bool boot_files_co_open(Machine *machine, Parts *parts, GError **err)
{
    const DomainOs *os = &machine->domain->def->os;
    bool flat = os->loader && os->loader_type != DOMAIN_LOADER_PFLASH;

    return !machine->other_user ||
           (co_open(machine, "kernel", os->kernel, parts, err) &&
            co_open(machine, "initrd", os->initrd, parts, err) &&
            co_open(machine, "bios", flat ? os->loader : NULL, parts, err) &&
            co_open_fwcfg(machine, parts, err));
}
