/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for events: see words.h. Kinds are written as virsh's users know them. */
#include <string.h>

#include "client/words.h"
#include "vmrpc.h"
#include "remote_protocol.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_EVENT_BLOCK_JOB_2, EVENT_BLOCK_JOB_2);
SAME(VMRPC_EVENT_MEMORY_DEVICE_SIZE_CHANGE, EVENT_MEMORY_DEVICE_SIZE_CHANGE);
SAME(VMRPC_EVENT_POOL_LIFECYCLE, EVENT_STORAGE_POOL_LIFECYCLE);
SAME(VMRPC_EVENT_POOL_REFRESH, EVENT_STORAGE_POOL_REFRESH);
SAME(VMRPC_EVENT_GAP, EVENT_GAP);
SAME(VMRPC_LIFECYCLE_CRASHED, DOMAIN_EVENT_CRASHED);
SAME(VMRPC_POOL_LIFECYCLE_DELETED, STORAGE_POOL_EVENT_DELETED);
SAME(VMRPC_PARAM_STRING, TYPED_PARAM_STRING);
#undef SAME

static const char *const kind_words[] = {
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

/* From VMRPC_EVENT_POOL_LIFECYCLE on. */
static const char *const pool_kind_words[] = {"pool-lifecycle", "pool-refresh"};

static const char *const lifecycle_words[] = {"Defined",   "Undefined",   "Started",
                                              "Suspended", "Resumed",     "Stopped",
                                              "Shutdown",  "PMSuspended", "Crashed"};

static const char *const defined_words[] = {"Added", "Updated", "Renamed", "Snapshot"};
static const char *const undefined_words[] = {"Removed", "Renamed"};
static const char *const started_words[] = {"Booted", "Migrated", "Restored", "Snapshot",
                                            "Event wakeup"};
static const char *const suspended_words[] = {"Paused",    "Migrated",  "I/O Error",
                                              "Watchdog",  "Restored",  "Snapshot",
                                              "API error", "Post-copy", "Post-copy Error"};
static const char *const resumed_words[] = {"Unpaused", "Migrated", "Snapshot", "Post-copy",
                                            "Post-copy Error"};
static const char *const stopped_words[] = {"Shutdown", "Destroyed", "Crashed", "Migrated",
                                            "Saved",    "Failed",    "Snapshot"};
static const char *const shutdown_words[] = {"Finished", "Finished after guest request",
                                             "Finished after host request"};
static const char *const pmsuspended_words[] = {"Memory", "Disk"};
static const char *const crashed_words[] = {"Panicked", "Crashloaded"};

const char *vmrpc_event_kind_to_string(int kind)
{
    if (kind == VMRPC_EVENT_ALL)
        return "all";
    if (kind == VMRPC_EVENT_GAP)
        return "gap";
    if (kind >= VMRPC_EVENT_POOL_LIFECYCLE)
        return WORD_AT(pool_kind_words, kind - VMRPC_EVENT_POOL_LIFECYCLE);
    return WORD_AT(kind_words, kind);
}

int vmrpc_event_kind_from_string(const char *word)
{
    if (strcmp(word, "all") == 0)
        return VMRPC_EVENT_ALL;
    if (strcmp(word, "gap") == 0)
        return VMRPC_EVENT_GAP;
    for (size_t i = 0; i < G_N_ELEMENTS(kind_words); i++)
        if (strcmp(word, kind_words[i]) == 0)
            return (int) i;
    for (size_t i = 0; i < G_N_ELEMENTS(pool_kind_words); i++)
        if (strcmp(word, pool_kind_words[i]) == 0)
            return VMRPC_EVENT_POOL_LIFECYCLE + (int) i;
    return -2;
}

const char *vmrpc_lifecycle_to_string(int type)
{
    return WORD_AT(lifecycle_words, type);
}

const char *vmrpc_lifecycle_detail_to_string(int type, int detail)
{
    switch (type) {
    case VMRPC_LIFECYCLE_DEFINED:
        return WORD_AT(defined_words, detail);
    case VMRPC_LIFECYCLE_UNDEFINED:
        return WORD_AT(undefined_words, detail);
    case VMRPC_LIFECYCLE_STARTED:
        return WORD_AT(started_words, detail);
    case VMRPC_LIFECYCLE_SUSPENDED:
        return WORD_AT(suspended_words, detail);
    case VMRPC_LIFECYCLE_RESUMED:
        return WORD_AT(resumed_words, detail);
    case VMRPC_LIFECYCLE_STOPPED:
        return WORD_AT(stopped_words, detail);
    case VMRPC_LIFECYCLE_SHUTDOWN:
        return WORD_AT(shutdown_words, detail);
    case VMRPC_LIFECYCLE_PMSUSPENDED:
        return WORD_AT(pmsuspended_words, detail);
    case VMRPC_LIFECYCLE_CRASHED:
        return WORD_AT(crashed_words, detail);
    default:
        return "unknown";
    }
}

const char *vmrpc_pool_lifecycle_to_string(int type)
{
    static const char *const words[] = {"Defined", "Undefined", "Started",
                                        "Stopped", "Created",   "Deleted"};

    return WORD_AT(words, type);
}

const char *vmrpc_watchdog_action_to_string(int action)
{
    static const char *const words[] = {"none",     "pause", "reset",     "poweroff",
                                        "shutdown", "debug", "inject-nmi"};

    return WORD_AT(words, action);
}

const char *vmrpc_io_error_action_to_string(int action)
{
    static const char *const words[] = {"none", "pause", "report"};

    return WORD_AT(words, action);
}

const char *vmrpc_graphics_phase_to_string(int phase)
{
    static const char *const words[] = {"connect", "initialize", "disconnect"};

    return WORD_AT(words, phase);
}

const char *vmrpc_graphics_family_to_string(int family)
{
    static const char *const words[] = {"ipv4", "ipv6", "unix"};

    return WORD_AT(words, family);
}

const char *vmrpc_block_job_type_to_string(int type)
{
    static const char *const words[] = {"unknown", "pull",          "copy",
                                        "commit",  "active-commit", "backup"};

    return WORD_AT(words, type);
}

const char *vmrpc_block_job_status_to_string(int status)
{
    static const char *const words[] = {"completed", "failed", "canceled", "ready"};

    return WORD_AT(words, status);
}

const char *vmrpc_disk_change_reason_to_string(int reason)
{
    static const char *const words[] = {"missing-on-start", "dropped-on-start"};

    return WORD_AT(words, reason);
}

const char *vmrpc_tray_change_reason_to_string(int reason)
{
    static const char *const words[] = {"opened", "closed"};

    return WORD_AT(words, reason);
}

const char *vmrpc_agent_state_to_string(int state)
{
    static const char *const words[] = {"unknown", "connected", "disconnected"};

    return WORD_AT(words, state);
}

const char *vmrpc_agent_reason_to_string(int reason)
{
    static const char *const words[] = {"unknown", "domain-started", "channel-event"};

    return WORD_AT(words, reason);
}

const char *vmrpc_metadata_type_to_string(int type)
{
    static const char *const words[] = {"description", "title", "element"};

    return WORD_AT(words, type);
}

const char *vmrpc_memory_failure_recipient_to_string(int recipient)
{
    static const char *const words[] = {"hypervisor", "guest"};

    return WORD_AT(words, recipient);
}

const char *vmrpc_memory_failure_action_to_string(int action)
{
    static const char *const words[] = {"ignore", "inject", "fatal", "reset"};

    return WORD_AT(words, action);
}
