/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the daemon keeps what: four folders, by the rules of the system, of the user's session (the
 * XDG base directories), or all below one root.
 *
 * The library looks for the sockets in the same places (client/link.c): change both or neither.
 */
#ifndef VMRPC_SERVER_FOLDERS_H
#define VMRPC_SERVER_FOLDERS_H

#include "base/error.h"

typedef struct Folders {
    char *config; /* survives reboots: what the administrator and the drivers define */
    char *run;    /* gone with the machine: sockets, the lock, status of guests */
    char *data;   /* survives reboots */
    char *log;
} Folders;

/* Only finds out the names. root may be NULL. Fails if there is no absolute path to be had. */
bool folders_find(Folders *folders, bool system, const char *root, GError **err);
/* Makes those that are not there: for everybody to enter in a system, else for the user alone. */
bool folders_make(const Folders *folders, bool system, GError **err);
void folders_clear(Folders *folders);

#endif
