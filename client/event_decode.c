/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events for people who write callbacks: see event_decode.h.
 *
 * One function per shape of body and one switch; a new kind is a case here, a member in vmrpc.h and
 * a word in names_event.c. The decoder has checked counts and enumerated kinds, not other numbers:
 * these are passed on as they are.
 */
#include "client/event_decode.h"

#include "client/domain.h"
#include "client/params.h"
#include "client/pool.h"

static const char *event_optional(const remote_opt_string string)
{
    return string ? *string : NULL;
}

static void event_fill_io_error(VmrpcEvent *out, const event_io_error *body)
{
    out->u.io_error.source = body->source;
    out->u.io_error.device = body->device;
    out->u.io_error.action = body->action;
}

static void event_fill_io_error_reason(VmrpcEvent *out, const event_io_error_reason *body)
{
    out->u.io_error.source = body->source;
    out->u.io_error.device = body->device;
    out->u.io_error.action = body->action;
    out->u.io_error.reason = body->reason;
}

static VmrpcEventGraphicsAddress event_graphics_end(const event_graphics_address *address)
{
    return (VmrpcEventGraphicsAddress){
        .family = address->family, .node = address->node, .service = address->service};
}

static void event_fill_graphics(DecodedEvent *decoded, const event_graphics *body)
{
    VmrpcEvent *out = &decoded->event;
    size_t n = body->subject.subject_len;

    decoded->identities = g_new0(const char *, 2 * n + 1);
    for (size_t i = 0; i < n; i++) {
        decoded->identities[i] = body->subject.subject_val[i].type;
        decoded->identities[n + i] = body->subject.subject_val[i].name;
    }
    out->u.graphics.phase = body->phase;
    out->u.graphics.local = event_graphics_end(&body->local);
    out->u.graphics.remote = event_graphics_end(&body->remote);
    out->u.graphics.auth_scheme = body->auth_scheme;
    out->u.graphics.n_identities = n;
    out->u.graphics.identity_types = decoded->identities;
    out->u.graphics.identity_names = decoded->identities + n;
}

static void event_fill_disk_change(VmrpcEvent *out, const event_disk_change *body)
{
    out->u.disk_change.old_source = event_optional(body->old_source);
    out->u.disk_change.new_source = event_optional(body->new_source);
    out->u.disk_change.device = body->device;
    out->u.disk_change.reason = body->reason;
}

static void event_fill_threshold(VmrpcEvent *out, const event_block_threshold *body)
{
    out->u.block_threshold.device = body->device;
    out->u.block_threshold.path = event_optional(body->path);
    out->u.block_threshold.threshold = body->threshold;
    out->u.block_threshold.excess = body->excess;
}

static void event_fill_params(DecodedEvent *decoded, const remote_typed_param *params, size_t n)
{
    decoded->params = g_new0(VmrpcParam, n + 1);
    for (size_t i = 0; i < n; i++)
        decoded->params[i] = params_from_wire(&params[i]);
    decoded->event.u.params.n_params = n;
    decoded->event.u.params.params = decoded->params;
}

/* Bodies about disks and graphics; returns the domain, NULL if it is none of these. */
static const remote_domain *event_fill_disk(DecodedEvent *decoded, const event *body)
{
    VmrpcEvent *out = &decoded->event;

    switch (body->kind) {
    case EVENT_IO_ERROR:
        event_fill_io_error(out, &body->event_u.io_error);
        return &body->event_u.io_error.dom;
    case EVENT_IO_ERROR_REASON:
        event_fill_io_error_reason(out, &body->event_u.io_error_reason);
        return &body->event_u.io_error_reason.dom;
    case EVENT_GRAPHICS:
        event_fill_graphics(decoded, &body->event_u.graphics);
        return &body->event_u.graphics.dom;
    case EVENT_BLOCK_JOB:
        out->u.block_job.disk = body->event_u.block_job.path;
        out->u.block_job.type = body->event_u.block_job.type;
        out->u.block_job.status = body->event_u.block_job.state;
        return &body->event_u.block_job.dom;
    case EVENT_BLOCK_JOB_2:
        out->u.block_job.disk = body->event_u.block_job_2.target;
        out->u.block_job.type = body->event_u.block_job_2.type;
        out->u.block_job.status = body->event_u.block_job_2.state;
        return &body->event_u.block_job_2.dom;
    case EVENT_DISK_CHANGE:
        event_fill_disk_change(out, &body->event_u.disk_change);
        return &body->event_u.disk_change.dom;
    case EVENT_TRAY_CHANGE:
        out->u.tray_change.device = body->event_u.tray_change.device;
        out->u.tray_change.reason = body->event_u.tray_change.reason;
        return &body->event_u.tray_change.dom;
    case EVENT_BLOCK_THRESHOLD:
        event_fill_threshold(out, &body->event_u.block_threshold);
        return &body->event_u.block_threshold.dom;
    default:
        return NULL;
    }
}

/* Bodies about devices and what the guest or its host does with them. */
static const remote_domain *event_fill_device(DecodedEvent *decoded, const event *body)
{
    VmrpcEvent *out = &decoded->event;

    switch (body->kind) {
    case EVENT_DEVICE_ADDED:
        out->u.device.alias = body->event_u.device_added.device;
        return &body->event_u.device_added.dom;
    case EVENT_DEVICE_REMOVED:
        out->u.device.alias = body->event_u.device_removed.device;
        return &body->event_u.device_removed.dom;
    case EVENT_DEVICE_REMOVAL_FAILED:
        out->u.device.alias = body->event_u.device_removal_failed.device;
        return &body->event_u.device_removal_failed.dom;
    case EVENT_BALLOON_CHANGE:
        out->u.balloon_change.actual_kib = body->event_u.balloon_change.actual;
        return &body->event_u.balloon_change.dom;
    case EVENT_MEMORY_FAILURE:
        out->u.memory_failure.recipient = body->event_u.memory_failure.recipient;
        out->u.memory_failure.action = body->event_u.memory_failure.action;
        out->u.memory_failure.flags = body->event_u.memory_failure.flags;
        return &body->event_u.memory_failure.dom;
    case EVENT_MEMORY_DEVICE_SIZE_CHANGE:
        out->u.memory_device_size_change.alias = body->event_u.memory_device_size_change.device;
        out->u.memory_device_size_change.size_kib = body->event_u.memory_device_size_change.size;
        return &body->event_u.memory_device_size_change.dom;
    case EVENT_WATCHDOG:
        out->u.watchdog.action = body->event_u.watchdog.action;
        return &body->event_u.watchdog.dom;
    case EVENT_RTC_CHANGE:
        out->u.rtc_change.offset_s = body->event_u.rtc_change.offset;
        return &body->event_u.rtc_change.dom;
    case EVENT_AGENT_LIFECYCLE:
        out->u.agent_lifecycle.state = body->event_u.agent_lifecycle.state;
        out->u.agent_lifecycle.reason = body->event_u.agent_lifecycle.reason;
        return &body->event_u.agent_lifecycle.dom;
    default:
        return NULL;
    }
}

/* Bodies about the domain as a whole. */
static const remote_domain *event_fill_domain(DecodedEvent *decoded, const event *body)
{
    VmrpcEvent *out = &decoded->event;

    switch (body->kind) {
    case EVENT_LIFECYCLE:
        out->u.lifecycle.type = body->event_u.lifecycle.happened;
        out->u.lifecycle.detail = body->event_u.lifecycle.detail;
        return &body->event_u.lifecycle.dom;
    case EVENT_REBOOT:
        return &body->event_u.reboot.dom;
    case EVENT_CONTROL_ERROR:
        return &body->event_u.control_error.dom;
    case EVENT_PMWAKEUP:
        return &body->event_u.pmwakeup.dom;
    case EVENT_PMSUSPEND:
        return &body->event_u.pmsuspend.dom;
    case EVENT_PMSUSPEND_DISK:
        return &body->event_u.pmsuspend_disk.dom;
    case EVENT_TUNABLE:
        event_fill_params(decoded, body->event_u.tunable.params.params_val,
                          body->event_u.tunable.params.params_len);
        return &body->event_u.tunable.dom;
    case EVENT_JOB_COMPLETED:
        event_fill_params(decoded, body->event_u.job_completed.params.params_val,
                          body->event_u.job_completed.params.params_len);
        return &body->event_u.job_completed.dom;
    case EVENT_MIGRATION_ITERATION:
        out->u.migration_iteration.iteration = body->event_u.migration_iteration.iteration;
        return &body->event_u.migration_iteration.dom;
    case EVENT_METADATA_CHANGE:
        out->u.metadata_change.type = body->event_u.metadata_change.type;
        out->u.metadata_change.uri = event_optional(body->event_u.metadata_change.namespace_uri);
        return &body->event_u.metadata_change.dom;
    default:
        return NULL;
    }
}

/* Bodies about storage pools. */
static const remote_storage_pool *event_fill_pool(DecodedEvent *decoded, const event *body)
{
    VmrpcEvent *out = &decoded->event;

    switch (body->kind) {
    case EVENT_STORAGE_POOL_LIFECYCLE:
        out->u.pool_lifecycle.type = body->event_u.storage_pool_lifecycle.type;
        out->u.pool_lifecycle.detail = body->event_u.storage_pool_lifecycle.detail;
        return &body->event_u.storage_pool_lifecycle.pool;
    case EVENT_STORAGE_POOL_REFRESH:
        return &body->event_u.storage_pool_refresh.pool;
    default:
        return NULL;
    }
}

static void event_fill(DecodedEvent *decoded, VmrpcConnection *connection)
{
    const event *body = &decoded->message.body;
    VmrpcEvent *out = &decoded->event;
    const remote_domain *domain;
    const remote_storage_pool *pool;

    out->sequence = decoded->message.sequence;
    out->time_us = (int64_t) decoded->message.time_us;
    out->kind = (VmrpcEventKind) body->kind;
    if (body->kind == EVENT_GAP) {
        out->u.gap.first_missed = body->event_u.gap.first_missed;
        out->u.gap.count = body->event_u.gap.count;
        return;
    }
    domain = event_fill_domain(decoded, body);
    if (!domain)
        domain = event_fill_device(decoded, body);
    if (!domain)
        domain = event_fill_disk(decoded, body);
    if (domain)
        out->domain = domain_new(connection, domain);
    pool = event_fill_pool(decoded, body);
    if (pool)
        out->pool = pool_new(connection, pool);
}

static void event_fill_lost(DecodedEvent *decoded, const QueuedEvent *queued)
{
    decoded->event.kind = VMRPC_EVENT_KIND_GAP;
    decoded->event.sequence = queued->sequence;
    decoded->event.time_us = g_get_real_time();
    decoded->event.u.gap.first_missed = queued->sequence;
    decoded->event.u.gap.count = queued->missed;
}

DecodedEvent *event_decode(VmrpcConnection *connection, const QueuedEvent *queued)
{
    g_autoptr(DecodedEvent) decoded = g_new0(DecodedEvent, 1);
    XDR xdr;

    if (queued->size == 0) {
        event_fill_lost(decoded, queued);
        return g_steal_pointer(&decoded);
    }
    xdrmem_create(&xdr, (char *) queued->body, (u_int) queued->size, XDR_DECODE);
    if (!xdr_event_message(&xdr, &decoded->message))
        return NULL;
    event_fill(decoded, connection);
    return g_steal_pointer(&decoded);
}

void event_decode_free(DecodedEvent *decoded)
{
    if (!decoded)
        return;
    vmrpc_domain_unref(decoded->event.domain);
    vmrpc_pool_unref(decoded->event.pool);
    xdr_free((xdrproc_t) xdr_event_message, &decoded->message);
    g_free(decoded->params);
    g_free(decoded->identities);
    g_free(decoded);
}
