/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads the documents that commands are given as files.
 */
#ifndef VMRPC_TOOLS_DOCUMENT_H
#define VMRPC_TOOLS_DOCUMENT_H

#include <glib.h>

/* What a file holds: text without NUL, no longer than a call can carry. `-` is standard input. Any
 * file will do, pipes and devices too. Prints why it cannot be had and returns NULL. */
char *document_read(const char *path);

#endif
