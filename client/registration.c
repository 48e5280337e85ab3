/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Registering for events: see registration.h.
 *
 * Calls of the wire rather than stubs, because several are in flight at once. Nothing leaves this
 * file before every one of them is done: they live in an array here.
 */
#include "client/registration.h"

#include "client/error.h"

typedef connect_domain_event_callback_register_any_args RegisterArgs;
typedef connect_domain_event_callback_register_any_res RegisterResult;
typedef connect_domain_event_callback_deregister_any_args DeregisterArgs;
typedef connect_domain_event_callback_deregister_any_res DeregisterResult;

typedef struct Registration {
    WireCall call;
    RegisterResult added;
    DeregisterResult removed;
} Registration;

void registration_init(Registrations *registrations)
{
    registrations->ids = g_array_new(FALSE, FALSE, sizeof(int));
}

void registration_clear(Registrations *registrations)
{
    g_clear_pointer(&registrations->ids, g_array_unref);
}

/* With the lock held; a call that cannot even be sent is done, with its error. */
static void registration_start(VmrpcConnection *connection, WireCall *call, xdrproc_t xdr_args,
                               void *args)
{
    GError *error = NULL;

    call->id.program = REMOTE_PROGRAM;
    call->id.version = REMOTE_V1;
    call->deadline_us = connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT);
    if (wire_start(connection->wire, call, xdr_args, args, &error))
        return;
    call->done = true;
    call->error = error;
}

/* What became of one call; its result is freed. */
static bool registration_finish(Registration *registration, GArray *registrations, GError **err)
{
    RegisterResult *result = &registration->added;
    const ResultHead *head = (const ResultHead *) result;
    bool registered = !registration->call.error && head->status == 0;

    if (registered)
        g_array_append_val(registrations,
                           result->connect_domain_event_callback_register_any_res_u.ret.callback);
    else if (registration->call.error)
        g_propagate_error(err, registration->call.error);
    else
        client_error_set_remote(err, &head->u.error);
    xdr_free((xdrproc_t) xdr_connect_domain_event_callback_register_any_res, result);
    return registered;
}

bool registration_add(VmrpcConnection *connection, int first, int last, remote_domain *domain,
                      Registrations *registrations, GError **err)
{
    int n = last - first + 1;
    g_autofree Registration *all = g_new0(Registration, n);
    RegisterArgs args = {.dom = domain};
    bool registered = true;

    wire_lock(connection->wire);
    registrations->link = connection->events.link;
    for (int i = 0; i < n; i++) {
        args.kind = first + i;
        all[i].call.name = "connect_domain_event_callback_register_any";
        all[i].call.id.procedure = CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY;
        all[i].call.xdr_result = (xdrproc_t) xdr_connect_domain_event_callback_register_any_res;
        all[i].call.result = &all[i].added;
        registration_start(connection, &all[i].call,
                           (xdrproc_t) xdr_connect_domain_event_callback_register_any_args, &args);
    }
    for (int i = 0; i < n; i++)
        wire_wait(connection->wire, &all[i].call);
    wire_unlock(connection->wire);
    for (int i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;

        if (registration_finish(&all[i], registrations->ids, &error) || !registered)
            continue;
        if (i == 0 || !client_error_is_remote(error)) {
            registered = false;
            g_propagate_error(err, g_steal_pointer(&error));
        }
    }
    return registered;
}

void registration_remove(VmrpcConnection *connection, Registrations *registrations)
{
    guint n = registrations->ids->len;
    g_autofree Registration *all = g_new0(Registration, n);

    wire_lock(connection->wire);
    if (registrations->link != connection->events.link)
        n = 0;
    for (guint i = 0; i < n; i++) {
        DeregisterArgs args = {.callback = g_array_index(registrations->ids, int, i)};

        all[i].call.id.procedure = CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY;
        all[i].call.xdr_result = (xdrproc_t) xdr_connect_domain_event_callback_deregister_any_res;
        all[i].call.result = &all[i].removed;
        registration_start(connection, &all[i].call,
                           (xdrproc_t) xdr_connect_domain_event_callback_deregister_any_args,
                           &args);
    }
    for (guint i = 0; i < n; i++)
        wire_wait(connection->wire, &all[i].call);
    wire_unlock(connection->wire);
    for (guint i = 0; i < n; i++) {
        g_clear_error(&all[i].call.error);
        xdr_free((xdrproc_t) xdr_connect_domain_event_callback_deregister_any_res, &all[i].removed);
    }
    registration_clear(registrations);
}
