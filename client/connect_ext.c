/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To whatever a program of the user's talks to: it gets the bytes of the connection on its standard
 * input and output.
 *
 * It is run directly, never through a shell, and without arguments. Its standard error is ours.
 */
#include "client/launch.h"
#include "client/link.h"

int connect_ext(const char *command, Child **ret_child, GError **err)
{
    g_autofree char *way = g_strdup_printf("transport ext: command '%s'", command);
    g_autofree char *name = g_path_get_basename(command);
    g_autofree char *path = launch_find_program(command, err);
    char *argv[] = {path, NULL};
    int fd = -1;

    if (!path) {
        g_prefix_error(err, "%s: start it: ", way);
        return -1;
    }
    *ret_child = child_start(&(ChildOptions){.way = way, .name = name, .argv = argv}, &fd, err);
    return fd;
}
