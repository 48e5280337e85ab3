/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for events: see enum_names.h. Kinds are written as virsh's users know them. */
#include <string.h>

#include "client/enum_names.h"
#include "vmrpc.h"
#include "remote_protocol.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_EVENT_KIND_BLOCK_JOB_2, EVENT_BLOCK_JOB_2);
SAME(VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE, EVENT_MEMORY_DEVICE_SIZE_CHANGE);
SAME(VMRPC_EVENT_KIND_POOL_LIFECYCLE, EVENT_STORAGE_POOL_LIFECYCLE);
SAME(VMRPC_EVENT_KIND_POOL_REFRESH, EVENT_STORAGE_POOL_REFRESH);
SAME(VMRPC_EVENT_KIND_GAP, EVENT_GAP);
SAME(VMRPC_EVENT_LIFECYCLE_CRASHED, DOMAIN_EVENT_CRASHED);
SAME(VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_POSTCOPY_FAILED,
     DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED);
SAME(VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_FROM_SNAPSHOT, DOMAIN_EVENT_STOPPED_FROM_SNAPSHOT);
SAME(VMRPC_EVENT_POOL_LIFECYCLE_DELETED, STORAGE_POOL_EVENT_DELETED);
SAME(VMRPC_EVENT_WATCHDOG_ACTION_INJECT_NMI, DOMAIN_WATCHDOG_INJECT_NMI);
SAME(VMRPC_EVENT_IO_ERROR_ACTION_REPORT, DOMAIN_IO_ERROR_REPORT);
SAME(VMRPC_EVENT_GRAPHICS_PHASE_DISCONNECT, DOMAIN_GRAPHICS_DISCONNECT);
SAME(VMRPC_EVENT_GRAPHICS_FAMILY_UNIX, DOMAIN_GRAPHICS_LOCAL);
SAME(VMRPC_EVENT_DISK_CHANGE_REASON_DROPPED, DOMAIN_DISK_CHANGE_DROPPED);
SAME(VMRPC_EVENT_TRAY_CHANGE_REASON_CLOSED, DOMAIN_TRAY_CLOSE);
SAME(VMRPC_EVENT_AGENT_STATE_DISCONNECTED, DOMAIN_AGENT_DISCONNECTED);
SAME(VMRPC_EVENT_AGENT_REASON_CHANNEL, DOMAIN_AGENT_REASON_CHANNEL);
SAME(VMRPC_EVENT_MEMORY_FAILURE_ACTION_RESET, DOMAIN_MEMORY_FAILURE_RESET);
SAME(VMRPC_EVENT_MEMORY_FAILURE_TRAIT_RECURSIVE, DOMAIN_MEMORY_FAILURE_RECURSIVE);
SAME(VMRPC_PARAM_TYPE_STRING, TYPED_PARAM_STRING);
#undef SAME

static const char *const kind_names[] = {
    "lifecycle",
    "reboot",
    "rtc-change",
    "watchdog",
    "io-error",
    "graphics",
    "io-error-reason",
    "control-error",
    "block-job",
    "disk-change",
    "tray-change",
    "pm-wakeup",
    "pm-suspend",
    "balloon-change",
    "pm-suspend-disk",
    "device-removed",
    "block-job-2",
    "tunable",
    "agent-lifecycle",
    "device-added",
    "migration-iteration",
    "job-completed",
    "device-removal-failed",
    "metadata-change",
    "block-threshold",
    "memory-failure",
    "memory-device-size-change",
};

/* From VMRPC_EVENT_KIND_POOL_LIFECYCLE on. */
static const char *const pool_kind_names[] = {"pool-lifecycle", "pool-refresh"};

static const char *const lifecycle_names[] = {"Defined",   "Undefined",   "Started",
                                              "Suspended", "Resumed",     "Stopped",
                                              "Shutdown",  "PMSuspended", "Crashed"};

static const char *const defined_names[] = {"Added", "Updated", "Renamed", "Snapshot"};
static const char *const undefined_names[] = {"Removed", "Renamed"};
static const char *const started_names[] = {"Booted", "Migrated", "Restored", "Snapshot",
                                            "Event wakeup"};
static const char *const suspended_names[] = {"Paused",    "Migrated",  "I/O Error",
                                              "Watchdog",  "Restored",  "Snapshot",
                                              "API error", "Post-copy", "Post-copy Error"};
static const char *const resumed_names[] = {"Unpaused", "Migrated", "Snapshot", "Post-copy",
                                            "Post-copy Error"};
static const char *const stopped_names[] = {"Shutdown", "Destroyed", "Crashed", "Migrated",
                                            "Saved",    "Failed",    "Snapshot"};
static const char *const shutdown_names[] = {"Finished", "Finished after guest request",
                                             "Finished after host request"};
static const char *const pmsuspended_names[] = {"Memory", "Disk"};
static const char *const crashed_names[] = {"Panicked", "Crashloaded"};

const char *vmrpc_event_kind_to_string(int kind)
{
    if (kind == VMRPC_EVENT_KIND_ALL)
        return "all";
    if (kind == VMRPC_EVENT_KIND_GAP)
        return "gap";
    if (kind >= VMRPC_EVENT_KIND_POOL_LIFECYCLE)
        return ENUM_NAME(pool_kind_names, kind - VMRPC_EVENT_KIND_POOL_LIFECYCLE);
    return ENUM_NAME(kind_names, kind);
}

int vmrpc_event_kind_from_string(const char *word)
{
    if (strcmp(word, "all") == 0)
        return VMRPC_EVENT_KIND_ALL;
    if (strcmp(word, "gap") == 0)
        return VMRPC_EVENT_KIND_GAP;
    for (size_t i = 0; i < G_N_ELEMENTS(kind_names); i++)
        if (strcmp(word, kind_names[i]) == 0)
            return (int) i;
    for (size_t i = 0; i < G_N_ELEMENTS(pool_kind_names); i++)
        if (strcmp(word, pool_kind_names[i]) == 0)
            return VMRPC_EVENT_KIND_POOL_LIFECYCLE + (int) i;
    return -2;
}

const char *vmrpc_event_lifecycle_to_string(int type)
{
    return ENUM_NAME(lifecycle_names, type);
}

const char *vmrpc_event_lifecycle_detail_to_string(int type, int detail)
{
    switch (type) {
    case VMRPC_EVENT_LIFECYCLE_DEFINED:
        return ENUM_NAME(defined_names, detail);
    case VMRPC_EVENT_LIFECYCLE_UNDEFINED:
        return ENUM_NAME(undefined_names, detail);
    case VMRPC_EVENT_LIFECYCLE_STARTED:
        return ENUM_NAME(started_names, detail);
    case VMRPC_EVENT_LIFECYCLE_SUSPENDED:
        return ENUM_NAME(suspended_names, detail);
    case VMRPC_EVENT_LIFECYCLE_RESUMED:
        return ENUM_NAME(resumed_names, detail);
    case VMRPC_EVENT_LIFECYCLE_STOPPED:
        return ENUM_NAME(stopped_names, detail);
    case VMRPC_EVENT_LIFECYCLE_SHUTDOWN:
        return ENUM_NAME(shutdown_names, detail);
    case VMRPC_EVENT_LIFECYCLE_PMSUSPENDED:
        return ENUM_NAME(pmsuspended_names, detail);
    case VMRPC_EVENT_LIFECYCLE_CRASHED:
        return ENUM_NAME(crashed_names, detail);
    default:
        return "unknown";
    }
}

const char *vmrpc_event_pool_lifecycle_to_string(int type)
{
    static const char *const names[] = {"Defined", "Undefined", "Started",
                                        "Stopped", "Created",   "Deleted"};

    return ENUM_NAME(names, type);
}

const char *vmrpc_event_watchdog_action_to_string(int action)
{
    static const char *const names[] = {"none",     "pause", "reset",     "poweroff",
                                        "shutdown", "debug", "inject-nmi"};

    return ENUM_NAME(names, action);
}

const char *vmrpc_event_io_error_action_to_string(int action)
{
    static const char *const names[] = {"none", "pause", "report"};

    return ENUM_NAME(names, action);
}

const char *vmrpc_event_graphics_phase_to_string(int phase)
{
    static const char *const names[] = {"connect", "initialize", "disconnect"};

    return ENUM_NAME(names, phase);
}

const char *vmrpc_event_graphics_family_to_string(int family)
{
    static const char *const names[] = {"ipv4", "ipv6", "unix"};

    return ENUM_NAME(names, family);
}

const char *vmrpc_domain_block_job_type_to_string(int type)
{
    static const char *const names[] = {"unknown", "pull",          "copy",
                                        "commit",  "active-commit", "backup"};

    return ENUM_NAME(names, type);
}

const char *vmrpc_domain_block_job_status_to_string(int status)
{
    static const char *const names[] = {"completed", "failed", "canceled", "ready"};

    return ENUM_NAME(names, status);
}

const char *vmrpc_event_disk_change_reason_to_string(int reason)
{
    static const char *const names[] = {"missing-on-start", "dropped-on-start"};

    return ENUM_NAME(names, reason);
}

const char *vmrpc_event_tray_change_reason_to_string(int reason)
{
    static const char *const names[] = {"opened", "closed"};

    return ENUM_NAME(names, reason);
}

const char *vmrpc_event_agent_state_to_string(int state)
{
    static const char *const names[] = {"unknown", "connected", "disconnected"};

    return ENUM_NAME(names, state);
}

const char *vmrpc_event_agent_reason_to_string(int reason)
{
    static const char *const names[] = {"unknown", "domain-started", "channel-event"};

    return ENUM_NAME(names, reason);
}

const char *vmrpc_domain_metadata_type_to_string(int type)
{
    static const char *const names[] = {"description", "title", "element"};

    return ENUM_NAME(names, type);
}

const char *vmrpc_event_memory_failure_recipient_to_string(int recipient)
{
    static const char *const names[] = {"hypervisor", "guest"};

    return ENUM_NAME(names, recipient);
}

const char *vmrpc_event_memory_failure_action_to_string(int action)
{
    static const char *const names[] = {"ignore", "inject", "fatal", "reset"};

    return ENUM_NAME(names, action);
}
