/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program of our own that is the way to a server: its standard input and output are the other end
 * of a socket.
 *
 * It is told to end by closing our end. Whoever started it ends it with child_end(), so that no
 * zombie is left, or frees it if it is another process's by now (after fork()).
 */
#ifndef VMRPC_CLIENT_CHILD_H
#define VMRPC_CLIENT_CHILD_H

#include <glib.h>
#include <stdbool.h>

typedef struct Child Child;

typedef struct ChildOptions {
    const char *way;   /* for messages: "transport ssh: host 'h'" */
    const char *name;  /* for messages: "ssh" */
    char *const *argv; /* argv[0] is an absolute path */
    bool keeps_words;  /* standard error is kept for child_end(); else it is ours */
} ChildOptions;

/* NULL and err if it cannot be started; the message names the way. *ret_fd is our end. */
Child *child_start(const ChildOptions *options, int *ret_fd, GError **err);
const char *child_way(const Child *child);
/* To be called once our end is closed. Waits until the program has ended, for a bounded time, after
 * which it is killed; at_once: it is told to stop. Says how it ended, and frees. */
char *child_end(Child *child, bool at_once);
/* Only frees. */
void child_free(Child *child);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)

#endif
