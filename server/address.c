/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listen addresses: see address.h. Pure text and structs, except for asking a bound or connected
 * descriptor for its address. No name is ever looked up.
 */
#include "server/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <string.h>
#include <sys/un.h>

static bool address_parse_unix(Address *address, const char *name, GError **err)
{
    struct sockaddr_un *un = (struct sockaddr_un *) &address->sockaddr;
    size_t size = strlen(name);
    /* A path keeps its NUL within the array; an abstract name has none, and its @ becomes one. */
    size_t max = name[0] == '@' ? sizeof(un->sun_path) : sizeof(un->sun_path) - 1;

    address->kind = ADDRESS_UNIX;
    if ((name[0] != '/' && name[0] != '@') || !name[1])
        return error_set(err, ERR_INVALID_ARG,
                         "listen address '%s': a socket is an absolute path or @name",
                         address->text);
    if (size > max)
        return error_set(err, ERR_INVALID_ARG,
                         "listen address '%s': %zu bytes are too many for a socket, which may have "
                         "%zu; use a shorter path",
                         address->text, size, max);
    un->sun_family = AF_UNIX;
    memcpy(un->sun_path, name, size);
    if (name[0] == '@') {
        un->sun_path[0] = '\0';
        address->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + size);
    } else {
        address->path = g_strdup(name);
        address->length = (socklen_t) (offsetof(struct sockaddr_un, sun_path) + size + 1);
    }
    return true;
}

static bool address_set_host(Address *address, const char *host, bool bracketed, uint16_t port)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *) &address->sockaddr;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *) &address->sockaddr;

    address->any = !bracketed && strcmp(host, "*") == 0;
    if (!bracketed && strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (!bracketed && inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        address->length = sizeof(*v4);
        return true;
    }
    if (address->any || (bracketed && inet_pton(AF_INET6, host, &v6->sin6_addr) == 1)) {
        if (address->any)
            v6->sin6_addr = in6addr_any;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        address->length = sizeof(*v6);
        return true;
    }
    return false;
}

static bool address_parse_tcp(Address *address, const char *name, GError **err)
{
    const char *colon = strrchr(name, ':');
    g_autofree char *host = NULL;
    guint64 port;
    bool bracketed;

    address->kind = ADDRESS_TCP;
    if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL))
        return error_set(err, ERR_INVALID_ARG,
                         "listen address '%s': the port is missing or no number up to 65535",
                         address->text);
    host = g_strndup(name, (size_t) (colon - name));
    bracketed = host[0] == '[' && g_str_has_suffix(host, "]");
    if (bracketed) {
        host[strlen(host) - 1] = '\0';
        memmove(host, host + 1, strlen(host));
    }
    if (!address_set_host(address, host, bracketed, (uint16_t) port))
        return error_set(
            err, ERR_INVALID_ARG,
            "listen address '%s': '%s' is no IPv4 address, [IPv6 address], localhost or *; "
            "names are not looked up",
            address->text, host);
    return true;
}

Address *address_parse(const char *text, GError **err)
{
    g_autoptr(Address) address = g_new0(Address, 1);
    bool good;

    address->text = g_strdup(text);
    address->read_only = g_str_has_prefix(text, "unix-ro:");
    if (g_str_has_prefix(text, "unix:") || address->read_only)
        good = address_parse_unix(address, strchr(text, ':') + 1, err);
    else if (g_str_has_prefix(text, "tcp:"))
        good = address_parse_tcp(address, text + strlen("tcp:"), err);
    else
        good = error_set(err, ERR_INVALID_ARG,
                         "listen address '%s': it begins with none of unix:, unix-ro:, tcp:", text);
    return good ? g_steal_pointer(&address) : NULL;
}

void address_free(Address *address)
{
    if (!address)
        return;
    g_free(address->text);
    g_free(address->path);
    g_free(address);
}

static uint16_t address_port(const struct sockaddr_storage *sockaddr)
{
    if (sockaddr->ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *) sockaddr)->sin6_port);
    return ntohs(((const struct sockaddr_in *) sockaddr)->sin_port);
}

char *address_format(const Address *address, int bound_fd)
{
    struct sockaddr_storage bound;
    socklen_t length = sizeof(bound);
    const char *colon = strrchr(address->text, ':');

    if (address->kind != ADDRESS_TCP ||
        getsockname(bound_fd, (struct sockaddr *) &bound, &length) < 0)
        return g_strdup(address->text);
    return g_strdup_printf("%.*s:%u", (int) (colon - address->text), address->text,
                           address_port(&bound));
}

static void address_describe_unix(Address *address)
{
    const struct sockaddr_un *un = (const struct sockaddr_un *) &address->sockaddr;
    size_t size = address->length - offsetof(struct sockaddr_un, sun_path);
    g_autofree char *name = size > 0 ? g_strndup(un->sun_path + 1, size - 1) : NULL;

    if (un->sun_path[0])
        address->path = g_strndup(un->sun_path, size);
    address->read_only =
        address->read_only || (address->path && g_str_has_suffix(address->path, "-ro"));
    address->text =
        g_strconcat(address->read_only ? "unix-ro:" : "unix:", address->path ? address->path : "@",
                    address->path ? NULL : name, NULL);
}

static void address_describe_tcp(Address *address, int fd)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *) &address->sockaddr;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *) &address->sockaddr;
    char host[INET6_ADDRSTRLEN] = "";
    int v6only = 1;
    socklen_t size = sizeof(v6only);

    address->kind = ADDRESS_TCP;
    if (v4->sin_family == AF_INET) {
        inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
        address->text = g_strdup_printf("tcp:%s:%u", host, address_port(&address->sockaddr));
        return;
    }
    getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &v6only, &size);
    address->any = !v6only && IN6_IS_ADDR_UNSPECIFIED(&v6->sin6_addr);
    inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
    address->text = address->any
                        ? g_strdup_printf("tcp:*:%u", address_port(&address->sockaddr))
                        : g_strdup_printf("tcp:[%s]:%u", host, address_port(&address->sockaddr));
}

Address *address_of_socket(int fd, bool read_only, GError **err)
{
    g_autoptr(Address) address = g_new0(Address, 1);

    address->read_only = read_only;
    address->length = sizeof(address->sockaddr);
    if (getsockname(fd, (struct sockaddr *) &address->sockaddr, &address->length) < 0) {
        error_set_errno(err, errno, "descriptor %d is no socket", fd);
        return NULL;
    }
    switch (address->sockaddr.ss_family) {
    case AF_UNIX:
        address_describe_unix(address);
        break;
    case AF_INET:
    case AF_INET6:
        address_describe_tcp(address, fd);
        break;
    default:
        error_set(err, ERR_INVALID_ARG, "descriptor %d is neither a unix nor a TCP socket", fd);
        return NULL;
    }
    return g_steal_pointer(&address);
}

char *address_format_peer(int fd)
{
    struct sockaddr_storage peer;
    socklen_t length = sizeof(peer);
    char host[INET6_ADDRSTRLEN] = "?";

    if (getpeername(fd, (struct sockaddr *) &peer, &length) < 0)
        return g_strdup("a client that has gone");
    if (peer.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &((struct sockaddr_in6 *) &peer)->sin6_addr, host, sizeof(host));
        return g_strdup_printf("[%s]:%u", host, address_port(&peer));
    }
    if (peer.ss_family == AF_INET) {
        inet_ntop(AF_INET, &((struct sockaddr_in *) &peer)->sin_addr, host, sizeof(host));
        return g_strdup_printf("%s:%u", host, address_port(&peer));
    }
    return g_strdup("a local client");
}
