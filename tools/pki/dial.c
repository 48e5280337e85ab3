/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A TCP connection: see dial.h. Knows nothing of RPC and TLS. */
#include "tools/pki/dial.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/pki/fail.h"
#include "tools/pki/text.h"

void dial_clear_target(Target *target)
{
    g_clear_pointer(&target->host, g_free);
    g_clear_pointer(&target->port, g_free);
}

static bool is_port(const char *text)
{
    guint64 port;

    return g_ascii_string_to_unsigned(text, 10, 1, 65535, &port, NULL);
}

bool dial_parse(const char *text, Target *ret_target, GError **err)
{
    const char *colon = strrchr(text, ':');
    const char *bracket = text[0] == '[' ? strchr(text, ']') : NULL;
    g_autofree char *shown = text_printable(text, strlen(text));
    g_autofree char *host = NULL;
    const char *port = NULL;

    if (strstr(text, "://"))
        return fail_usage(err, "'%s': give HOST or HOST:PORT, no URI", shown);
    if (bracket) {
        host = g_strndup(text + 1, (gsize) (bracket - text - 1));
        port = bracket[1] == ':' ? bracket + 2 : NULL;
        if (bracket[1] && !port)
            return fail_usage(err, "'%s': after ']' comes ':' and a port", shown);
    } else if (colon && strchr(text, ':') == colon) {
        host = g_strndup(text, (gsize) (colon - text));
        port = colon + 1;
    } else {
        host = g_strdup(text);
    }
    if (!*host || (port && !is_port(port)))
        return fail_usage(err, "'%s': give HOST or HOST:PORT with a port from 1 to 65535", shown);
    ret_target->host = g_steal_pointer(&host);
    ret_target->port = port ? g_strdup(port) : g_strdup_printf("%d", DIAL_DEFAULT_PORT);
    return true;
}

gint64 dial_deadline(int seconds)
{
    return g_get_monotonic_time() + (gint64) seconds * G_USEC_PER_SEC;
}

bool dial_wait(int fd, short events, gint64 deadline)
{
    for (;;) {
        struct pollfd entry = {fd, events, 0};
        gint64 left = deadline - g_get_monotonic_time();
        int got = poll(&entry, 1, left > 0 ? (int) ((left + 999) / 1000) : 0);

        if (got > 0)
            return true;
        if (got == 0 && left <= 0)
            return false;
        if (got < 0 && errno != EINTR)
            return true; /* the operation that follows says what is wrong */
    }
}

/* A connected descriptor, or -1 with errno. */
static int connect_one(const struct addrinfo *address, int seconds)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int errnum = 0;
    socklen_t size = sizeof(errnum);

    if (fd < 0)
        return -1;
    if (connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    if (errno != EINPROGRESS)
        errnum = errno;
    else if (!dial_wait(fd, POLLOUT, dial_deadline(seconds)))
        errnum = ETIMEDOUT;
    else if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &errnum, &size) < 0)
        errnum = errno;
    if (errnum == 0)
        return fd;
    close(fd);
    errno = errnum;
    return -1;
}

static char *address_text(const struct addrinfo *address)
{
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    bool v6 = address->ai_family == AF_INET6;

    if (getnameinfo(address->ai_addr, address->ai_addrlen, host, sizeof(host), port, sizeof(port),
                    NI_NUMERICHOST | NI_NUMERICSERV))
        return g_strdup("?");
    return g_strdup_printf(v6 ? "[%s]:%s" : "%s:%s", host, port);
}

static void dial_explain(GError **err, int errnum, const char *address, int seconds)
{
    if (errnum == ECONNREFUSED)
        fail_with(err,
                  "port closed: %s refuses connections: is the daemon running, and does it "
                  "listen there?",
                  address);
    else if (errnum == ETIMEDOUT)
        fail_with(err, "no answer from %s within %d s: a firewall, or a host that is down", address,
                  seconds);
    else
        fail_errno(err, errnum, "cannot connect to %s", address);
}

int dial_connect(const Target *target, int seconds, char **ret_address, GError **err)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    g_autofree char *shown = text_printable(target->host, strlen(target->host));
    g_autofree char *text = NULL;
    struct addrinfo *list = NULL;
    int code = getaddrinfo(target->host, target->port, &hints, &list);
    int errnum = 0;
    int fd = -1;

    if (code) {
        fail_with(err, "cannot find the address of '%s': %s", shown, gai_strerror(code));
        return -1;
    }
    for (const struct addrinfo *address = list; address && fd < 0; address = address->ai_next) {
        fd = connect_one(address, seconds);
        errnum = errno;
        g_free(text);
        text = address_text(address);
    }
    freeaddrinfo(list);
    if (fd < 0)
        dial_explain(err, errnum, text, seconds);
    else
        *ret_address = g_steal_pointer(&text);
    return fd;
}

bool dial_send(int fd, const uint8_t *bytes, size_t size, gint64 deadline)
{
    while (size > 0) {
        ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);

        if (sent > 0) {
            bytes += sent;
            size -= (size_t) sent;
        } else if (sent < 0 && errno == EAGAIN) {
            if (!dial_wait(fd, POLLOUT, deadline)) {
                errno = ETIMEDOUT;
                return false;
            }
        } else if (sent < 0 && errno != EINTR) {
            return false;
        }
    }
    return true;
}

ssize_t dial_receive(int fd, uint8_t *bytes, size_t size, gint64 deadline)
{
    for (;;) {
        ssize_t got = recv(fd, bytes, size, 0);

        if (got >= 0 || (errno != EAGAIN && errno != EINTR))
            return got;
        if (!dial_wait(fd, POLLIN, deadline)) {
            errno = ETIMEDOUT;
            return -1;
        }
    }
}
