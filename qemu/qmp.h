/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QMP as a protocol object: bytes of QEMU's in, greetings, replies and events out; commands as
 * text.
 *
 * Does no I/O and knows no guest, so a test or a fuzzer needs only an array. QEMU ends each message
 * with a newline; a message longer than QMP_MESSAGE_MAX, bad JSON, or an object that is none of the
 * three kinds breaks the stream for good, since what follows cannot be trusted either.
 */
#ifndef VMRPC_QEMU_QMP_H
#define VMRPC_QEMU_QMP_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* query-qmp-schema, the longest reply there is, is a few hundred kB. */
#define QMP_MESSAGE_MAX (4 * 1024 * 1024)
/* Of one message; that reply has some 30,000. */
#define QMP_VALUES_MAX 500000

typedef enum {
    QMP_MORE,     /* feed it first */
    QMP_GREETING, /* body: what came with it */
    QMP_REPLY,    /* id, and body: the result; or, if error is set, the error object */
    QMP_EVENT,    /* name, and body: its data, never NULL */
    QMP_BROKEN,   /* see qmp_problem() */
} QmpKind;

typedef struct QmpMessage {
    json_t *whole;    /* owns the rest */
    const char *name; /* of an event */
    json_t *body;     /* borrowed */
    bool error;
    int64_t time_us; /* of an event: since 1970, by QEMU's clock; 0: not told */
    uint64_t id;     /* 0: QEMU could not even tell to which command it replies */
} QmpMessage;

typedef struct Qmp Qmp;

Qmp *qmp_new(void);
void qmp_free(Qmp *qmp); /* takes NULL */

/* Room to read into, then how much came. Nothing is taken in once the stream is broken. */
void *qmp_reserve(Qmp *qmp, size_t size);
void qmp_commit(Qmp *qmp, size_t size);

/* The next message, to be cleared by the caller unless the kind is MORE or BROKEN. */
QmpKind qmp_next(Qmp *qmp, QmpMessage *ret_message);
void qmp_message_clear(QmpMessage *message);
const char *qmp_problem(const Qmp *qmp);

/* The text of a command with its newline, to be freed; takes over arguments (may be NULL). */
char *qmp_command_format(const char *name, json_t *arguments, uint64_t id);

#endif
