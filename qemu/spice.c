/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports of SPICE servers: see spice.h. */
#include "qemu/spice.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PORT_MAX 65535

/* Who listens at any address keeps others from all of them. A host without the family has no one
 * who could. */
static bool can_bind(int family, const void *address, socklen_t size)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    bool bound;

    if (fd < 0)
        return true;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on); /* but not beside one that listens */
    if (family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    bound = bind(fd, address, size) == 0;
    close(fd);
    return bound;
}

static bool port_is_free(int port)
{
    const struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    const struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t) port)};

    return can_bind(AF_INET, &four, sizeof four) && can_bind(AF_INET6, &six, sizeof six);
}

/* That of another guest, which may be about to start as well. */
static bool port_is_promised(const Machine *machine, int port)
{
    gpointer cursor = NULL;
    const Domain *domain;

    while ((domain = domain_list_next(machine->driver->base.domains, &cursor))) {
        const GPtrArray *graphics = domain->def->graphics;

        for (unsigned i = 0; domain != machine->domain && i < graphics->len; i++) {
            if (((const DomainGraphics *) graphics->pdata[i])->port == port &&
                domain_is_active(domain))
                return true;
        }
    }
    return false;
}

/* The screen that gets a port; NULL: there is none. */
static DomainGraphics *graphics_of(const DomainDef *def)
{
    DomainGraphics *graphics = def->graphics->len > 0 ? def->graphics->pdata[0] : NULL;

    return graphics && graphics->type == DOMAIN_GRAPHICS_TYPE_SPICE && graphics->autoport ? graphics
                                                                                          : NULL;
}

bool spice_choose_port(Machine *machine, int from, GError **err)
{
    const DomainDef *def = machine->domain->def;
    DomainGraphics *graphics = graphics_of(def);

    if (!graphics)
        return true;
    for (int port = from; port <= PORT_MAX; port++) {
        if (!port_is_promised(machine, port) && port_is_free(port)) {
            graphics->port = port;
            return true;
        }
    }
    return error_set(err, ERR_OPERATION_FAILED,
                     "domain '%s': no port from %d to %d is free for SPICE", def->name, from,
                     PORT_MAX);
}

int spice_failed_port(const DomainDef *def, const char *words)
{
    const DomainGraphics *graphics = graphics_of(def);

    /* libspice-server 0.15. */
    return graphics && strstr(words, "Failed to open SPICE sockets") ? graphics->port : 0;
}

bool spice_is_missing(const char *words)
{
    return strstr(words, "spice support is disabled") ||
           strstr(words, "There is no option group 'spice'") ||
           strstr(words, "-spice: invalid option");
}
