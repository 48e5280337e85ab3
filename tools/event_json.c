/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events for programs: see event_format.h. Members are only ever added to what an object has; the
 * manual page lists them.
 */
#include <glib.h>

#include "tools/event_format.h"
#include "tools/output.h"
#include "tools/params.h"

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, output_json_text(text));
}

static void set_number(json_t *object, const char *key, uint64_t number)
{
    json_object_set_new(object, key, json_integer((json_int_t) number));
}

static json_t *address_json(const VmrpcEventGraphicsAddress *address)
{
    json_t *object = json_object();

    set_text(object, "family", vmrpc_event_graphics_family_to_string(address->family));
    set_text(object, "node", address->node);
    set_text(object, "service", address->service);
    return object;
}

static void set_graphics(json_t *object, const VmrpcEvent *event)
{
    json_t *identities = json_array();

    set_text(object, "phase", vmrpc_event_graphics_phase_to_string(event->u.graphics.phase));
    json_object_set_new(object, "local", address_json(&event->u.graphics.local));
    json_object_set_new(object, "remote", address_json(&event->u.graphics.remote));
    set_text(object, "auth_scheme", event->u.graphics.auth_scheme);
    for (size_t i = 0; i < event->u.graphics.n_identities; i++) {
        json_t *identity = json_object();

        set_text(identity, "type", event->u.graphics.identity_types[i]);
        set_text(identity, "name", event->u.graphics.identity_names[i]);
        json_array_append_new(identities, identity);
    }
    json_object_set_new(object, "identities", identities);
}

static void set_params(json_t *object, const VmrpcEvent *event)
{
    json_object_set_new(object, "params",
                        params_json(event->u.params.params, event->u.params.n_params));
}

/* What blocks, disks and devices do. */
static void set_device(json_t *object, const VmrpcEvent *event)
{
    switch (event->kind) {
    case VMRPC_EVENT_KIND_IO_ERROR:
    case VMRPC_EVENT_KIND_IO_ERROR_REASON:
        set_text(object, "source", event->u.io_error.source);
        set_text(object, "device", event->u.io_error.device);
        set_text(object, "action", vmrpc_event_io_error_action_to_string(event->u.io_error.action));
        if (event->kind == VMRPC_EVENT_KIND_IO_ERROR_REASON)
            set_text(object, "reason", event->u.io_error.reason);
        break;
    case VMRPC_EVENT_KIND_BLOCK_JOB:
    case VMRPC_EVENT_KIND_BLOCK_JOB_2:
        set_text(object, "disk", event->u.block_job.disk);
        set_text(object, "type", vmrpc_domain_block_job_type_to_string(event->u.block_job.type));
        set_text(object, "status",
                 vmrpc_domain_block_job_status_to_string(event->u.block_job.status));
        break;
    case VMRPC_EVENT_KIND_DISK_CHANGE:
        set_text(object, "old_source", event->u.disk_change.old_source);
        set_text(object, "new_source", event->u.disk_change.new_source);
        set_text(object, "device", event->u.disk_change.device);
        set_text(object, "reason",
                 vmrpc_event_disk_change_reason_to_string(event->u.disk_change.reason));
        break;
    case VMRPC_EVENT_KIND_TRAY_CHANGE:
        set_text(object, "device", event->u.tray_change.device);
        set_text(object, "reason",
                 vmrpc_event_tray_change_reason_to_string(event->u.tray_change.reason));
        break;
    case VMRPC_EVENT_KIND_BLOCK_THRESHOLD:
        set_text(object, "device", event->u.block_threshold.device);
        set_text(object, "path", event->u.block_threshold.path);
        set_number(object, "threshold", event->u.block_threshold.threshold);
        set_number(object, "excess", event->u.block_threshold.excess);
        break;
    case VMRPC_EVENT_KIND_DEVICE_ADDED:
    case VMRPC_EVENT_KIND_DEVICE_REMOVED:
    case VMRPC_EVENT_KIND_DEVICE_REMOVAL_FAILED:
        set_text(object, "alias", event->u.device.alias);
        break;
    default:
        break;
    }
}

/* What memory and the inside of the guest do. */
static void set_inside(json_t *object, const VmrpcEvent *event)
{
    switch (event->kind) {
    case VMRPC_EVENT_KIND_BALLOON_CHANGE:
        set_number(object, "memory_kib", event->u.balloon_change.actual_kib);
        break;
    case VMRPC_EVENT_KIND_AGENT_LIFECYCLE:
        set_text(object, "state",
                 vmrpc_event_agent_state_to_string(event->u.agent_lifecycle.state));
        set_text(object, "reason",
                 vmrpc_event_agent_reason_to_string(event->u.agent_lifecycle.reason));
        break;
    case VMRPC_EVENT_KIND_MEMORY_FAILURE:
        set_text(object, "recipient",
                 vmrpc_event_memory_failure_recipient_to_string(event->u.memory_failure.recipient));
        set_text(object, "action",
                 vmrpc_event_memory_failure_action_to_string(event->u.memory_failure.action));
        json_object_set_new(object, "action_required",
                            json_boolean(event->u.memory_failure.flags & 1));
        json_object_set_new(object, "recursive", json_boolean(event->u.memory_failure.flags & 2));
        break;
    case VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE:
        set_text(object, "alias", event->u.memory_device_size_change.alias);
        set_number(object, "size_kib", event->u.memory_device_size_change.size_kib);
        break;
    default:
        break;
    }
}

static void set_details(json_t *object, const VmrpcEvent *event)
{
    switch (event->kind) {
    case VMRPC_EVENT_KIND_LIFECYCLE:
        set_text(object, "type", vmrpc_event_lifecycle_to_string(event->u.lifecycle.type));
        set_text(object, "detail",
                 vmrpc_event_lifecycle_detail_to_string(event->u.lifecycle.type,
                                                        event->u.lifecycle.detail));
        break;
    case VMRPC_EVENT_KIND_RTC_CHANGE:
        json_object_set_new(object, "offset_s", json_integer(event->u.rtc_change.offset_s));
        break;
    case VMRPC_EVENT_KIND_WATCHDOG:
        set_text(object, "action", vmrpc_event_watchdog_action_to_string(event->u.watchdog.action));
        break;
    case VMRPC_EVENT_KIND_GRAPHICS:
        set_graphics(object, event);
        break;
    case VMRPC_EVENT_KIND_TUNABLE:
    case VMRPC_EVENT_KIND_JOB_COMPLETED:
        set_params(object, event);
        break;
    case VMRPC_EVENT_KIND_MIGRATION_ITERATION:
        json_object_set_new(object, "iteration",
                            json_integer(event->u.migration_iteration.iteration));
        break;
    case VMRPC_EVENT_KIND_METADATA_CHANGE:
        set_text(object, "type",
                 vmrpc_domain_metadata_type_to_string(event->u.metadata_change.type));
        set_text(object, "uri", event->u.metadata_change.uri);
        break;
    case VMRPC_EVENT_KIND_POOL_LIFECYCLE:
        set_text(object, "type",
                 vmrpc_event_pool_lifecycle_to_string(event->u.pool_lifecycle.type));
        break;
    case VMRPC_EVENT_KIND_GAP:
        set_number(object, "first_missed", event->u.gap.first_missed);
        set_number(object, "count", event->u.gap.count);
        break;
    default:
        set_device(object, event);
        set_inside(object, event);
    }
}

static json_t *domain_json(VmrpcDomain *domain)
{
    json_t *object;
    int32_t id;

    if (!domain)
        return json_null();
    object = json_object();
    id = vmrpc_domain_id(domain);
    json_object_set_new(object, "id", id < 0 ? json_null() : json_integer(id));
    set_text(object, "name", vmrpc_domain_name(domain));
    set_text(object, "uuid", vmrpc_domain_uuid_string(domain));
    return object;
}

static json_t *pool_json(VmrpcPool *pool)
{
    json_t *object = json_object();

    set_text(object, "name", vmrpc_pool_name(pool));
    set_text(object, "uuid", vmrpc_pool_uuid_string(pool));
    return object;
}

json_t *event_format_json(const VmrpcEvent *event)
{
    g_autofree char *time = event_format_time(event);
    json_t *object = json_object();

    set_text(object, "event",
             event->kind == VMRPC_EVENT_KIND_GAP ? "gap" : vmrpc_event_kind_to_string(event->kind));
    set_number(object, "sequence", event->sequence);
    set_text(object, "time", time);
    json_object_set_new(object, "time_us", json_integer(event->time_us));
    if (event->pool)
        json_object_set_new(object, "pool", pool_json(event->pool));
    else
        json_object_set_new(object, "domain", domain_json(event->domain));
    set_details(object, event);
    return object;
}
