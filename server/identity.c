/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SO_PEERCRED and what follows from it: see identity.h.
 */
#include "server/identity.h"

#include <errno.h>
#include <glib.h>
#include <sys/socket.h>
#include <unistd.h>

Identity identity_of_socket(int fd)
{
    struct ucred credentials;
    socklen_t length = sizeof(credentials);

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) < 0)
        return (Identity){0};
    return (Identity){
        .known = true, .uid = credentials.uid, .gid = credentials.gid, .pid = credentials.pid};
}

bool identity_has_group(const Identity *identity, int fd, gid_t group)
{
    gid_t first[64];
    g_autofree gid_t *more = NULL;
    const gid_t *groups = first;
    socklen_t size = sizeof(first);
    int result = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, first, &size);

    if (!identity->known)
        return false;
    if (identity->gid == group)
        return true;
    if (result < 0 && errno == ERANGE) {
        groups = more = g_malloc(size);
        result = getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, more, &size);
    }
    for (size_t i = 0; result == 0 && i < size / sizeof(gid_t); i++)
        if (groups[i] == group)
            return true;
    return false;
}

bool identity_is_served(const Identity *identity, bool system, bool abstract)
{
    if (!identity->known)
        return false;
    if (system && !abstract)
        return true; /* the socket's mode has decided */
    return identity->uid == 0 || identity->uid == geteuid();
}
