/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: events, what they tell, and how a program waits for them.
 */
#ifndef VMRPC_EVENT_H
#define VMRPC_EVENT_H

#include "vmrpc/domain.h"
#include "vmrpc/event_detail.h"
#include "vmrpc/param.h"
#include "vmrpc/pool.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What an event is about. Since 0.1. */
typedef enum VmrpcEventKind {
    VMRPC_EVENT_KIND_ALL = -1, /* only to subscribe: every kind there is */
    VMRPC_EVENT_KIND_LIFECYCLE = 0,
    VMRPC_EVENT_KIND_REBOOT = 1,
    VMRPC_EVENT_KIND_RTC_CHANGE = 2,
    VMRPC_EVENT_KIND_WATCHDOG = 3,
    VMRPC_EVENT_KIND_IO_ERROR = 4,
    VMRPC_EVENT_KIND_GRAPHICS = 5,
    VMRPC_EVENT_KIND_IO_ERROR_REASON = 6,
    VMRPC_EVENT_KIND_CONTROL_ERROR = 7,
    VMRPC_EVENT_KIND_BLOCK_JOB = 8,
    VMRPC_EVENT_KIND_DISK_CHANGE = 9,
    VMRPC_EVENT_KIND_TRAY_CHANGE = 10,
    VMRPC_EVENT_KIND_PMWAKEUP = 11,
    VMRPC_EVENT_KIND_PMSUSPEND = 12,
    VMRPC_EVENT_KIND_BALLOON_CHANGE = 13,
    VMRPC_EVENT_KIND_PMSUSPEND_DISK = 14,
    VMRPC_EVENT_KIND_DEVICE_REMOVED = 15,
    VMRPC_EVENT_KIND_BLOCK_JOB_2 = 16,
    VMRPC_EVENT_KIND_TUNABLE = 17,
    VMRPC_EVENT_KIND_AGENT_LIFECYCLE = 18,
    VMRPC_EVENT_KIND_DEVICE_ADDED = 19,
    VMRPC_EVENT_KIND_MIGRATION_ITERATION = 20,
    VMRPC_EVENT_KIND_JOB_COMPLETED = 21,
    VMRPC_EVENT_KIND_DEVICE_REMOVAL_FAILED = 22,
    VMRPC_EVENT_KIND_METADATA_CHANGE = 23,
    VMRPC_EVENT_KIND_BLOCK_THRESHOLD = 24,
    VMRPC_EVENT_KIND_MEMORY_FAILURE = 25,
    VMRPC_EVENT_KIND_MEMORY_DEVICE_SIZE_CHANGE = 26,
    VMRPC_EVENT_KIND_POOL_LIFECYCLE = 100, /* from here on kinds of storage pools */
    VMRPC_EVENT_KIND_POOL_REFRESH = 101,
    VMRPC_EVENT_KIND_GAP = 1000 /* events were lost; goes to every subscription, domain is NULL */
} VmrpcEventKind;

/* One end of a graphics client's connection. Since 0.1. */
typedef struct VmrpcEventGraphicsAddress {
    int family; /* VMRPC_EVENT_GRAPHICS_FAMILY_* */
    const char *node;
    const char *service;
} VmrpcEventGraphicsAddress;

/*
 * One event. It belongs to the library and lives until the callback returns; domain and pool may
 * be kept by taking a reference. Later versions may add members to the union and behind it, so
 * never copy the struct as a whole. Kinds without a member of their name (reboot, control error,
 * pmwakeup, pmsuspend, pool refresh) have nothing to tell but domain or pool. `const char *` is
 * NULL where something is absent. Since 0.1. */
typedef struct VmrpcEvent {
    uint64_t sequence;   /* counts up, one per event of the daemon; others' events leave holes */
    int64_t time_us;     /* when it happened at the server: microseconds since 1970 */
    VmrpcEventKind kind; /* never VMRPC_EVENT_KIND_ALL */
    VmrpcDomain *domain; /* NULL for VMRPC_EVENT_KIND_GAP and events of storage pools */
    union {
        struct {
            int type;   /* VMRPC_EVENT_LIFECYCLE_* */
            int detail; /* VMRPC_EVENT_LIFECYCLE_DETAIL_*, of those of that type */
        } lifecycle;
        struct {
            int64_t offset_s;
        } rtc_change;
        struct {
            int action; /* VMRPC_EVENT_WATCHDOG_ACTION_* */
        } watchdog;
        struct {
            const char *source; /* path of the image */
            const char *device; /* alias of the device */
            int action;         /* VMRPC_EVENT_IO_ERROR_ACTION_* */
            const char *reason; /* NULL but in VMRPC_EVENT_KIND_IO_ERROR_REASON */
        } io_error;             /* VMRPC_EVENT_KIND_IO_ERROR and VMRPC_EVENT_KIND_IO_ERROR_REASON */
        struct {
            int phase; /* VMRPC_EVENT_GRAPHICS_PHASE_* */
            VmrpcEventGraphicsAddress local;
            VmrpcEventGraphicsAddress remote;
            const char *auth_scheme;
            size_t n_identities;
            const char *const *identity_types;
            const char *const *identity_names;
        } graphics;
        struct {
            const char *disk; /* BLOCK_JOB: path of the image; BLOCK_JOB_2: target such as "vda" */
            int type;         /* VMRPC_DOMAIN_BLOCK_JOB_TYPE_* */
            int status;       /* VMRPC_DOMAIN_BLOCK_JOB_STATUS_* */
        } block_job;          /* VMRPC_EVENT_KIND_BLOCK_JOB and VMRPC_EVENT_KIND_BLOCK_JOB_2 */
        struct {
            const char *old_source;
            const char *new_source;
            const char *device;
            int reason; /* VMRPC_EVENT_DISK_CHANGE_REASON_* */
        } disk_change;
        struct {
            const char *device;
            int reason; /* VMRPC_EVENT_TRAY_CHANGE_REASON_* */
        } tray_change;
        struct {
            uint64_t actual_kib;
        } balloon_change;
        struct {
            const char *alias;
        } device; /* VMRPC_EVENT_KIND_DEVICE_ADDED, _REMOVED and _REMOVAL_FAILED */
        struct {
            size_t n_params;
            const VmrpcParam *params;
        } params; /* VMRPC_EVENT_KIND_TUNABLE and VMRPC_EVENT_KIND_JOB_COMPLETED */
        struct {
            int state;  /* VMRPC_EVENT_AGENT_STATE_* */
            int reason; /* VMRPC_EVENT_AGENT_REASON_* */
        } agent_lifecycle;
        struct {
            int iteration;
        } migration_iteration;
        struct {
            int type;        /* VMRPC_DOMAIN_METADATA_TYPE_* */
            const char *uri; /* of VMRPC_DOMAIN_METADATA_TYPE_ELEMENT */
        } metadata_change;
        struct {
            const char *device;
            const char *path;
            uint64_t threshold; /* bytes */
            uint64_t excess;    /* bytes beyond it */
        } block_threshold;
        struct {
            int recipient;      /* VMRPC_EVENT_MEMORY_FAILURE_RECIPIENT_* */
            int action;         /* VMRPC_EVENT_MEMORY_FAILURE_ACTION_* */
            unsigned int flags; /* a sum of VMRPC_EVENT_MEMORY_FAILURE_TRAIT_* */
        } memory_failure;
        struct {
            const char *alias;
            uint64_t size_kib;
        } memory_device_size_change;
        struct {
            uint64_t first_missed; /* sequence number; 0 if not known */
            uint64_t count;        /* how many were lost; 0 if not known */
        } gap;
        struct {
            int type; /* VMRPC_EVENT_POOL_LIFECYCLE_* */
            int detail;
        } pool_lifecycle;
    } u;
    VmrpcPool *pool; /* NULL but in events of storage pools */
} VmrpcEvent;

/* Called for each event, in order, and only from within vmrpc_connection_dispatch() of this
 * connection, in the thread that called it. May call anything, this connection's calls and
 * vmrpc_event_unsubscribe() included; dispatching from within does nothing. Since 0.1. */
typedef void (*VmrpcEventFunc)(VmrpcConnection *connection, const VmrpcEvent *event, void *data);

/*
 * Asks for events of one kind of domains (VMRPC_EVENT_KIND_ALL: of all), of one domain (NULL: of
 * all). Asks the server. Returns a positive id for vmrpc_event_unsubscribe(). free_data, if not
 * NULL, is called with data once no callback runs or will run any more, also when the connection
 * ends; not if this fails. An event that several subscriptions ask for comes to each once.
 *
 * Events that arrive during other calls are kept until somebody dispatches, at most 1024 of them or
 * 4 MiB; then the oldest are kept, and what was lost is told by a VMRPC_EVENT_KIND_GAP. Since 0.1.
 */
int vmrpc_event_subscribe(VmrpcConnection *connection, int kind, VmrpcDomain *domain,
                          VmrpcEventFunc callback, void *data, void (*free_data)(void *data),
                          VmrpcError **error);
/* The same for the kinds of storage pools, of one pool or of all. Since 0.1. */
int vmrpc_event_subscribe_pool(VmrpcConnection *connection, int kind, VmrpcPool *pool,
                               VmrpcEventFunc callback, void *data, void (*free_data)(void *data),
                               VmrpcError **error);
/* Ends it. The callback does not run any more when this returns, unless it is running in another
 * thread right then or this is called from it. VMRPC_ERR_INVALID_ARG for an unknown id. Since 0.1.
 */
int vmrpc_event_unsubscribe(VmrpcConnection *connection, int id, VmrpcError **error);

/*
 * The place in the daemon's stream of events up to which callbacks have run, at first the one when
 * the connection was opened: epoch is another number after each start of the daemon, sequence that
 * of the last event. To be kept and given to vmrpc_event_resume(). VMRPC_ERR_NO_SUPPORT from a
 * server that does not number its events. Since 0.1.
 */
int vmrpc_event_position(VmrpcConnection *connection, uint64_t *ret_epoch, uint64_t *ret_sequence,
                         VmrpcError **error);

/*
 * Asks for the events after a position that was noted on an earlier connection to the same daemon.
 * To be called after vmrpc_event_subscribe(): what the subscriptions ask for is delivered as if it
 * happened now, in order and before what happens later. Returns 0 if nothing was lost in between, 1
 * if something was (the daemon was restarted, or it was too long ago); then a VMRPC_EVENT_KIND_GAP
 * comes first. VMRPC_ERR_NO_SUPPORT from a server that has no memory for events. Since 0.1.
 */
int vmrpc_event_resume(VmrpcConnection *connection, uint64_t epoch, uint64_t sequence,
                       VmrpcError **error);

/* Constant words for people and for machine-readable output: "lifecycle", "rtc-change", ...;
 * "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_event_kind_to_string(int kind);
/* The reverse ("all" gives VMRPC_EVENT_KIND_ALL); -2 for a word that is none of them. Since 0.1. */
int vmrpc_event_kind_from_string(const char *word);

#ifdef __cplusplus
}
#endif

#endif
