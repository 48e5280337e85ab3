/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sockets of the service manager: see activation.h. Trusts the environment as far as the numbers
 * of the descriptors; what they are the kernel is asked.
 */
#include "server/activation.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define ACTIVATION_FIRST_FD 3
#define ACTIVATION_MAX 64

static void activated_socket_clear(gpointer data)
{
    ActivatedSocket *socket = data;

    if (socket->fd >= 0)
        close(socket->fd);
    address_free(socket->address);
}

/* How many sockets are ours. The variables may be left over from a process that was started so. */
static bool activation_count(unsigned *ret_n, GError **err)
{
    const char *pid_text = g_getenv("LISTEN_PID"), *n_text = g_getenv("LISTEN_FDS");
    guint64 pid, n;

    *ret_n = 0;
    if (!pid_text || !n_text)
        return true;
    if (!g_ascii_string_to_unsigned(pid_text, 10, 1, G_MAXINT32, &pid, NULL))
        return error_set(err, ERR_INVALID_ARG, "LISTEN_PID: '%s' is no process", pid_text);
    if (pid != (guint64) getpid())
        return true;
    if (!g_ascii_string_to_unsigned(n_text, 10, 0, ACTIVATION_MAX, &n, NULL))
        return error_set(err, ERR_INVALID_ARG, "LISTEN_FDS: '%s' is not a number from 0 to %d",
                         n_text, ACTIVATION_MAX);
    *ret_n = (unsigned) n;
    return true;
}

static bool activation_prepare(int fd, GError **err)
{
    int flags = fcntl(fd, F_GETFL);
    int type = 0, listens = 0;
    socklen_t size = sizeof(type);

    if (flags < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 ||
        fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0 ||
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0)
        return error_set_errno(err, errno, "descriptor %d of the service manager is no socket", fd);
    size = sizeof(listens);
    if (type != SOCK_STREAM || getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) < 0 ||
        !listens)
        return error_set(err, ERR_INVALID_ARG,
                         "descriptor %d of the service manager is no stream socket that listens: "
                         "use ListenStream= and Accept=no",
                         fd);
    return true;
}

static bool activation_add(GArray *sockets, int fd, const char *name, GError **err)
{
    ActivatedSocket activated = {.fd = fd};

    if (!activation_prepare(fd, err))
        return false;
    activated.address = address_of_socket(fd, name && strcmp(name, "ro") == 0, err);
    if (!activated.address)
        return false;
    g_array_append_val(sockets, activated);
    return true;
}

GArray *activation_take(GError **err)
{
    g_autoptr(GArray) sockets = g_array_new(FALSE, FALSE, sizeof(ActivatedSocket));
    const char *joined = g_getenv("LISTEN_FDNAMES");
    g_auto(GStrv) names = g_strsplit(joined ? joined : "", ":", -1);
    unsigned n, n_names = g_strv_length(names);
    bool good = activation_count(&n, err);

    g_array_set_clear_func(sockets, activated_socket_clear);
    for (unsigned i = 0; good && i < n; i++)
        good = activation_add(sockets, ACTIVATION_FIRST_FD + (int) i, i < n_names ? names[i] : NULL,
                              err);
    g_unsetenv("LISTEN_PID");
    g_unsetenv("LISTEN_FDS");
    g_unsetenv("LISTEN_FDNAMES");
    return good ? g_steal_pointer(&sockets) : NULL;
}

bool activation_has_tcp(const GArray *sockets)
{
    for (guint i = 0; i < sockets->len; i++)
        if (g_array_index(sockets, ActivatedSocket, i).address->kind == ADDRESS_TCP)
            return true;
    return false;
}
