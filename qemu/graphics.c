/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client of QEMU's VNC or SPICE server: see graphics.h. QEMU gets one end of a pair of sockets
 * under a name (getfd) and takes it for a client that has just connected (add_client, QEMU 7.2). It
 * knows one VNC server only.
 */
#include "qemu/graphics.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

/* Of the descriptor in QEMU; two that are on their way at once have different numbers. */
#define FD_NAME "vmrpc-graphics-%d"

static bool graphics_check(const DomainDef *def, unsigned index, GError **err)
{
    if (index < def->graphics->len && index == 0)
        return true;
    if (def->graphics->len == 0)
        return error_set(err, ERR_OPERATION_UNSUPPORTED, "domain '%s' has no <graphics> device",
                         def->name);
    return error_set(err, ERR_INVALID_ARG,
                     "no such graphics %u: only the first one of domain '%s', 0, can be opened",
                     index, def->name);
}

static bool graphics_co_add(Machine *machine, int fd, bool skip_auth, GError **err)
{
    const DomainGraphics *graphics = machine->domain->def->graphics->pdata[0];
    const char *protocol = domain_graphics_type_to_string(graphics->type);
    g_autofree char *name = g_strdup_printf(FD_NAME, fd);

    return machine_co_pass(machine, "getfd", json_pack("{s:s}", "fdname", name), fd, NULL, err) &&
           machine_co_command(machine, "add_client",
                              json_pack("{s:s, s:s, s:b}", "protocol", protocol, "fdname", name,
                                        "skipauth", skip_auth),
                              NULL, err);
}

int graphics_co_open(DomainDriver *driver, Domain *domain, unsigned index, bool skip_auth,
                     GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    int ends[2];
    bool added;

    (void) driver;
    if (!machine || machine->gone || machine->starting) {
        error_set(err, ERR_OPERATION_INVALID, "domain '%s' is not running", domain->def->name);
        return -1;
    }
    if (!graphics_check(domain->def, index, err))
        return -1;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0) {
        error_set_errno(err, errno, "cannot make a pair of sockets");
        return -1;
    }
    added = graphics_co_add(machine, ends[1], skip_auth, err);
    close(ends[1]);
    if (added)
        return ends[0];
    close(ends[0]);
    return -1;
}
