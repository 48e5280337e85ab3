/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Hello and resuming: see hello.h. Hello changes nothing in how a client is served: a client that
 * never says it gets the same answers.
 */
#include "server/hello.h"

#include <stdio.h>

#include <config.h>
#include "server/call.h"
#include "server/event_hub.h"

/* Names of what this release can do, for clients that must tell; nothing is ever taken off. */
static const char *const hello_features[] = {"events",  "event-resume", "event-gap", "streams",
                                             "clients", "qemu-monitor", "domain-log"};

static unsigned hello_highest_procedure(void)
{
    unsigned highest = 0;

    for (unsigned i = 0; i < remote_dispatch_table.n_rows; i++)
        if (dispatch_table_find(&remote_dispatch_table, i))
            highest = i;
    return highest;
}

bool hello_hello(DriverCall *driver_call, const vmrpc_hello_args *args, vmrpc_hello_ret *ret,
                 GError **err)
{
    const EventHub *events = peer_host(call_of(driver_call)->peer)->events;

    (void) args;
    (void) err;
    sscanf(PACKAGE_VERSION, "%u.%u", &ret->major, &ret->minor);
    ret->software = g_strdup("vmrpcd " PACKAGE_VERSION);
    ret->highest_procedure = hello_highest_procedure();
    ret->features.features_val = g_new0(vmrpc_feature, G_N_ELEMENTS(hello_features));
    ret->features.features_len = G_N_ELEMENTS(hello_features);
    for (unsigned i = 0; i < G_N_ELEMENTS(hello_features); i++)
        ret->features.features_val[i] = g_strdup(hello_features[i]);
    ret->event_epoch = event_hub_epoch(events);
    ret->event_sequence = event_hub_sequence(events);
    return true;
}

bool hello_event_resume(DriverCall *driver_call, const vmrpc_event_resume_args *args,
                        vmrpc_event_resume_ret *ret, GError **err)
{
    Peer *peer = call_of(driver_call)->peer;

    if (subscriber_count(peer_subscriber(peer)) == 0)
        return error_set(err, ERR_OPERATION_INVALID,
                         "this connection has no event callbacks; register them first");
    event_hub_resume(peer_host(peer)->events, peer_subscriber(peer), args, ret);
    return true;
}
