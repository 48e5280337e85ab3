/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpc-ssh-helper: the far end of qemu+ssh://. Reaches the daemon of this machine as the library
 * does, the user's own being started if need be, and relays it to standard input and output.
 *
 * It is run by sshd as the user who has logged in and has his rights and no others. It does not go
 * on to other machines. Exit status 0 after an orderly end, 1 if the daemon is not to be reached or
 * the connection broke, 2 if it was called wrongly; why is one line on standard error.
 */
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <config.h>
#include "base/error.h"
#include "client/link.h"
#include "client/wire.h"
#include "tools/ssh_helper/relay.h"
#include "vmrpc.h"

/* Reaching the daemon takes so long at most; the client waits for its first answer only. */
#define HELPER_CONNECT_US (60 * G_USEC_PER_SEC)

static const char usage[] =
    "usage: vmrpc-ssh-helper [--readonly] [--no-autostart] [--] URI\n"
    "Relays the daemon of a local URI, such as qemu:///system, to standard input and output.\n";

static int helper_fail(int status, const GError *error)
{
    fprintf(stderr, "vmrpc-ssh-helper: %s\n", error->message);
    return status;
}

/* The URI, or NULL and the exit status. */
static const char *helper_options(int argc, char **argv, unsigned *flags, int *ret_status)
{
    static const struct option options[] = {{"readonly", no_argument, NULL, 'r'},
                                            {"no-autostart", no_argument, NULL, 'n'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'V'},
                                            {0}};
    int option;

    *ret_status = 0;
    while ((option = getopt_long(argc, argv, "rnhV", options, NULL)) != -1) {
        switch (option) {
        case 'r':
            *flags |= VMRPC_CONNECTION_OPEN_READ_ONLY;
            break;
        case 'n':
            *flags |= VMRPC_CONNECTION_OPEN_NO_AUTOSTART;
            break;
        case 'h':
            fputs(usage, stdout);
            return NULL;
        case 'V':
            printf("vmrpc-ssh-helper (vmrpc) %s\n", PACKAGE_VERSION);
            return NULL;
        default:
            *ret_status = 2;
            return NULL;
        }
    }
    if (optind + 1 == argc)
        return argv[optind];
    fputs(usage, stderr);
    *ret_status = 2;
    return NULL;
}

static bool helper_is_local(const char *text, const Uri *uri, GError **err)
{
    if (uri->transport == URI_UNIX || uri->transport == URI_SPAWN)
        return true;
    return error_set(err, ERR_INVALID_ARG, "URI '%s': transport %s does not lead to this machine",
                     text, uri_transport_name(uri->transport));
}

/* Of a private daemon this is the end too. */
static bool helper_serve(Link *link, GError **err)
{
    g_autoptr(Transport) client = transport_fd_new(STDIN_FILENO, STDOUT_FILENO);
    bool served = relay_run(client, link->transport, err);

    g_clear_pointer(&link->transport, transport_free);
    if (link->child)
        g_free(child_end(g_steal_pointer(&link->child), false));
    link_clear_names(link);
    return served;
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Uri) uri = NULL;
    unsigned flags = 0;
    Link link = {0};
    int status;
    const char *text = helper_options(argc, argv, &flags, &status);

    if (!text)
        return status;
    signal(SIGPIPE, SIG_IGN);
    uri = uri_parse(text, geteuid() == 0, &error);
    if (!uri || !helper_is_local(text, uri, &error))
        return helper_fail(2, error);
    if (!link_open(&link, uri, flags, g_get_monotonic_time() + HELPER_CONNECT_US, &error) ||
        !helper_serve(&link, &error))
        return helper_fail(1, error);
    return 0;
}
