/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * To a daemon on another machine by way of ssh, which runs vmrpc-ssh-helper there.
 *
 * It is the user's own ssh, with his configuration, agent and known hosts: nothing of that is read
 * or changed here. What is put on its command line has been checked by uri_ssh.c. Without a
 * terminal (no_tty) its standard error is kept, to say why it ended; else it is the user's, where
 * ssh also asks.
 */
#include <string.h>

#include "client/launch.h"
#include "client/link.h"
#include "vmrpc.h"

#define SSH_HELPER "vmrpc-ssh-helper"
/* Enough for all options below. */
#define SSH_ARGV_MAX 32

/* Questions to a silent server, of which the last one is the end. */
#define SSH_PROBES 3

typedef struct SshArgv {
    char *words[SSH_ARGV_MAX];
    unsigned n;
} SshArgv;

static void ssh_add(SshArgv *argv, const char *word)
{
    g_assert(argv->n < SSH_ARGV_MAX - 1);
    argv->words[argv->n++] = g_strdup(word);
}

static void ssh_add_pair(SshArgv *argv, const char *option, const char *value)
{
    if (!value)
        return;
    ssh_add(argv, option);
    ssh_add(argv, value);
}

/* "-o NAME=NUMBER" */
static void ssh_add_number(SshArgv *argv, const char *name, unsigned number)
{
    g_autofree char *setting = g_strdup_printf("%s=%u", name, number);

    ssh_add_pair(argv, "-o", setting);
}

static void ssh_clear(SshArgv *argv)
{
    while (argv->n > 0)
        g_free(argv->words[--argv->n]);
}

/* One line for a shell: between the quotes is nothing that ends them (uri_ssh.c). */
static char *ssh_far_command(const Uri *uri, unsigned flags)
{
    return g_strdup_printf("'%s'%s%s -- '%s'", uri->helper ? uri->helper : SSH_HELPER,
                           flags & VMRPC_CONNECTION_OPEN_READ_ONLY ? " --readonly" : "",
                           flags & VMRPC_CONNECTION_OPEN_NO_AUTOSTART ? " --no-autostart" : "",
                           uri->far_uri);
}

static void ssh_fill(SshArgv *argv, const char *program, const Uri *uri, unsigned flags)
{
    g_autofree char *far_command = ssh_far_command(uri, flags);

    ssh_add(argv, program);
    ssh_add(argv, "-T");
    ssh_add_pair(argv, "-e", "none");
    ssh_add_pair(argv, "-p", uri->port);
    ssh_add_pair(argv, "-l", uri->user);
    ssh_add_pair(argv, "-i", uri->keyfile);
    if (uri->no_tty)
        ssh_add_pair(argv, "-o", "BatchMode=yes");
    if (uri->no_verify) {
        ssh_add_pair(argv, "-o", "StrictHostKeyChecking=no");
        ssh_add_pair(argv, "-o", "UserKnownHostsFile=/dev/null");
    }
    if (uri->keepalive > 0) {
        ssh_add_number(argv, "ConnectTimeout", uri->keepalive);
        ssh_add_number(argv, "ServerAliveInterval", MAX(uri->keepalive / SSH_PROBES, 1));
        ssh_add_number(argv, "ServerAliveCountMax", SSH_PROBES);
    }
    ssh_add(argv, "--");
    ssh_add(argv, uri->host);
    ssh_add(argv, far_command);
}

char *connect_ssh_address(const Uri *uri)
{
    bool is_ipv6 = strchr(uri->host, ':') != NULL;

    return g_strdup_printf("ssh:%s%s%s%s%s%s%s", uri->user ? uri->user : "", uri->user ? "@" : "",
                           is_ipv6 ? "[" : "", uri->host, is_ipv6 ? "]" : "", uri->port ? ":" : "",
                           uri->port ? uri->port : "");
}

int connect_ssh(const Uri *uri, unsigned flags, Child **ret_child, GError **err)
{
    g_autofree char *way = g_strdup_printf("transport ssh: host '%s'%s%s", uri->host,
                                           uri->port ? " port " : "", uri->port ? uri->port : "");
    g_autofree char *program = launch_find_program(uri->command ? uri->command : "ssh", err);
    SshArgv argv = {0};
    int fd = -1;

    if (!program) {
        g_prefix_error(err, "%s: start ssh: ", way);
        return -1;
    }
    ssh_fill(&argv, program, uri, flags);
    *ret_child = child_start(
        &(ChildOptions){.way = way, .name = "ssh", .argv = argv.words, .keeps_words = uri->no_tty},
        &fd, err);
    ssh_clear(&argv);
    return fd;
}
