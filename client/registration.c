/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Registering for events: see registration.h.
 *
 * Calls of the wire rather than stubs, because several are in flight at once. Nothing leaves this
 * file before every one of them is done: they live in an array here.
 */
#include "client/registration.h"

#include <string.h>

#include "client/error.h"
#include "client/stub.h"

/* Registering for events of domains and of pools: other procedures, the same shapes. */
typedef struct Registration {
    WireCall call;
    union {
        connect_domain_event_callback_register_any_res domain;
        connect_storage_pool_event_register_any_res pool;
    } added;
    union {
        connect_domain_event_callback_deregister_any_res domain;
        connect_storage_pool_event_deregister_any_res pool;
    } removed;
} Registration;

void registration_init(Registrations *registrations)
{
    registrations->ids = g_array_new(FALSE, FALSE, sizeof(int));
}

void registration_clear(Registrations *registrations)
{
    g_clear_pointer(&registrations->ids, g_array_unref);
}

/* With the lock held. */
static void registration_start(VmrpcConnection *connection, WireCall *call, xdrproc_t xdr_args,
                               void *args)
{
    call->id.program = REMOTE_PROGRAM;
    call->id.version = REMOTE_V1;
    call->deadline_us = connection_deadline(connection, VMRPC_TIMEOUT_DEFAULT);
    wire_start_one(connection->wire, call, xdr_args, args);
}

/* Asks for one kind. */
static void registration_start_add(VmrpcConnection *connection, Registration *registration,
                                   const Registrable *what, int kind)
{
    WireCall *call = &registration->call;
    remote_domain domain = {.name = what->name, .id = -1};
    remote_storage_pool pool = {.name = what->name};
    connect_domain_event_callback_register_any_args domain_args = {
        .kind = kind, .dom = what->name ? &domain : NULL};
    connect_storage_pool_event_register_any_args pool_args = {
        .kind = kind - VMRPC_EVENT_KIND_POOL_LIFECYCLE, .pool = what->name ? &pool : NULL};

    memcpy(domain.uuid, what->uuid, sizeof(domain.uuid));
    memcpy(pool.uuid, what->uuid, sizeof(pool.uuid));
    call->result = &registration->added;
    if (what->is_pool) {
        call->name = "connect_storage_pool_event_register_any";
        call->id.procedure = CONNECT_STORAGE_POOL_EVENT_REGISTER_ANY;
        call->xdr_result = (xdrproc_t) xdr_connect_storage_pool_event_register_any_res;
        registration_start(connection, call,
                           (xdrproc_t) xdr_connect_storage_pool_event_register_any_args,
                           &pool_args);
    } else {
        call->name = "connect_domain_event_callback_register_any";
        call->id.procedure = CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY;
        call->xdr_result = (xdrproc_t) xdr_connect_domain_event_callback_register_any_res;
        registration_start(connection, call,
                           (xdrproc_t) xdr_connect_domain_event_callback_register_any_args,
                           &domain_args);
    }
}

static void registration_start_remove(VmrpcConnection *connection, Registration *registration,
                                      bool is_pool, int id)
{
    WireCall *call = &registration->call;
    connect_domain_event_callback_deregister_any_args domain_args = {.callback = id};
    connect_storage_pool_event_deregister_any_args pool_args = {.callback = id};

    call->result = &registration->removed;
    if (is_pool) {
        call->id.procedure = CONNECT_STORAGE_POOL_EVENT_DEREGISTER_ANY;
        call->xdr_result = (xdrproc_t) xdr_connect_storage_pool_event_deregister_any_res;
        registration_start(connection, call,
                           (xdrproc_t) xdr_connect_storage_pool_event_deregister_any_args,
                           &pool_args);
    } else {
        call->id.procedure = CONNECT_DOMAIN_EVENT_CALLBACK_DEREGISTER_ANY;
        call->xdr_result = (xdrproc_t) xdr_connect_domain_event_callback_deregister_any_res;
        registration_start(connection, call,
                           (xdrproc_t) xdr_connect_domain_event_callback_deregister_any_args,
                           &domain_args);
    }
}

/* What became of one call; its result is freed. */
static bool registration_finish(Registration *registration, Registrations *registrations,
                                GError **err)
{
    int id;

    if (!stub_end_call(&registration->call, err))
        return false;
    id = registrations->is_pool
             ? registration->added.pool.connect_storage_pool_event_register_any_res_u.ret.callback
             : registration->added.domain.connect_domain_event_callback_register_any_res_u.ret
                   .callback;
    g_array_append_val(registrations->ids, id);
    xdr_free(registration->call.xdr_result, registration->call.result);
    return true;
}

bool registration_add(VmrpcConnection *connection, const Registrable *what,
                      Registrations *registrations, GError **err)
{
    int n = what->last - what->first + 1;
    g_autofree Registration *all = g_new0(Registration, n);
    bool registered = true;

    wire_lock(connection->wire);
    registrations->link = connection->events.link;
    registrations->is_pool = what->is_pool;
    for (int i = 0; i < n; i++)
        registration_start_add(connection, &all[i], what, what->first + i);
    for (int i = 0; i < n; i++)
        wire_wait(connection->wire, &all[i].call);
    wire_unlock(connection->wire);
    for (int i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;

        if (registration_finish(&all[i], registrations, &error) || !registered)
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
    for (guint i = 0; i < n; i++)
        registration_start_remove(connection, &all[i], registrations->is_pool,
                                  g_array_index(registrations->ids, int, i));
    for (guint i = 0; i < n; i++)
        wire_wait(connection->wire, &all[i].call);
    wire_unlock(connection->wire);
    for (guint i = 0; i < n; i++) {
        g_clear_error(&all[i].call.error);
        xdr_free(all[i].call.xdr_result, all[i].call.result);
    }
    registration_clear(registrations);
}
