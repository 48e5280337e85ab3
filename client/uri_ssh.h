/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a URI may say to ssh, and what the far side is told to open.
 *
 * All of it ends up on ssh's command line or in a line that the shell of the far user reads. So it
 * is checked here, once, against what no ssh and no shell takes for anything but text: who lets
 * more through opens a way to run commands to whoever writes URIs.
 */
#ifndef VMRPC_CLIENT_URI_SSH_H
#define VMRPC_CLIENT_URI_SSH_H

#include "client/uri.h"

/* Host, user and helper of a URI with transport ssh. text is for messages. */
bool uri_ssh_check(const char *text, const Uri *uri, GError **err);
/* The URI that the helper gets: letters, digits and -._~:/?=%+ only. path is not percent-encoded.
 */
char *uri_ssh_far(const Uri *uri, const char *path);

#endif
