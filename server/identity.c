/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SO_PEERCRED and what follows from it: see identity.h.
 */
#include "server/identity.h"

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

bool identity_is_served(const Identity *identity, bool system, bool abstract)
{
    if (!identity->known)
        return false;
    if (system && !abstract)
        return true; /* the socket's mode has decided */
    return identity->uid == 0 || identity->uid == geteuid();
}
