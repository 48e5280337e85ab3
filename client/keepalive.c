/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Is the server still there: see keepalive.h.
 */
#include "client/keepalive.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "client/limits.h"
#include "client/wire_private.h"
#include "remote_protocol.h"

/* Of a procedure with neither arguments nor result; rpc/xdr.h declares it without parameters. */
#define KEEPALIVE_NOTHING ((xdrproc_t) (void (*)(void)) xdr_void)

void wire_set_keepalive(Wire *wire, unsigned seconds)
{
    wire->keepalive.limit_us = (int64_t) seconds * G_USEC_PER_SEC;
    keepalive_heard(wire);
    wire->next_deadline_us = MIN(wire->next_deadline_us, keepalive_look(wire));
    wire_interrupt(wire);
    wire_notify(wire);
}

void keepalive_heard(Wire *wire)
{
    if (wire->keepalive.limit_us > 0)
        wire->keepalive.heard_us = g_get_monotonic_time();
}

/* So much silence, and it is asked. */
static int64_t keepalive_patience(const Keepalive *keepalive)
{
    return keepalive->limit_us / CLIENT_KEEPALIVE_SHARE;
}

static void keepalive_answered(WireCall *call)
{
    Keepalive *keepalive = (Keepalive *) ((char *) call - offsetof(Keepalive, call));

    g_clear_error(&call->error);
    keepalive->asked = false;
}

static void keepalive_ask(Wire *wire)
{
    Keepalive *keepalive = &wire->keepalive;

    keepalive->call = (WireCall){
        .id = {.program = REMOTE_PROGRAM, .version = REMOTE_V1, .procedure = 0},
        .name = "keepalive",
        .xdr_result = KEEPALIVE_NOTHING,
        .deadline_us = WIRE_NO_DEADLINE,
        .finished = keepalive_answered,
    };
    keepalive->asked_us = g_get_monotonic_time();
    keepalive->asked = true;
    if (!wire_start(wire, &keepalive->call, KEEPALIVE_NOTHING, NULL, NULL))
        keepalive->asked = false;
}

/* Whether a slow link has taken bytes since the last look. */
static bool keepalive_has_progress(Wire *wire)
{
    int before = wire->keepalive.unsent;

    if (ioctl(connection_transport(wire->connection)->out_fd, SIOCOUTQ, &wire->keepalive.unsent) <
        0)
        wire->keepalive.unsent = 0;
    return wire->keepalive.unsent < before;
}

/* It was asked. */
static int64_t keepalive_judge(Wire *wire, int64_t now)
{
    Keepalive *keepalive = &wire->keepalive;
    int64_t patience = keepalive->limit_us - keepalive_patience(keepalive);
    int64_t until = MAX(keepalive->heard_us, keepalive->asked_us) + patience;

    if (now < until || wire->reading) /* the reader is about to judge */
        return until;
    if (keepalive_has_progress(wire)) {
        keepalive->heard_us = now;
        return now + patience;
    }
    wire_break(wire, ERR_RPC,
               "the connection to %s is broken: the server has answered nothing for %d seconds",
               wire->address, (int) (keepalive->limit_us / G_USEC_PER_SEC));
    return WIRE_NO_DEADLINE;
}

int64_t keepalive_look(Wire *wire)
{
    Keepalive *keepalive = &wire->keepalive;
    int64_t now = g_get_monotonic_time();
    int64_t patience = keepalive_patience(keepalive);

    if (keepalive->limit_us == 0 || wire->broken || !wire->connection)
        return WIRE_NO_DEADLINE;
    if (keepalive->asked)
        return keepalive_judge(wire, now);
    if (now < keepalive->heard_us + patience)
        return keepalive->heard_us + patience;
    /* With many calls in flight a server may not even read the question. */
    if (wire_in_flight(wire) > CLIENT_KEEPALIVE_CALLS)
        return now + patience;
    keepalive_has_progress(wire);
    keepalive_ask(wire);
    return wire->broken ? WIRE_NO_DEADLINE : now + keepalive->limit_us - patience;
}
