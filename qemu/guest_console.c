/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Terminals of guests: see guest_console.h. Who reads and writes them, and what is kept, is
 * drivers/console.c's affair; here are only descriptors.
 */
#include "qemu/guest_console.h"

#include "base/log.h"
#include "drivers/console.h"
#include "drivers/domain_console.h"
#include "qemu/background.h"

#include <errno.h>
#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

/* Bytes read at once, and reads of one round, so that a guest which floods us starves nobody. */
#define GUEST_CONSOLE_READ_SIZE 4096
#define GUEST_CONSOLE_READS_MAX 16

typedef struct GuestConsole {
    Loop *loop;
    char *alias, *terminal, *log_path;
    char *name; /* for messages */
    Console *console;
    int fd; /* -1: not open */
    LoopFd *source;
    bool recalling; /* it opens when its history has been read */
} GuestConsole;

static void guest_console_shut(GuestConsole *guest)
{
    g_clear_pointer(&guest->source, loop_fd_remove);
    if (guest->fd >= 0)
        close(guest->fd);
    guest->fd = -1;
}

static void guest_console_free(void *data)
{
    GuestConsole *guest = data;

    guest_console_shut(guest);
    console_end(guest->console);
    console_unref(guest->console);
    g_free(guest->alias);
    g_free(guest->terminal);
    g_free(guest->log_path);
    g_free(guest->name);
    g_free(guest);
}

/* After a short read most likely nothing is left; if there is, the loop tells. */
static void guest_console_read(GuestConsole *guest)
{
    char bytes[GUEST_CONSOLE_READ_SIZE];

    for (unsigned i = 0; i < GUEST_CONSOLE_READS_MAX; i++) {
        ssize_t size = read(guest->fd, bytes, sizeof(bytes));

        if (size > 0) {
            console_output(guest->console, bytes, (size_t) size);
            if (size < (ssize_t) sizeof(bytes))
                return;
        } else {
            if (size == 0 || (errno != EAGAIN && errno != EINTR))
                guest_console_shut(guest); /* QEMU has gone */
            return;
        }
    }
}

static void guest_console_ready(LoopFd *source, uint32_t events, void *data)
{
    GuestConsole *guest = data;

    if (events & EPOLLOUT) {
        loop_fd_set_events(source, EPOLLIN);
        console_has_room(guest->console);
    }
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        guest_console_read(guest);
}

static size_t guest_console_input(Console *console, void *owner, const uint8_t *bytes, size_t size)
{
    GuestConsole *guest = owner;
    ssize_t written = guest->fd >= 0 ? write(guest->fd, bytes, size) : 0;
    size_t taken = written > 0 ? (size_t) written : 0;

    (void) console;
    if (taken < size && guest->source)
        loop_fd_set_events(guest->source, EPOLLIN | EPOLLOUT);
    return taken;
}

/* The path comes from QEMU, which need not be trusted with it. */
static int open_terminal(const char *path, GError **err)
{
    struct termios settings;
    int fd;

    if (!g_str_has_prefix(path, "/dev/pts/")) {
        error_set(err, ERR_OPERATION_FAILED, "'%s' is no pseudoterminal", path);
        return -1;
    }
    fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) {
        error_set_errno(err, errno, "cannot open terminal '%s'", path);
        return -1;
    }
    if (tcgetattr(fd, &settings) == 0) {
        cfmakeraw(&settings);
        if (tcsetattr(fd, TCSANOW, &settings) == 0)
            return fd;
    }
    error_set_errno(err, errno, "cannot set up terminal '%s'", path);
    close(fd);
    return -1;
}

static bool guest_console_open(GuestConsole *guest, GError **err)
{
    g_autoptr(GError) why = NULL;

    guest->fd = open_terminal(guest->terminal, &why);
    if (guest->fd < 0)
        return error_set(err, error_code(why), "%s: %s", guest->name, why->message);
    guest->source = loop_fd_add(guest->loop, guest->fd, EPOLLIN, guest_console_ready, guest);
    return true;
}

static void guest_console_open_logged(GuestConsole *guest)
{
    g_autoptr(GError) why = NULL;

    if (!guest_console_open(guest, &why))
        log_warning("%s", why->message);
}

/* ---- all of a machine ---- */

/* Its log is named by kind and place, since an alias may be of the user's choosing. */
static void add_console(Machine *machine, const DomainChardev *chardev, const char *kind,
                        unsigned place)
{
    const DriverHost *host = machine->driver->base.driver.host;
    const char *domain = machine->domain->def->name;
    GuestConsole *guest = g_new0(GuestConsole, 1);
    ConsoleLog *log;

    guest->loop = host->loop;
    guest->fd = -1;
    guest->alias = g_strdup(chardev->info.alias);
    guest->terminal = g_strdup(chardev->path);
    guest->log_path =
        g_strdup_printf("%s/console/%s-%s%u.log", machine->driver->log_folder, domain, kind, place);
    guest->name = g_strdup_printf("console '%s' of domain '%s'", guest->alias, domain);
    log = console_log_new(host->loop, host->worker, &machine->driver->background, guest->log_path);
    guest->console = console_new(guest->name, log, guest_console_input, guest);
    g_ptr_array_add(machine->consoles, guest);
}

static void add_consoles(Machine *machine, const GPtrArray *chardevs, const char *kind)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        const DomainChardev *chardev = chardevs->pdata[i];

        if (chardev->type == DOMAIN_CHARDEV_TYPE_PTY && chardev->path && !chardev->mirrors_serial)
            add_console(machine, chardev, kind, i);
    }
}

static void add_all(Machine *machine)
{
    const DomainDef *def = machine->domain->def;

    machine->consoles = g_ptr_array_new_with_free_func(guest_console_free);
    add_consoles(machine, def->serials, "serial");
    add_consoles(machine, def->consoles, "console");
}

void guest_console_open_all(Machine *machine)
{
    add_all(machine);
    for (unsigned i = 0; i < machine->consoles->len; i++) {
        GuestConsole *guest = machine->consoles->pdata[i];

        console_note(guest->console, "the guest starts");
        guest_console_open_logged(guest);
    }
}

static void co_recall(Machine *machine, GuestConsole *guest)
{
    Buffer history = {0};

    console_log_co_tail(machine->driver->base.driver.host->worker, guest->log_path,
                        CONSOLE_HISTORY_MAX, &history);
    if (machine->consoles) { /* then the guest is still there */
        console_recall(guest->console, buffer_data(&history), buffer_size(&history));
        console_note(guest->console, "the daemon is back; what the guest wrote while it was away "
                                     "is not here");
        guest->recalling = false;
        guest_console_open_logged(guest);
    }
    buffer_clear(&history);
}

static void co_reopen(void *data)
{
    g_autoptr(Machine) machine = data;

    for (unsigned i = 0; machine->consoles && i < machine->consoles->len; i++)
        co_recall(machine, machine->consoles->pdata[i]);
}

void guest_console_reopen_all(Machine *machine)
{
    add_all(machine);
    for (unsigned i = 0; i < machine->consoles->len; i++)
        ((GuestConsole *) machine->consoles->pdata[i])->recalling = true;
    if (machine->consoles->len > 0)
        background_start(machine->driver, co_reopen, machine_ref(machine));
}

void guest_console_drain_all(Machine *machine)
{
    for (unsigned i = 0; machine->consoles && i < machine->consoles->len; i++) {
        GuestConsole *guest = machine->consoles->pdata[i];

        if (guest->fd >= 0)
            guest_console_read(guest);
    }
}

void guest_console_close_all(Machine *machine)
{
    g_clear_pointer(&machine->consoles, g_ptr_array_unref);
}

Console *guest_console_find(DomainDriver *driver, Domain *domain, const char *device, GError **err)
{
    const Machine *machine = machine_of(domain);
    const DomainChardev *wanted = domain_console_device(domain->def, device, err);

    (void) driver;
    if (!wanted)
        return NULL;
    if (wanted->type != DOMAIN_CHARDEV_TYPE_PTY) {
        error_set(err, ERR_INTERNAL,
                  "character device %s is not using a PTY but is of type '%s', which the daemon "
                  "does not read",
                  wanted->info.alias, domain_chardev_type_to_string(wanted->type));
        return NULL;
    }
    for (unsigned i = 0; machine && machine->consoles && i < machine->consoles->len; i++) {
        GuestConsole *guest = machine->consoles->pdata[i];

        if (g_strcmp0(guest->alias, wanted->info.alias) != 0)
            continue;
        if (guest->fd >= 0 || guest->recalling || guest_console_open(guest, err))
            return guest->console;
        return NULL;
    }
    error_set(err, ERR_OPERATION_INVALID, "domain '%s' is starting or ending, without consoles",
              domain->def->name);
    return NULL;
}
