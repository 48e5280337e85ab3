/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: what events tell in numbers (vmrpc/event.h), and words for them.
 *
 * The words are constant; where there is none for a number it is "unknown".
 */
#ifndef VMRPC_EVENT_DETAIL_H
#define VMRPC_EVENT_DETAIL_H

#ifdef __cplusplus
extern "C" {
#endif

/* What happened in a lifecycle event. Since 0.1. */
typedef enum VmrpcEventLifecycle {
    VMRPC_EVENT_LIFECYCLE_DEFINED = 0,
    VMRPC_EVENT_LIFECYCLE_UNDEFINED = 1,
    VMRPC_EVENT_LIFECYCLE_STARTED = 2,
    VMRPC_EVENT_LIFECYCLE_SUSPENDED = 3,
    VMRPC_EVENT_LIFECYCLE_RESUMED = 4,
    VMRPC_EVENT_LIFECYCLE_STOPPED = 5,
    VMRPC_EVENT_LIFECYCLE_SHUTDOWN = 6,
    VMRPC_EVENT_LIFECYCLE_PMSUSPENDED = 7,
    VMRPC_EVENT_LIFECYCLE_CRASHED = 8
} VmrpcEventLifecycle;

/* The details of each. Since 0.1. */
typedef enum VmrpcEventLifecycleDetail {
    VMRPC_EVENT_LIFECYCLE_DETAIL_DEFINED_ADDED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_DEFINED_UPDATED = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_DEFINED_RENAMED = 2,
    VMRPC_EVENT_LIFECYCLE_DETAIL_DEFINED_FROM_SNAPSHOT = 3,

    VMRPC_EVENT_LIFECYCLE_DETAIL_UNDEFINED_REMOVED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_UNDEFINED_RENAMED = 1,

    VMRPC_EVENT_LIFECYCLE_DETAIL_STARTED_BOOTED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STARTED_MIGRATED = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STARTED_RESTORED = 2,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STARTED_FROM_SNAPSHOT = 3,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STARTED_WAKEUP = 4,

    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_PAUSED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_MIGRATED = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_IOERROR = 2,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_WATCHDOG = 3,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_RESTORED = 4,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_FROM_SNAPSHOT = 5,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_API_ERROR = 6,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_POSTCOPY = 7,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SUSPENDED_POSTCOPY_FAILED = 8,

    VMRPC_EVENT_LIFECYCLE_DETAIL_RESUMED_UNPAUSED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_RESUMED_MIGRATED = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_RESUMED_FROM_SNAPSHOT = 2,
    VMRPC_EVENT_LIFECYCLE_DETAIL_RESUMED_POSTCOPY = 3,
    VMRPC_EVENT_LIFECYCLE_DETAIL_RESUMED_POSTCOPY_FAILED = 4,

    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_SHUTDOWN = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_DESTROYED = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_CRASHED = 2,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_MIGRATED = 3,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_SAVED = 4,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_FAILED = 5,
    VMRPC_EVENT_LIFECYCLE_DETAIL_STOPPED_FROM_SNAPSHOT = 6,

    VMRPC_EVENT_LIFECYCLE_DETAIL_SHUTDOWN_FINISHED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SHUTDOWN_GUEST = 1,
    VMRPC_EVENT_LIFECYCLE_DETAIL_SHUTDOWN_HOST = 2,

    VMRPC_EVENT_LIFECYCLE_DETAIL_PMSUSPENDED_MEMORY = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_PMSUSPENDED_DISK = 1,

    VMRPC_EVENT_LIFECYCLE_DETAIL_CRASHED_PANICKED = 0,
    VMRPC_EVENT_LIFECYCLE_DETAIL_CRASHED_CRASHLOADED = 1
} VmrpcEventLifecycleDetail;

/* "Started", ... and "Booted", ... Since 0.1. */
const char *vmrpc_event_lifecycle_to_string(int type);
const char *vmrpc_event_lifecycle_detail_to_string(int type, int detail);

/* What happened in a lifecycle event of a storage pool. Since 0.1. */
typedef enum VmrpcEventPoolLifecycle {
    VMRPC_EVENT_POOL_LIFECYCLE_DEFINED = 0,
    VMRPC_EVENT_POOL_LIFECYCLE_UNDEFINED = 1,
    VMRPC_EVENT_POOL_LIFECYCLE_STARTED = 2,
    VMRPC_EVENT_POOL_LIFECYCLE_STOPPED = 3,
    VMRPC_EVENT_POOL_LIFECYCLE_CREATED = 4, /* its folder was made */
    VMRPC_EVENT_POOL_LIFECYCLE_DELETED = 5  /* its folder was removed */
} VmrpcEventPoolLifecycle;
/* "Started", ... Since 0.1. */
const char *vmrpc_event_pool_lifecycle_to_string(int type);

/* What a watchdog did. Since 0.1. */
typedef enum VmrpcEventWatchdogAction {
    VMRPC_EVENT_WATCHDOG_ACTION_NONE = 0,
    VMRPC_EVENT_WATCHDOG_ACTION_PAUSE = 1,
    VMRPC_EVENT_WATCHDOG_ACTION_RESET = 2,
    VMRPC_EVENT_WATCHDOG_ACTION_POWEROFF = 3,
    VMRPC_EVENT_WATCHDOG_ACTION_SHUTDOWN = 4,
    VMRPC_EVENT_WATCHDOG_ACTION_DEBUG = 5,
    VMRPC_EVENT_WATCHDOG_ACTION_INJECT_NMI = 6
} VmrpcEventWatchdogAction;
/* "pause", "reset", ... Since 0.1. */
const char *vmrpc_event_watchdog_action_to_string(int action);

/* What followed from an I/O error of a disk. Since 0.1. */
typedef enum VmrpcEventIoErrorAction {
    VMRPC_EVENT_IO_ERROR_ACTION_NONE = 0,
    VMRPC_EVENT_IO_ERROR_ACTION_PAUSE = 1,
    VMRPC_EVENT_IO_ERROR_ACTION_REPORT = 2
} VmrpcEventIoErrorAction;
/* "pause", "report", ... Since 0.1. */
const char *vmrpc_event_io_error_action_to_string(int action);

/* How far a graphics client's connection is. Since 0.1. */
typedef enum VmrpcEventGraphicsPhase {
    VMRPC_EVENT_GRAPHICS_PHASE_CONNECT = 0,
    VMRPC_EVENT_GRAPHICS_PHASE_INITIALIZE = 1,
    VMRPC_EVENT_GRAPHICS_PHASE_DISCONNECT = 2
} VmrpcEventGraphicsPhase;
/* "connect", ... Since 0.1. */
const char *vmrpc_event_graphics_phase_to_string(int phase);

/* What kind of address a VmrpcEventGraphicsAddress is. Since 0.1. */
typedef enum VmrpcEventGraphicsFamily {
    VMRPC_EVENT_GRAPHICS_FAMILY_IPV4 = 0,
    VMRPC_EVENT_GRAPHICS_FAMILY_IPV6 = 1,
    VMRPC_EVENT_GRAPHICS_FAMILY_UNIX = 2
} VmrpcEventGraphicsFamily;
/* "ipv4", "ipv6", "unix". Since 0.1. */
const char *vmrpc_event_graphics_family_to_string(int family);

/* Why the source of a disk changed, in both cases at the start of the domain. Since 0.1. */
typedef enum VmrpcEventDiskChangeReason {
    VMRPC_EVENT_DISK_CHANGE_REASON_MISSING = 0,
    VMRPC_EVENT_DISK_CHANGE_REASON_DROPPED = 1
} VmrpcEventDiskChangeReason;
/* "missing-on-start", ... Since 0.1. */
const char *vmrpc_event_disk_change_reason_to_string(int reason);

/* Which way a tray moved. Since 0.1. */
typedef enum VmrpcEventTrayChangeReason {
    VMRPC_EVENT_TRAY_CHANGE_REASON_OPENED = 0,
    VMRPC_EVENT_TRAY_CHANGE_REASON_CLOSED = 1
} VmrpcEventTrayChangeReason;
/* "opened", "closed". Since 0.1. */
const char *vmrpc_event_tray_change_reason_to_string(int reason);

/* Whether the guest's agent is there. Since 0.1. */
typedef enum VmrpcEventAgentState {
    VMRPC_EVENT_AGENT_STATE_CONNECTED = 1,
    VMRPC_EVENT_AGENT_STATE_DISCONNECTED = 2
} VmrpcEventAgentState;
/* "connected", "disconnected". Since 0.1. */
const char *vmrpc_event_agent_state_to_string(int state);

/* How that was noticed. Since 0.1. */
typedef enum VmrpcEventAgentReason {
    VMRPC_EVENT_AGENT_REASON_UNKNOWN = 0,
    VMRPC_EVENT_AGENT_REASON_DOMAIN_STARTED = 1,
    VMRPC_EVENT_AGENT_REASON_CHANNEL = 2
} VmrpcEventAgentReason;
/* "domain-started", "channel-event". Since 0.1. */
const char *vmrpc_event_agent_reason_to_string(int reason);

/* Whose memory failed. Since 0.1. */
typedef enum VmrpcEventMemoryFailureRecipient {
    VMRPC_EVENT_MEMORY_FAILURE_RECIPIENT_HYPERVISOR = 0,
    VMRPC_EVENT_MEMORY_FAILURE_RECIPIENT_GUEST = 1
} VmrpcEventMemoryFailureRecipient;
/* "hypervisor", "guest". Since 0.1. */
const char *vmrpc_event_memory_failure_recipient_to_string(int recipient);

/* What was done about it. Since 0.1. */
typedef enum VmrpcEventMemoryFailureAction {
    VMRPC_EVENT_MEMORY_FAILURE_ACTION_IGNORE = 0,
    VMRPC_EVENT_MEMORY_FAILURE_ACTION_INJECT = 1,
    VMRPC_EVENT_MEMORY_FAILURE_ACTION_FATAL = 2,
    VMRPC_EVENT_MEMORY_FAILURE_ACTION_RESET = 3
} VmrpcEventMemoryFailureAction;
/* "ignore", "inject", ... Since 0.1. */
const char *vmrpc_event_memory_failure_action_to_string(int action);

/* What else is to be said of it; a sum. Since 0.1. */
typedef enum VmrpcEventMemoryFailureTrait {
    VMRPC_EVENT_MEMORY_FAILURE_TRAIT_ACTION_REQUIRED = 1,
    VMRPC_EVENT_MEMORY_FAILURE_TRAIT_RECURSIVE = 2
} VmrpcEventMemoryFailureTrait;

#ifdef __cplusplus
}
#endif

#endif
