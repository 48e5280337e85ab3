/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Passwords and certificates of VNC servers: see vnc.h. */
#include "qemu/vnc.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define CERTIFICATE_FILE_MAX (1 << 20)

/* As vmrpc-pki(1) calls them, and as QEMU does. */
static const struct {
    const char *from, *to;
    bool optional;
} files[] = {
    {"ca-cert.pem", "ca-cert.pem", false},
    {"server-cert.pem", "server-cert.pem", false},
    {"server-key.pem", "server-key.pem", false},
    {"crl.pem", "ca-crl.pem", true},
};

/* ---- certificates ---- */

typedef struct Copying {
    const char *from, *to; /* folders */
    uid_t uid;
    gid_t gid;
} Copying;

/* The folder at folder_fd may be the guest's: nothing that is there already is opened. */
static bool write_file(int folder_fd, const char *name, const char *text, const Copying *copying,
                       GError **err)
{
    int fd = openat(folder_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    size_t size = strlen(text), written = 0;
    ssize_t n = 0;
    int errnum;

    while (fd >= 0 && written < size && (n = write(fd, text + written, size - written)) > 0)
        written += (size_t) n;
    if (fd >= 0 && n >= 0 &&
        ((copying->uid == geteuid() && copying->gid == getegid()) ||
         fchown(fd, copying->uid, copying->gid) == 0)) {
        close(fd);
        return true;
    }
    errnum = errno;
    if (fd >= 0)
        close(fd);
    return error_set_errno(err, errnum, "cannot write '%s/%s'", copying->to, name);
}

static bool copy_file(int folder_fd, size_t number, const Copying *copying, GError **err)
{
    g_autofree char *path = g_build_filename(copying->from, files[number].from, NULL);
    g_autofree char *text = NULL;
    bool copied;

    if (files[number].optional && access(path, F_OK) < 0 && errno == ENOENT)
        return true;
    text = file_read(path, CERTIFICATE_FILE_MAX, err);
    if (!text)
        return false;
    copied = write_file(folder_fd, files[number].to, text, copying, err);
    explicit_bzero(text, strlen(text));
    return copied;
}

/* WorkerTry. */
static bool copy_files(void *data, GError **err)
{
    const Copying *copying = data;
    int folder_fd = open(copying->to, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool copied = true;

    if (folder_fd < 0)
        return error_set_errno(err, errno, "cannot open folder '%s'", copying->to);
    for (size_t i = 0; i < G_N_ELEMENTS(files) && copied; i++)
        copied = copy_file(folder_fd, i, copying, err);
    close(folder_fd);
    return copied;
}

static bool wants_tls(const Machine *machine)
{
    const DomainDef *def = machine->domain->def;

    for (unsigned i = 0; i < def->graphics->len; i++) {
        const DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->type == DOMAIN_GRAPHICS_TYPE_VNC && domain_graphics_is_tcp(graphics))
            return machine->driver->vnc_tls.wanted;
    }
    return false;
}

bool vnc_co_prepare(Machine *machine, ArgvTls *ret_tls, GError **err)
{
    g_autofree char *folder = machine_folder(machine);
    Copying copying = {.to = folder, .uid = machine->uid, .gid = machine->gid};

    if (!wants_tls(machine))
        return true;
    copying.from = machine->driver->vnc_tls.folder;
    if (!worker_co_try(machine->driver->base.driver.host->worker, copy_files, &copying, err)) {
        g_prefix_error(err, "domain '%s': the certificates of VNC: ", machine->domain->def->name);
        return false;
    }
    if (!machine_check_alive(machine, err))
        return false;
    ret_tls->verify = machine->driver->vnc_tls.verify;
    ret_tls->folder = g_steal_pointer(&folder);
    return true;
}

static void remove_files(const Machine *machine)
{
    g_autofree char *folder = machine_folder(machine);

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(folder, files[i].to, NULL);

        unlink(path); /* not there: there was no need of it */
    }
}

bool vnc_co_lend_certificates(Machine *machine, char **ret_folder, GError **err)
{
    g_autofree char *folder = machine_folder(machine);
    Copying copying = {.to = folder,
                       .from = machine->driver->vnc_tls.folder,
                       .uid = machine->uid,
                       .gid = machine->gid};

    if (!worker_co_try(machine->driver->base.driver.host->worker, copy_files, &copying, err)) {
        g_prefix_error(err, "domain '%s': the certificates: ", machine->domain->def->name);
        if (!machine->gone) /* else its folder has gone as well */
            remove_files(machine);
        return false;
    }
    *ret_folder = g_steal_pointer(&folder);
    return true;
}

void vnc_take_back_certificates(const Machine *machine)
{
    remove_files(machine);
}

/* ---- passwords ---- */

static bool co_expire(Machine *machine, const char *protocol, const char *time, GError **err)
{
    return machine_co_command(machine, "expire_password",
                              json_pack("{s:s, s:s}", "protocol", protocol, "time", time), NULL,
                              err);
}

bool vnc_co_set_password(Machine *machine, const DomainGraphics *graphics, GError **err)
{
    const char *protocol = domain_graphics_type_to_string(graphics->type);
    g_autofree char *time = NULL;

    if (!graphics->password[0])
        return co_expire(machine, protocol, "now", err);
    time = graphics->valid_to ? g_strdup_printf("%" PRId64, graphics->valid_to) : g_strdup("never");
    return co_expire(machine, protocol, time, err) &&
           machine_co_command(
               machine, "set_password",
               json_pack("{s:s, s:s}", "protocol", protocol, "password", graphics->password), NULL,
               err);
}

bool vnc_co_start(Machine *machine, GError **err)
{
    const DomainDef *def = machine->domain->def;

    if (wants_tls(machine))
        remove_files(machine);
    for (unsigned i = 0; i < def->graphics->len; i++) {
        const DomainGraphics *graphics = def->graphics->pdata[i];

        if (graphics->password && !vnc_co_set_password(machine, graphics, err))
            return false;
    }
    return true;
}
