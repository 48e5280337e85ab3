/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a daemon of our own, which serves one connection on its standard input and output and ends
 * with it.
 *
 * Both are one socket. The daemon's standard error is ours, so what it complains of is seen.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "client/launch.h"
#include "client/link.h"

int connect_spawn(const char *driver, pid_t *ret_child, GError **err)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *daemon_path = launch_find_daemon(&error);
    char stdio[] = "--stdio";
    char driver_option[] = "--driver";
    g_autofree char *driver_name = g_strdup(driver);
    char *const argv[] = {daemon_path, stdio, driver_option, driver_name, NULL};
    int sockets[2];
    pid_t child = -1;

    if (daemon_path && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0) {
        Launch launch = {.argv = argv, .in_fd = sockets[1], .out_fd = sockets[1], .err_fd = -1};

        child = launch_start(&launch, &error);
        close(sockets[1]);
        if (child < 0)
            close(sockets[0]);
    } else if (daemon_path) {
        error_set_errno(&error, errno, "socketpair");
    }
    if (child < 0) {
        error_set(err, ERR_NO_CONNECT, "transport stdio: driver '%s': start the daemon: %s", driver,
                  error->message);
        return -1;
    }
    *ret_child = child;
    return sockets[0];
}
