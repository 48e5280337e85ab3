/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Screenshots: see screenshot.h. QEMU opens /dev/fdset/N by the mode of the descriptor that it was
 * given, and wants one that can only be written (QEMU 7.2), so it gets a second one of the file.
 */
#include "qemu/screenshot.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct Screen {
    char *device; /* alias of the adapter */
    unsigned head;
} Screen;

static bool find_screen(const DomainDef *def, unsigned wanted, Screen *ret_screen, GError **err)
{
    unsigned screens = 0;

    for (unsigned i = 0; i < def->videos->len; i++) {
        const DomainVideo *video = def->videos->pdata[i];
        unsigned heads = MAX(video->heads, 1);

        if (video->model == DOMAIN_VIDEO_NONE)
            continue;
        if (wanted - screens < heads) {
            ret_screen->device = g_strdup(video->info.alias);
            ret_screen->head = wanted - screens;
            return true;
        }
        screens += heads;
    }
    if (screens == 0)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "domain '%s' has no screen: there is no <video> device", def->name);
    return error_set(err, ERR_INVALID_ARG, "no such screen %u: domain '%s' has %u, counted from 0",
                     wanted, def->name, screens);
}

/* A descriptor for QEMU of what fd has. */
static int open_for_writing(int fd)
{
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);

    return open(path, O_WRONLY | O_CLOEXEC);
}

/* Returns the number of a set with the descriptor, or -1. */
static json_int_t co_add_descriptor(Machine *machine, int fd, GError **err)
{
    json_t *reply = NULL;
    json_int_t set;

    if (!machine_co_pass(machine, "add-fd", NULL, fd, &reply, err))
        return -1;
    set = json_integer_value(json_object_get(reply, "fdset-id"));
    json_decref(reply);
    return set;
}

static bool co_dump(Machine *machine, const Screen *screen, int fd, GError **err)
{
    json_int_t set = co_add_descriptor(machine, fd, err);
    g_autofree char *path = g_strdup_printf("/dev/fdset/%" JSON_INTEGER_FORMAT, set);
    bool dumped;

    if (set < 0)
        return false;
    dumped = machine_co_command(machine, "screendump",
                                json_pack("{s:s, s:s, s:s, s:i}", "filename", path, "format", "png",
                                          "device", screen->device, "head", (int) screen->head),
                                NULL, err);
    /* Also to a QEMU that has not answered in time, but without waiting for it again. */
    monitor_co_command(machine->monitor, "remove-fd", json_pack("{s:I}", "fdset-id", set), NULL,
                       dumped ? machine_answer_us(machine) : 0, NULL);
    return dumped;
}

static bool check_size(int fd, GError **err)
{
    struct stat info;

    if (fstat(fd, &info) < 0)
        return error_set_errno(err, errno, "cannot look at the screenshot");
    if (info.st_size == 0 || info.st_size > SCREENSHOT_SIZE_MAX)
        return error_set(err, ERR_OPERATION_FAILED, "QEMU made a screenshot of %jd bytes",
                         (intmax_t) info.st_size);
    return true;
}

static int co_take(Machine *machine, const Screen *screen, GError **err)
{
    int fd = memfd_create("vmrpc-screenshot", MFD_CLOEXEC);
    int writable = fd >= 0 ? open_for_writing(fd) : -1;
    bool taken = false;

    if (writable < 0) {
        error_set_errno(err, errno, "cannot make a file in memory for the screenshot");
    } else {
        taken = co_dump(machine, screen, writable, err) && check_size(fd, err);
        close(writable);
    }
    if (fd >= 0 && !taken) {
        close(fd);
        return -1;
    }
    return fd;
}

int screenshot_co_take(DomainDriver *driver, Domain *domain, unsigned screen, GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    Screen found = {0};
    int fd;

    (void) driver;
    if (!machine || machine->gone || machine->starting) {
        error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running", domain->def->name);
        return -1;
    }
    if (!find_screen(domain->def, screen, &found, err))
        return -1;
    fd = co_take(machine, &found, err);
    g_free(found.device);
    return fd;
}
