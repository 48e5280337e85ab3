/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events for people: see event_format.h. The wording of each kind is one that scripts match, so it
 * stays as it is; what a kind has to tell beyond it goes into the JSON form alone.
 */
#include <glib.h>
#include <time.h>

#include "tools/event_format.h"
#include "tools/params.h"

static const char *or_empty(const char *text)
{
    return text ? text : "";
}

static char *text_of_io_error(const VmrpcEvent *event)
{
    g_autofree char *why = NULL;

    if (event->kind == VMRPC_EVENT_KIND_IO_ERROR_REASON)
        why = g_strdup_printf(" due to %s", or_empty(event->u.io_error.reason));
    return g_strdup_printf(
        ": %s (%s) %s%s", or_empty(event->u.io_error.source), or_empty(event->u.io_error.device),
        vmrpc_event_io_error_action_to_string(event->u.io_error.action), or_empty(why));
}

static char *text_of_graphics(const VmrpcEvent *event)
{
    const VmrpcEventGraphicsAddress *local = &event->u.graphics.local;
    const VmrpcEventGraphicsAddress *remote = &event->u.graphics.remote;
    GString *text = g_string_new(NULL);

    g_string_printf(text, ": %s local[%s %s %s] remote[%s %s %s] %s",
                    vmrpc_event_graphics_phase_to_string(event->u.graphics.phase),
                    vmrpc_event_graphics_family_to_string(local->family), or_empty(local->node),
                    or_empty(local->service), vmrpc_event_graphics_family_to_string(remote->family),
                    or_empty(remote->node), or_empty(remote->service),
                    or_empty(event->u.graphics.auth_scheme));
    for (size_t i = 0; i < event->u.graphics.n_identities; i++)
        g_string_append_printf(text, "\n\t%s=%s", or_empty(event->u.graphics.identity_types[i]),
                               or_empty(event->u.graphics.identity_names[i]));
    return g_string_free(text, FALSE);
}

static char *text_of_params(const VmrpcEvent *event)
{
    GString *text = g_string_new(":");

    for (size_t i = 0; i < event->u.params.n_params; i++) {
        g_autofree char *value = param_text(&event->u.params.params[i]);

        g_string_append_printf(text, "\n\t%s: %s", or_empty(event->u.params.params[i].name),
                               or_empty(value));
    }
    return g_string_free(text, FALSE);
}

/* What blocks, disks and devices do. */
static char *text_of_device(const VmrpcEvent *event)
{
    switch (event->kind) {
    case VMRPC_EVENT_KIND_BLOCK_JOB:
    case VMRPC_EVENT_KIND_BLOCK_JOB_2:
        return g_strdup_printf(": %s for %s %s",
                               vmrpc_domain_block_job_type_to_string(event->u.block_job.type),
                               or_empty(event->u.block_job.disk),
                               vmrpc_domain_block_job_status_to_string(event->u.block_job.status));
    case VMRPC_EVENT_KIND_DISK_CHANGE:
        return g_strdup_printf(
            " disk %s: %s -> %s: %s", or_empty(event->u.disk_change.device),
            or_empty(event->u.disk_change.old_source), or_empty(event->u.disk_change.new_source),
            vmrpc_event_disk_change_reason_to_string(event->u.disk_change.reason));
    case VMRPC_EVENT_KIND_TRAY_CHANGE:
        return g_strdup_printf(
            " disk %s: %s", or_empty(event->u.tray_change.device),
            vmrpc_event_tray_change_reason_to_string(event->u.tray_change.reason));
    case VMRPC_EVENT_KIND_BLOCK_THRESHOLD:
        return g_strdup_printf(": dev: %s(%s) %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                               or_empty(event->u.block_threshold.device),
                               or_empty(event->u.block_threshold.path),
                               event->u.block_threshold.threshold, event->u.block_threshold.excess);
    case VMRPC_EVENT_KIND_DEVICE_ADDED:
    case VMRPC_EVENT_KIND_DEVICE_REMOVED:
    case VMRPC_EVENT_KIND_DEVICE_REMOVAL_FAILED:
        return g_strdup_printf(": %s", or_empty(event->u.device.alias));
    default:
        return NULL;
    }
}

/* What memory and the inside of the guest do. */
static char *text_of_inside(const VmrpcEvent *event)
{
    switch (event->kind) {
    case VMRPC_EVENT_KIND_BALLOON_CHANGE:
        return g_strdup_printf(": %" G_GUINT64_FORMAT "KiB", event->u.balloon_change.actual_kib);
    case VMRPC_EVENT_KIND_AGENT_LIFECYCLE:
        return g_strdup_printf(": state: '%s' reason: '%s'",
                               vmrpc_event_agent_state_to_string(event->u.agent_lifecycle.state),
                               vmrpc_event_agent_reason_to_string(event->u.agent_lifecycle.reason));
    case VMRPC_EVENT_KIND_MEMORY_FAILURE:
        return g_strdup_printf(
            ":\nrecipient: %s\naction: %s\naction required: %d\nrecursive: %d",
            vmrpc_event_memory_failure_recipient_to_string(event->u.memory_failure.recipient),
            vmrpc_event_memory_failure_action_to_string(event->u.memory_failure.action),
            (event->u.memory_failure.flags & 1) != 0, (event->u.memory_failure.flags & 2) != 0);
    case VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE:
        return g_strdup_printf(":\nalias: %s\nsize: %" G_GUINT64_FORMAT,
                               or_empty(event->u.memory_device_size_change.alias),
                               event->u.memory_device_size_change.size_kib);
    default:
        return NULL;
    }
}

/* What stands behind the name of the domain; NULL: nothing. */
static char *text_of_details(const VmrpcEvent *event)
{
    char *text;

    switch (event->kind) {
    case VMRPC_EVENT_KIND_LIFECYCLE:
        return g_strdup_printf(": %s %s", vmrpc_event_lifecycle_to_string(event->u.lifecycle.type),
                               vmrpc_event_lifecycle_detail_to_string(event->u.lifecycle.type,
                                                                      event->u.lifecycle.detail));
    case VMRPC_EVENT_KIND_RTC_CHANGE:
        return g_strdup_printf(": %" G_GINT64_FORMAT, event->u.rtc_change.offset_s);
    case VMRPC_EVENT_KIND_WATCHDOG:
        return g_strdup_printf(": %s",
                               vmrpc_event_watchdog_action_to_string(event->u.watchdog.action));
    case VMRPC_EVENT_KIND_IO_ERROR:
    case VMRPC_EVENT_KIND_IO_ERROR_REASON:
        return text_of_io_error(event);
    case VMRPC_EVENT_KIND_GRAPHICS:
        return text_of_graphics(event);
    case VMRPC_EVENT_KIND_TUNABLE:
    case VMRPC_EVENT_KIND_JOB_COMPLETED:
        return text_of_params(event);
    case VMRPC_EVENT_KIND_MIGRATION_ITERATION:
        return g_strdup_printf(": iteration: '%d'", event->u.migration_iteration.iteration);
    case VMRPC_EVENT_KIND_METADATA_CHANGE:
        return g_strdup_printf(": type %s, uri %s",
                               vmrpc_domain_metadata_type_to_string(event->u.metadata_change.type),
                               or_empty(event->u.metadata_change.uri));
    default:
        text = text_of_device(event);
        return text ? text : text_of_inside(event);
    }
}

char *event_format_text(const VmrpcEvent *event)
{
    g_autofree char *details = NULL;

    if (event->kind == VMRPC_EVENT_KIND_GAP && event->u.gap.count)
        return g_strdup_printf("event 'gap': %" G_GUINT64_FORMAT " events lost",
                               event->u.gap.count);
    if (event->kind == VMRPC_EVENT_KIND_GAP)
        return g_strdup("event 'gap': an unknown number of events lost");
    if (event->kind == VMRPC_EVENT_KIND_POOL_LIFECYCLE)
        return g_strdup_printf("event 'lifecycle' for storage pool %s: %s",
                               vmrpc_pool_name(event->pool),
                               vmrpc_event_pool_lifecycle_to_string(event->u.pool_lifecycle.type));
    if (event->kind == VMRPC_EVENT_KIND_POOL_REFRESH)
        return g_strdup_printf("event 'refresh' for storage pool %s", vmrpc_pool_name(event->pool));
    details = text_of_details(event);
    return g_strdup_printf("event '%s' for domain '%s'%s", vmrpc_event_kind_to_string(event->kind),
                           event->domain ? vmrpc_domain_name(event->domain) : "",
                           or_empty(details));
}

char *event_format_time(const VmrpcEvent *event)
{
    time_t seconds = (time_t) (event->time_us / 1000000);
    char day[64] = "";
    struct tm tm;

    if (gmtime_r(&seconds, &tm))
        strftime(day, sizeof day, "%Y-%m-%d %H:%M:%S", &tm);
    return g_strdup_printf("%s.%03d+0000", day, (int) (event->time_us / 1000 % 1000));
}
