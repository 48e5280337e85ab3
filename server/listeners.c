/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the daemon listens: see listeners.h.
 */
#include "server/listeners.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/activation.h"

struct Listeners {
    Loop *loop;
    Rpcbind *rpcbind;
    ListenerFunc func;
    void *data;
    GPtrArray *all; /* of Listener */
};

Listeners *listeners_new(Loop *loop, Rpcbind *rpcbind, ListenerFunc func, void *data)
{
    Listeners *listeners = g_new0(Listeners, 1);

    listeners->loop = loop;
    listeners->rpcbind = rpcbind;
    listeners->func = func;
    listeners->data = data;
    listeners->all = g_ptr_array_new_with_free_func((GDestroyNotify) listener_free);
    return listeners;
}

void listeners_free(Listeners *listeners)
{
    if (!listeners)
        return;
    g_ptr_array_unref(listeners->all);
    g_free(listeners);
}

void listeners_close(Listeners *listeners)
{
    g_ptr_array_set_size(listeners->all, 0);
    listeners->rpcbind = NULL;
}

char *listeners_names(const Listeners *listeners)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (guint i = 0; i < listeners->all->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "",
                               listener_name(listeners->all->pdata[i]));
    return g_string_free(g_steal_pointer(&names), FALSE);
}

unsigned listeners_count(const Listeners *listeners)
{
    return listeners->all->len;
}

void listeners_resume(Listeners *listeners)
{
    for (guint i = 0; i < listeners->all->len; i++)
        listener_resume(listeners->all->pdata[i]);
}

static void listeners_add(Listeners *listeners, const Config *config, Listener *listener)
{
    g_ptr_array_add(listeners->all, listener);
    if (!config->stdio) {
        printf("listening on %s\n", listener_name(listener));
        fflush(stdout);
    }
    log_debug("listening on %s", listener_name(listener));
    if (listeners->rpcbind)
        rpcbind_add(listeners->rpcbind, listener_address(listener), listener_fd(listener));
}

static void listeners_adopt(Listeners *listeners, const Config *config, GArray *activated)
{
    for (guint i = 0; i < activated->len; i++) {
        ActivatedSocket *socket = &g_array_index(activated, ActivatedSocket, i);

        listeners_add(listeners, config,
                      listener_adopt(listeners->loop, socket->fd, g_steal_pointer(&socket->address),
                                     listeners->func, listeners->data));
        socket->fd = -1;
    }
}

/* Everybody may reach the read-only socket as it is, and a session's is its user's alone. */
static bool listeners_give_to_group(const Config *config, const Address *address, GError **err)
{
    gid_t group = config->socket_group;

    if (!config->system || group == (gid_t) -1 || !address->path || address->read_only ||
        chown(address->path, (uid_t) -1, group) == 0)
        return true;
    return error_set_errno(err, errno, "cannot give '%s' to group %u", address->path,
                           (unsigned) group);
}

static bool listeners_open_one(Listeners *listeners, const Config *config, const char *text,
                               GError **err)
{
    Address *address = address_parse(text, err);
    Listener *listener;
    mode_t mode;

    if (!address)
        return false;
    mode = address->read_only ? 0666 : config->system ? 0660 : 0600;
    listener = listener_open(listeners->loop, address, mode, listeners->func, listeners->data, err);
    if (!listener)
        return false;
    if (!listeners_give_to_group(config, listener_address(listener), err)) {
        listener_free(listener);
        return false;
    }
    listeners_add(listeners, config, listener);
    return true;
}

/* NAME-sock, and for the system NAME-sock-ro. */
static bool listeners_open_pair(Listeners *listeners, const Config *config, const char *folder,
                                const char *name, GError **err)
{
    g_autofree char *all = g_strdup_printf("unix:%s/%s-sock", folder, name);
    g_autofree char *read_only = g_strdup_printf("unix-ro:%s/%s-sock-ro", folder, name);

    return listeners_open_one(listeners, config, all, err) &&
           (!config->system || listeners_open_one(listeners, config, read_only, err));
}

/* The sockets where libvirt's clients look for a daemon: beside our own folder. */
static bool listeners_open_libvirt(Listeners *listeners, const Config *config,
                                   const Folders *folders, GError **err)
{
    g_autofree char *parent = g_path_get_dirname(folders->run);
    g_autofree char *folder = g_build_filename(parent, "libvirt", NULL);

    if (g_mkdir_with_parents(folder, config->system ? 0755 : 0700) < 0)
        return error_set_errno(err, errno, "cannot make folder '%s'", folder);
    return listeners_open_pair(listeners, config, folder, "libvirt", err);
}

/* An address may be in the configuration and in a socket unit. */
static bool listeners_have(const Listeners *listeners, const char *text)
{
    for (guint i = 0; i < listeners->all->len; i++)
        if (strcmp(listener_address(listeners->all->pdata[i])->text, text) == 0)
            return true;
    return false;
}

bool listeners_open(Listeners *listeners, const Config *config, const Folders *folders,
                    GArray *activated, GError **err)
{
    listeners_adopt(listeners, config, activated);
    if (config->libvirt.sockets && !config->stdio &&
        !listeners_open_libvirt(listeners, config, folders, err))
        return false;
    for (char **text = config->listen; text && *text; text++)
        if (!listeners_have(listeners, *text) && !listeners_open_one(listeners, config, *text, err))
            return false;
    if (config->listen || config->stdio || activated->len > 0)
        return true;
    return listeners_open_pair(listeners, config, folders->run, "vmrpc", err);
}
