/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents: reads those that commands are given as files, prints those that daemons give.
 */
#ifndef VMRPC_TOOLS_DOCUMENT_H
#define VMRPC_TOOLS_DOCUMENT_H

#include <glib.h>

#include "tools/command.h"

/* What a file holds: text without NUL, no longer than a call can carry. `-` is standard input. Any
 * file will do, pipes and devices too. Prints why it cannot be had and returns NULL. */
char *document_read(const char *path);

/* Options of commands that print a document, for document_print(). */
#define OPTIONS_XPATH                                                                              \
    {"xpath", OPTION_STRING, 0, "only what this XPath expression means", NULL},                    \
    {                                                                                              \
        "wrap", OPTION_BOOL, 0, "with --xpath: in one element, as a document", NULL                \
    }

/* Prints xml, or the parts of it that are asked for, each on lines of its own; none is no
 * failure. */
bool document_print(bool json, const Arguments *arguments, const char *xml);

#endif
