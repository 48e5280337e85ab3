/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Console: one console of a guest as clients see it: what the guest has written lately, those who
 * read it, and who may write to it.
 *
 * Its owner (a hypervisor driver) reads the guest always and gives all of it to console_output(),
 * which never waits: how fast viewers read has no effect on the guest or on other viewers. One who
 * falls behind further than is kept goes on with the oldest bytes that are, after a line that says
 * how many are missing.
 *
 * Who may write: the first to attach while nobody may; others read, and what they send is refused
 * until nobody else may write, when the first of them that sends takes over. CONSOLE_FORCE: may
 * write beside others. CONSOLE_SAFE: attaches only if nobody may write.
 */
#ifndef VMRPC_DRIVERS_CONSOLE_H
#define VMRPC_DRIVERS_CONSOLE_H

#include "drivers/console_log.h"
#include "drivers/stream.h"

/* What is kept for whoever attaches. */
#define CONSOLE_HISTORY_MAX (64 * 1024)
/* What is kept for a viewer that has not read it yet. */
#define CONSOLE_BACKLOG_MAX (256 * 1024)
/* Viewers at one time. */
#define CONSOLE_VIEWERS_MAX 64

typedef enum { CONSOLE_FORCE = 1, CONSOLE_SAFE = 2 } ConsoleMode; /* exclude each other */

typedef struct Console Console;

/* Bytes for the guest: how many it takes without waiting. If that is not all,
 * console_has_room() is called later. Must not end the console. */
typedef size_t (*ConsoleInputFunc)(Console *console, void *owner, const uint8_t *bytes,
                                   size_t size);

/* name is for messages: "console 'serial0' of domain 'demo'". Takes over log, which may be NULL. */
Console *console_new(const char *name, ConsoleLog *log, ConsoleInputFunc input, void *owner);
Console *console_ref(Console *console);
void console_unref(Console *console); /* takes NULL; the last owner has ended it before */

/* The guest has written this. */
void console_output(Console *console, const void *bytes, size_t size);
/* The same, but it is in the log already. */
void console_recall(Console *console, const void *bytes, size_t size);
/* A line of our own, for viewers and log: that something may be missing here. */
void console_note(Console *console, const char *words);
void console_has_room(Console *console);
/* Nothing comes or goes any more: viewers get what is left, then the end. Lets go of the owner. */
void console_end(Console *console);

/* The end of a stream for one more viewer, who begins with the history. */
StreamEnd *console_attach(Console *console, unsigned mode, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Console, console_unref)

#endif
