/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far a transfer is: a line on standard error that is drawn anew a few times a second, if that
 * is a terminal and the tool is not to be quiet; else nothing.
 */
#ifndef VMRPC_TOOLS_PROGRESS_H
#define VMRPC_TOOLS_PROGRESS_H

#include "tools/tool.h"

typedef struct Progress {
    const char *what;
    bool is_shown;
    uint64_t total; /* bytes; 0: not known */
    uint64_t done;
    gint64 start_us;
    gint64 next_us; /* when it is drawn again */
} Progress;

/* what: "Uploading". */
void progress_begin(Progress *progress, const Tool *tool, const char *what, uint64_t total);
void progress_add(Progress *progress, uint64_t bytes);
/* Draws it for the last time and leaves the line. */
void progress_end(Progress *progress);

#endif
