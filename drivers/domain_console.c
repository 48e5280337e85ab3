/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures about consoles and screens: see domain_console.h. What a client may open when is
 * decided here and in console.c; where the bytes come from is the hypervisor's affair.
 */
#include "drivers/domain_console.h"

#include "drivers/console.h"
#include "drivers/domain_find.h"
#include "drivers/flags.h"
#include "drivers/memory_stream.h"

G_STATIC_ASSERT((int) CONSOLE_FORCE == DOMAIN_CONSOLE_FORCE);
G_STATIC_ASSERT((int) CONSOLE_SAFE == DOMAIN_CONSOLE_SAFE);

/* The device behind one. */
static const DomainChardev *real_device(const DomainDef *def, const DomainChardev *chardev)
{
    return chardev->mirrors_serial ? def->serials->pdata[0] : chardev;
}

static bool means(const DomainChardev *chardev, const char *wanted)
{
    return g_strcmp0(chardev->info.alias, wanted) == 0 ||
           (chardev->type == DOMAIN_CHARDEV_TYPE_PTY && g_strcmp0(chardev->path, wanted) == 0);
}

static const DomainChardev *find_among(const GPtrArray *chardevs, const char *wanted)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        if (!wanted || means(chardevs->pdata[i], wanted))
            return chardevs->pdata[i];
    }
    return NULL;
}

const DomainChardev *domain_console_device(const DomainDef *def, const char *wanted, GError **err)
{
    const DomainChardev *found = find_among(def->consoles, wanted);

    if (!found)
        found = find_among(def->serials, wanted);
    if (found)
        return real_device(def, found);
    if (wanted)
        error_set(err, ERR_INTERNAL,
                  "cannot find character device %s: domain '%s' has no such <console> or <serial>",
                  wanted, def->name);
    else
        error_set(err, ERR_INTERNAL,
                  "cannot find character device (null): domain '%s' has no <console> or <serial>",
                  def->name);
    return NULL;
}

static Domain *find_active(const DriverCall *call, const remote_domain *wanted, GError **err)
{
    Domain *domain = domain_find(call, wanted, err);

    if (!domain || domain_is_active(domain))
        return domain;
    error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    return NULL;
}

static bool domain_console_open(DriverCall *call, const domain_open_console_args *args,
                                GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    Domain *domain;
    Console *console;
    StreamEnd *end;

    if (!flags_check(args->flags, CONSOLE_FORCE | CONSOLE_SAFE, "domain_open_console", err))
        return false;
    if (args->flags == (CONSOLE_FORCE | CONSOLE_SAFE))
        return error_set(err, ERR_INVALID_ARG,
                         "domain_open_console: force and safe exclude each other");
    if (!driver->hypervisor->console)
        return error_set(err, ERR_NO_SUPPORT, "this driver has no consoles");
    domain = find_active(call, &args->dom, err);
    if (!domain)
        return false;
    console = driver->hypervisor->console(driver, domain, args->device ? *args->device : NULL, err);
    end = console ? console_attach(console, args->flags, err) : NULL;
    return end && driver_call_open_stream(call, end, err);
}

static bool domain_console_co_screenshot(DriverCall *call, const domain_screenshot_args *args,
                                         domain_screenshot_ret *ret, GError **err)
{
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(Domain) domain = NULL;
    int fd;

    if (!flags_check(args->flags, 0, "domain_screenshot", err))
        return false;
    if (!driver->hypervisor->co_screenshot)
        return error_set(err, ERR_NO_SUPPORT, "this driver takes no screenshots");
    domain = find_active(call, &args->dom, err);
    if (!domain)
        return false;
    domain_ref(domain);
    fd = driver->hypervisor->co_screenshot(driver, domain, args->screen, err);
    if (fd < 0 || !driver_call_open_stream(call, memory_stream_new(fd), err))
        return false;
    ret->mime = g_new(char *, 1);
    *ret->mime = g_strdup("image/png");
    return true;
}

static bool domain_console_co_open_graphics(DriverCall *call,
                                            const domain_open_graphics_fd_args *args, GError **err)
{
    const unsigned skip_auth = 1;
    DomainDriver *driver = (DomainDriver *) call->driver;
    g_autoptr(Domain) domain = NULL;
    int fd;

    if (!flags_check(args->flags, skip_auth, "domain_open_graphics_fd", err))
        return false;
    if (!driver->hypervisor->co_open_graphics || !call->give_fd)
        return error_set(err, ERR_NO_SUPPORT, "this driver opens no screens");
    domain = find_active(call, &args->dom, err);
    if (!domain)
        return false;
    domain_ref(domain);
    fd = driver->hypervisor->co_open_graphics(driver, domain, args->index, args->flags & skip_auth,
                                              err);
    return fd >= 0 && call->give_fd(call, fd, err);
}

const RemoteHandlers domain_console_handlers = {
    .domain_open_console = domain_console_open,
    .domain_screenshot = domain_console_co_screenshot,
    .domain_open_graphics_fd = domain_console_co_open_graphics,
};
