/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The procedures of a connection itself: see session.h. None of them waits. A session is opened
 * once; a second attempt changes nothing.
 */
#include "server/session.h"

#include "server/call.h"
#include "server/dispatch.h"
#include "server/event_hub.h"

static bool session_auth_list(DriverCall *driver_call, auth_list_ret *ret, GError **err)
{
    (void) driver_call;
    (void) err;
    ret->types.types_val = g_new0(remote_auth_type, 1);
    ret->types.types_val[0] = REMOTE_AUTH_NONE;
    ret->types.types_len = 1;
    return true;
}

static bool session_connect_open(DriverCall *driver_call, const connect_open_args *args,
                                 GError **err)
{
    Peer *peer = call_of(driver_call)->peer;
    Session *session = peer_session(peer);
    const char *uri = args->name ? *args->name : "";
    Driver *driver;
    AccessGrant grant;

    if (session->driver)
        return error_set(err, ERR_OPERATION_INVALID,
                         "this connection has '%s' open already; make another for another driver",
                         session->uri);
    /* Clients of libvirt's framing send along what their library noted for itself. */
    if ((args->flags & ~(CONNECT_OPEN_READONLY | CONNECT_OPEN_NO_ALIASES)) &&
        peer_framing(peer) != FRAMING_LIBVIRT)
        return error_set(err, ERR_INVALID_ARG, "flags 0x%x of connect_open are not known",
                         args->flags);
    driver = registry_find(peer_host(peer)->registry, uri, err);
    if (!driver)
        return false;
    grant = peer_grant(peer, driver->ops->name);
    if (grant == GRANT_NONE)
        return error_set(err, ERR_ACCESS_DENIED,
                         "the access rules of this server do not let you open driver '%s'",
                         driver->ops->name);
    session->driver = driver;
    session->uri = g_strdup(*uri ? uri : driver->ops->default_uri(driver));
    if (grant == GRANT_READ || (args->flags & CONNECT_OPEN_READONLY))
        session->read_only = true;
    peer_trust(peer);
    return true;
}

static bool session_connect_close(DriverCall *driver_call, GError **err)
{
    (void) err;
    peer_leave(call_of(driver_call)->peer);
    return true;
}

/* Says 1 only of what the procedures there are keep. */
static bool session_connect_supports_feature(DriverCall *driver_call,
                                             const connect_supports_feature_args *args,
                                             connect_supports_feature_ret *ret, GError **err)
{
    Peer *peer = call_of(driver_call)->peer;

    (void) err;
    switch (args->feature) {
    case REMOTE_FEATURE_FD_PASSING:
        ret->supported = peer_passes_fds(peer);
        break;
    case REMOTE_FEATURE_KEEPALIVE:
        ret->supported = peer_framing(peer) == FRAMING_LIBVIRT;
        peer_keep_alive(peer);
        break;
    case REMOTE_FEATURE_TYPED_PARAM_STRING:
    case REMOTE_FEATURE_EVENT_CALLBACK:
    case REMOTE_FEATURE_CLOSE_CALLBACK:
    case REMOTE_FEATURE_NETWORK_UPDATE_ORDER:
        ret->supported = 1;
        break;
    default:
        ret->supported = 0;
    }
    return true;
}

static bool session_connect_get_uri(DriverCall *driver_call, connect_get_uri_ret *ret, GError **err)
{
    (void) err;
    ret->uri = g_strdup(driver_call->uri);
    return true;
}

static bool session_connect_is_secure(DriverCall *driver_call, connect_is_secure_ret *ret,
                                      GError **err)
{
    (void) err;
    ret->secure = peer_is_secure(call_of(driver_call)->peer);
    return true;
}

static bool session_register_close_callback(DriverCall *driver_call, GError **err)
{
    Session *session = peer_session(call_of(driver_call)->peer);

    if (session->close_callback)
        return error_set(err, ERR_OPERATION_INVALID, "a close callback is registered already");
    session->close_callback = true;
    return true;
}

static bool session_unregister_close_callback(DriverCall *driver_call, GError **err)
{
    Session *session = peer_session(call_of(driver_call)->peer);

    if (!session->close_callback)
        return error_set(err, ERR_OPERATION_INVALID, "no close callback is registered");
    session->close_callback = false;
    return true;
}

static bool session_register_any(DriverCall *driver_call,
                                 const connect_domain_event_callback_register_any_args *args,
                                 connect_domain_event_callback_register_any_ret *ret, GError **err)
{
    Peer *peer = call_of(driver_call)->peer;
    const EventFilter filter = {.source = driver_call->driver,
                                .kind = args->kind,
                                .uuid = args->dom ? args->dom->uuid : NULL};

    if (args->kind > EVENT_MEMORY_DEVICE_SIZE_CHANGE)
        return error_set(err, ERR_INVALID_ARG, "domains have no events of kind %d", args->kind);
    ret->callback =
        event_hub_subscribe(peer_host(peer)->events, peer_subscriber(peer), &filter, err);
    return ret->callback >= 0;
}

static bool session_unregister(DriverCall *driver_call, int callback, GError **err)
{
    Peer *peer = call_of(driver_call)->peer;

    return event_hub_unsubscribe(peer_host(peer)->events, peer_subscriber(peer), callback, err);
}

static bool session_deregister_any(DriverCall *driver_call,
                                   const connect_domain_event_callback_deregister_any_args *args,
                                   GError **err)
{
    return session_unregister(driver_call, args->callback, err);
}

static bool session_register_pool_any(DriverCall *driver_call,
                                      const connect_storage_pool_event_register_any_args *args,
                                      connect_storage_pool_event_register_any_ret *ret,
                                      GError **err)
{
    const Call *call = call_of(driver_call);
    EventFilter filter = {.kind = EVENT_STORAGE_POOL_LIFECYCLE + args->kind,
                          .uuid = args->pool ? args->pool->uuid : NULL};

    if (args->kind < 0 || args->kind > EVENT_STORAGE_POOL_REFRESH - EVENT_STORAGE_POOL_LIFECYCLE)
        return error_set(err, ERR_INVALID_ARG, "storage pools have no events of kind %d",
                         args->kind);
    filter.source = dispatch_driver_to_read(call, CONNECT_LIST_ALL_STORAGE_POOLS, err);
    if (!filter.source)
        return false;
    ret->callback = event_hub_subscribe(peer_host(call->peer)->events, peer_subscriber(call->peer),
                                        &filter, err);
    return ret->callback >= 0;
}

static bool session_deregister_pool_any(DriverCall *driver_call,
                                        const connect_storage_pool_event_deregister_any_args *args,
                                        GError **err)
{
    return session_unregister(driver_call, args->callback, err);
}

/* Of networks, devices of the host and secrets, which there are none of: drivers/unmanaged.h. */
static bool session_register_unmanaged(DriverCall *driver_call, int kind, int *ret_callback,
                                       GError **err)
{
    Peer *peer = call_of(driver_call)->peer;

    if (kind < 0)
        return error_set(err, ERR_INVALID_ARG, "there are no events of kind %d", kind);
    *ret_callback =
        event_hub_subscribe_unmanaged(peer_host(peer)->events, peer_subscriber(peer), err);
    return *ret_callback >= 0;
}

static bool session_register_network_any(DriverCall *driver_call,
                                         const connect_network_event_register_any_args *args,
                                         connect_network_event_register_any_ret *ret, GError **err)
{
    return session_register_unmanaged(driver_call, args->kind, &ret->callback, err);
}

static bool session_register_node_device_any(
    DriverCall *driver_call, const connect_node_device_event_register_any_args *args,
    connect_node_device_event_register_any_ret *ret, GError **err)
{
    return session_register_unmanaged(driver_call, args->kind, &ret->callback, err);
}

static bool session_register_secret_any(DriverCall *driver_call,
                                        const connect_secret_event_register_any_args *args,
                                        connect_secret_event_register_any_ret *ret, GError **err)
{
    return session_register_unmanaged(driver_call, args->kind, &ret->callback, err);
}

static bool session_deregister_network_any(DriverCall *driver_call,
                                           const connect_network_event_deregister_any_args *args,
                                           GError **err)
{
    return session_unregister(driver_call, args->callback, err);
}

static bool session_deregister_node_device_any(
    DriverCall *driver_call, const connect_node_device_event_deregister_any_args *args,
    GError **err)
{
    return session_unregister(driver_call, args->callback, err);
}

static bool session_deregister_secret_any(DriverCall *driver_call,
                                          const connect_secret_event_deregister_any_args *args,
                                          GError **err)
{
    return session_unregister(driver_call, args->callback, err);
}

/* Registrations without an id, of what there was when clients did so. */
static bool session_register_legacy(DriverCall *driver_call,
                                    const connect_domain_event_register_any_args *args,
                                    GError **err)
{
    Peer *peer = call_of(driver_call)->peer;
    const EventFilter filter = {.source = driver_call->driver, .kind = args->kind};

    if (args->kind < 0 || args->kind > EVENT_DEVICE_REMOVED)
        return error_set(err, ERR_INVALID_ARG, "events of kind %d can only be asked for by id",
                         args->kind);
    return event_hub_subscribe_legacy(peer_host(peer)->events, peer_subscriber(peer), &filter, err);
}

static bool session_deregister_legacy(DriverCall *driver_call,
                                      const connect_domain_event_deregister_any_args *args,
                                      GError **err)
{
    Peer *peer = call_of(driver_call)->peer;

    return event_hub_unsubscribe_legacy(peer_host(peer)->events, peer_subscriber(peer), args->kind,
                                        err);
}

static bool session_register_lifecycle(DriverCall *driver_call,
                                       connect_domain_event_register_ret *ret, GError **err)
{
    const connect_domain_event_register_any_args lifecycle = {.kind = EVENT_LIFECYCLE};

    ret->registered = 1;
    return session_register_legacy(driver_call, &lifecycle, err);
}

static bool session_deregister_lifecycle(DriverCall *driver_call,
                                         connect_domain_event_deregister_ret *ret, GError **err)
{
    const connect_domain_event_deregister_any_args lifecycle = {.kind = EVENT_LIFECYCLE};

    ret->registered = 0;
    return session_deregister_legacy(driver_call, &lifecycle, err);
}

const RemoteHandlers session_handlers = {
    .auth_list = session_auth_list,
    .connect_open = session_connect_open,
    .connect_close = session_connect_close,
    .connect_supports_feature = session_connect_supports_feature,
    .connect_get_uri = session_connect_get_uri,
    .connect_is_secure = session_connect_is_secure,
    .connect_register_close_callback = session_register_close_callback,
    .connect_unregister_close_callback = session_unregister_close_callback,
    .connect_domain_event_callback_register_any = session_register_any,
    .connect_domain_event_callback_deregister_any = session_deregister_any,
    .connect_storage_pool_event_register_any = session_register_pool_any,
    .connect_storage_pool_event_deregister_any = session_deregister_pool_any,
    .connect_network_event_register_any = session_register_network_any,
    .connect_network_event_deregister_any = session_deregister_network_any,
    .connect_node_device_event_register_any = session_register_node_device_any,
    .connect_node_device_event_deregister_any = session_deregister_node_device_any,
    .connect_secret_event_register_any = session_register_secret_any,
    .connect_secret_event_deregister_any = session_deregister_secret_any,
    .connect_domain_event_register = session_register_lifecycle,
    .connect_domain_event_deregister = session_deregister_lifecycle,
    .connect_domain_event_register_any = session_register_legacy,
    .connect_domain_event_deregister_any = session_deregister_legacy,
};
