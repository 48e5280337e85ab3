/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names of this host: see local_address.h. Whether an address is ours is known by binding to it. */
#include "base/local_address.h"

#include "base/error.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct Lookup {
    const char *host;
    char *address; /* found */
    GError *error;
} Lookup;

/* 0, or an errno. */
static int try_address(const struct addrinfo *info)
{
    int fd = socket(info->ai_family, info->ai_socktype | SOCK_CLOEXEC, info->ai_protocol);
    int errnum = fd < 0 || bind(fd, info->ai_addr, info->ai_addrlen) < 0 ? errno : 0;

    if (fd >= 0)
        close(fd);
    return errnum;
}

static char *to_numbers(const struct addrinfo *info)
{
    char text[NI_MAXHOST];

    return getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof text, NULL, 0,
                       NI_NUMERICHOST) == 0
               ? g_strdup(text)
               : NULL;
}

/* WorkerFunc */
static void look_up(void *data)
{
    Lookup *lookup = data;
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int code = getaddrinfo(lookup->host, NULL, &hints, &list), errnum = 0;

    if (code != 0) {
        error_set(&lookup->error, ERR_SYSTEM, "cannot find the address of host '%s': %s",
                  lookup->host, code == EAI_SYSTEM ? g_strerror(errno) : gai_strerror(code));
        return;
    }
    for (const struct addrinfo *info = list; info && !lookup->address; info = info->ai_next) {
        errnum = try_address(info);
        if (errnum == 0)
            lookup->address = to_numbers(info);
    }
    freeaddrinfo(list);
    if (!lookup->address)
        error_set(&lookup->error, ERR_SYSTEM, "host '%s' has no address to listen at here: %s",
                  lookup->host, g_strerror(errnum));
}

static bool is_numbers(const char *host)
{
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_flags = AI_NUMERICHOST};
    struct addrinfo *list = NULL;

    if (getaddrinfo(host, NULL, &hints, &list) != 0)
        return false;
    freeaddrinfo(list);
    return true;
}

char *local_address_co_find(Worker *worker, const char *host, GError **err)
{
    Lookup lookup = {.host = host};

    if (is_numbers(host))
        return g_strdup(host);
    worker_co_run(worker, look_up, &lookup);
    if (lookup.error)
        g_propagate_error(err, lookup.error);
    return lookup.address;
}
