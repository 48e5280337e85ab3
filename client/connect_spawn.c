/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a daemon of our own, which serves one connection on its standard input and output and ends
 * with it.
 *
 * Both are one socket. The daemon's standard error is ours, so what it complains of is seen.
 */
#include "client/launch.h"
#include "client/link.h"

int connect_spawn(const char *driver, Child **ret_child, GError **err)
{
    g_autofree char *way = g_strdup_printf("transport stdio: driver '%s'", driver);
    g_autofree char *daemon_path = NULL;
    char stdio[] = "--stdio";
    char driver_option[] = "--driver";
    g_autofree char *driver_name = g_strdup(driver);
    char *argv[] = {NULL, stdio, driver_option, driver_name, NULL};
    int fd = -1;

    daemon_path = launch_find_daemon(err);
    if (!daemon_path) {
        g_prefix_error(err, "%s: start the daemon: ", way);
        return -1;
    }
    argv[0] = daemon_path;
    *ret_child = child_start(&(ChildOptions){.way = way, .name = "it", .argv = argv}, &fd, err);
    return fd;
}
