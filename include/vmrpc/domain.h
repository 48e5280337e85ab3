/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: domains: finding and listing them, what there is to ask of one and to say of it.
 */
#ifndef VMRPC_DOMAIN_H
#define VMRPC_DOMAIN_H

#include "vmrpc/connection.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A guest, whether it runs or not: a name, a UUID, and an id while it runs. Holds a reference of
 * its connection. Calls go by the UUID. Since 0.1. */
typedef struct VmrpcDomain VmrpcDomain;

/* Finds a domain by whatever a person gives: an id of digits, then a UUID, then a name. Since 0.1.
 */
VmrpcDomain *vmrpc_domain_lookup(VmrpcConnection *connection, const char *id_or_uuid_or_name,
                                 VmrpcError **error);
/* These fail with VMRPC_ERR_NO_DOMAIN if there is none. Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_name(VmrpcConnection *connection, const char *name,
                                         VmrpcError **error);
/* uuid: VMRPC_UUID_SIZE bytes. Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_uuid(VmrpcConnection *connection, const uint8_t *uuid,
                                         VmrpcError **error);
/* Upper or lower case, with or without hyphens; VMRPC_ERR_INVALID_ARG if it is no UUID. Since 0.1.
 */
VmrpcDomain *vmrpc_domain_lookup_by_uuid_string(VmrpcConnection *connection, const char *uuid,
                                                VmrpcError **error);
/* Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_id(VmrpcConnection *connection, int32_t id, VmrpcError **error);

/* Filters of vmrpc_domain_list(): those of one line are alternatives, lines are combined; a line
 * of which none is given does not filter. Since 0.1. */
typedef enum VmrpcDomainListFlags {
    VMRPC_DOMAIN_LIST_ACTIVE = 1 << 0,
    VMRPC_DOMAIN_LIST_INACTIVE = 1 << 1,

    VMRPC_DOMAIN_LIST_PERSISTENT = 1 << 2,
    VMRPC_DOMAIN_LIST_TRANSIENT = 1 << 3,

    VMRPC_DOMAIN_LIST_RUNNING = 1 << 4,
    VMRPC_DOMAIN_LIST_PAUSED = 1 << 5,
    VMRPC_DOMAIN_LIST_SHUTOFF = 1 << 6,
    VMRPC_DOMAIN_LIST_OTHER = 1 << 7,

    VMRPC_DOMAIN_LIST_MANAGED_SAVE = 1 << 8,
    VMRPC_DOMAIN_LIST_NO_MANAGED_SAVE = 1 << 9,

    VMRPC_DOMAIN_LIST_AUTOSTART = 1 << 10,
    VMRPC_DOMAIN_LIST_NO_AUTOSTART = 1 << 11,

    VMRPC_DOMAIN_LIST_HAS_SNAPSHOT = 1 << 12,
    VMRPC_DOMAIN_LIST_NO_SNAPSHOT = 1 << 13,

    VMRPC_DOMAIN_LIST_HAS_CHECKPOINT = 1 << 14,
    VMRPC_DOMAIN_LIST_NO_CHECKPOINT = 1 << 15
} VmrpcDomainListFlags;

/* Gives a NULL-terminated array of domains, to be freed with vmrpc_domain_list_free(), and returns
 * how many there are. flags: VMRPC_DOMAIN_LIST_*, 0 for all. ret_domains may be NULL to count only.
 * Since 0.1. */
int vmrpc_domain_list(VmrpcConnection *connection, unsigned int flags, VmrpcDomain ***ret_domains,
                      VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_domain_list_free(VmrpcDomain **domains);

/* Since 0.1. */
VmrpcDomain *vmrpc_domain_ref(VmrpcDomain *domain);
/* Since 0.1. */
void vmrpc_domain_unref(VmrpcDomain *domain);

/* These do not ask the server. Since 0.1. */
VmrpcConnection *vmrpc_domain_connection(const VmrpcDomain *domain); /* no reference is taken */
const char *vmrpc_domain_name(const VmrpcDomain *domain);
const uint8_t *vmrpc_domain_uuid(const VmrpcDomain *domain);     /* VMRPC_UUID_SIZE bytes */
const char *vmrpc_domain_uuid_string(const VmrpcDomain *domain); /* lower case, with hyphens */
/* The id as of the lookup or of the last vmrpc_domain_start(); -1 if it did not run then. Does not
 * ask the server. Since 0.1. */
int32_t vmrpc_domain_id(const VmrpcDomain *domain);

/* What a domain is doing. Since 0.1. */
typedef enum VmrpcDomainState {
    VMRPC_DOMAIN_STATE_NOSTATE = 0,
    VMRPC_DOMAIN_STATE_RUNNING = 1,
    VMRPC_DOMAIN_STATE_BLOCKED = 2,
    VMRPC_DOMAIN_STATE_PAUSED = 3,
    VMRPC_DOMAIN_STATE_SHUTDOWN = 4, /* on its way down */
    VMRPC_DOMAIN_STATE_SHUTOFF = 5,
    VMRPC_DOMAIN_STATE_CRASHED = 6,
    VMRPC_DOMAIN_STATE_PMSUSPENDED = 7
} VmrpcDomainState;

/* Why: the reasons of each state. 0 is "unknown" in all of them. Since 0.1. */
typedef enum VmrpcDomainReason {
    VMRPC_DOMAIN_REASON_RUNNING_BOOTED = 1,
    VMRPC_DOMAIN_REASON_RUNNING_MIGRATED = 2,
    VMRPC_DOMAIN_REASON_RUNNING_RESTORED = 3,
    VMRPC_DOMAIN_REASON_RUNNING_FROM_SNAPSHOT = 4,
    VMRPC_DOMAIN_REASON_RUNNING_UNPAUSED = 5,
    VMRPC_DOMAIN_REASON_RUNNING_MIGRATION_CANCELLED = 6,
    VMRPC_DOMAIN_REASON_RUNNING_SAVE_CANCELLED = 7,
    VMRPC_DOMAIN_REASON_RUNNING_WAKEUP = 8,
    VMRPC_DOMAIN_REASON_RUNNING_CRASHED = 9,
    VMRPC_DOMAIN_REASON_RUNNING_POSTCOPY = 10,
    VMRPC_DOMAIN_REASON_RUNNING_POSTCOPY_FAILED = 11,

    VMRPC_DOMAIN_REASON_PAUSED_USER = 1,
    VMRPC_DOMAIN_REASON_PAUSED_MIGRATION = 2,
    VMRPC_DOMAIN_REASON_PAUSED_SAVE = 3,
    VMRPC_DOMAIN_REASON_PAUSED_DUMP = 4,
    VMRPC_DOMAIN_REASON_PAUSED_IOERROR = 5,
    VMRPC_DOMAIN_REASON_PAUSED_WATCHDOG = 6,
    VMRPC_DOMAIN_REASON_PAUSED_FROM_SNAPSHOT = 7,
    VMRPC_DOMAIN_REASON_PAUSED_SHUTTING_DOWN = 8,
    VMRPC_DOMAIN_REASON_PAUSED_SNAPSHOT = 9,
    VMRPC_DOMAIN_REASON_PAUSED_CRASHED = 10,
    VMRPC_DOMAIN_REASON_PAUSED_STARTING_UP = 11,
    VMRPC_DOMAIN_REASON_PAUSED_POSTCOPY = 12,
    VMRPC_DOMAIN_REASON_PAUSED_POSTCOPY_FAILED = 13,

    VMRPC_DOMAIN_REASON_SHUTDOWN_USER = 1,

    VMRPC_DOMAIN_REASON_SHUTOFF_SHUTDOWN = 1,
    VMRPC_DOMAIN_REASON_SHUTOFF_DESTROYED = 2,
    VMRPC_DOMAIN_REASON_SHUTOFF_CRASHED = 3,
    VMRPC_DOMAIN_REASON_SHUTOFF_MIGRATED = 4,
    VMRPC_DOMAIN_REASON_SHUTOFF_SAVED = 5,
    VMRPC_DOMAIN_REASON_SHUTOFF_FAILED = 6,
    VMRPC_DOMAIN_REASON_SHUTOFF_FROM_SNAPSHOT = 7,
    VMRPC_DOMAIN_REASON_SHUTOFF_DAEMON = 8,

    VMRPC_DOMAIN_REASON_CRASHED_PANICKED = 1
} VmrpcDomainReason;

/* Gives a VMRPC_DOMAIN_STATE_* state and its reason; either pointer may be NULL. Since 0.1. */
int vmrpc_domain_state(VmrpcDomain *domain, int *ret_state, int *ret_reason, VmrpcError **error);
/* Words for people: "running", "shut off", ... and "booted", "destroyed", ...; "unknown" for a
 * number that has none. Since 0.1. */
const char *vmrpc_domain_state_to_string(int state);
const char *vmrpc_domain_reason_to_string(int state, int reason);

/* The figures of a domain. Since 0.1. */
typedef struct VmrpcDomainInfo {
    int state; /* VMRPC_DOMAIN_STATE_* */
    uint32_t vcpus;
    uint64_t max_memory_kib; /* what it may have at most */
    uint64_t memory_kib;     /* what it has */
    uint64_t cpu_time_ns;    /* CPU time used since its start; 0 if it does not run */
} VmrpcDomainInfo;

/* Fills *ret_info. Since 0.1. */
int vmrpc_domain_info(VmrpcDomain *domain, VmrpcDomainInfo *ret_info, VmrpcError **error);

/* 1 if it runs (or is paused), 0 if not. Since 0.1. */
int vmrpc_domain_is_active(VmrpcDomain *domain, VmrpcError **error);
/* 1 if it has a definition, 0 if it is transient. Since 0.1. */
int vmrpc_domain_is_persistent(VmrpcDomain *domain, VmrpcError **error);
/* 1 if what runs differs from the definition, else 0. Since 0.1. */
int vmrpc_domain_is_updated(VmrpcDomain *domain, VmrpcError **error);
/* 1 if its memory was saved and is taken up at the next start, else 0. Since 0.1. */
int vmrpc_domain_has_managed_save(VmrpcDomain *domain, VmrpcError **error);
/* 1 if one of its snapshots is the current one (vmrpc_snapshot_lookup_current()), else 0. Since
 * 0.1. */
int vmrpc_domain_has_current_snapshot(VmrpcDomain *domain, VmrpcError **error);

/* What the guest believes to run on: "hvm". Since 0.1. */
char *vmrpc_domain_os_type(VmrpcDomain *domain, VmrpcError **error);
/* The label it runs under; "" if there is none. ret_enforcing may be NULL. Since 0.1. */
char *vmrpc_domain_security_label(VmrpcDomain *domain, int *ret_enforcing, VmrpcError **error);

/* Flags of vmrpc_domain_messages(); 0 is all. Since 0.1. */
typedef enum VmrpcDomainMessagesFlags {
    VMRPC_DOMAIN_MESSAGES_DEPRECATION = 1,
    VMRPC_DOMAIN_MESSAGES_TAINTING = 2
} VmrpcDomainMessagesFlags;

/* What an administrator should know of it: a NULL-terminated array, to be freed with
 * vmrpc_string_list_free(). Since 0.1. */
char **vmrpc_domain_messages(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* What the way to a guest's emulator is busy with. Since 0.1. */
typedef enum VmrpcDomainControlState {
    VMRPC_DOMAIN_CONTROL_STATE_OK = 0,
    VMRPC_DOMAIN_CONTROL_STATE_JOB = 1,      /* with a long job */
    VMRPC_DOMAIN_CONTROL_STATE_OCCUPIED = 2, /* with a command */
    VMRPC_DOMAIN_CONTROL_STATE_ERROR = 3     /* it does not answer */
} VmrpcDomainControlState;

/* Gives a VMRPC_DOMAIN_CONTROL_STATE_* state, its details (0: nothing more is known) and for how
 * many milliseconds it has been so. Since 0.1. */
int vmrpc_domain_control_info(VmrpcDomain *domain, int *ret_state, int *ret_details,
                              uint64_t *ret_ms, VmrpcError **error);
/* Words for people: "ok", "occupied", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_domain_control_state_to_string(int state);

/* Flags of vmrpc_domain_xml(). Since 0.1. */
typedef enum VmrpcDomainXmlFlags {
    VMRPC_DOMAIN_XML_SECURE = 1,   /* passwords too; needs more than a read-only connection */
    VMRPC_DOMAIN_XML_INACTIVE = 2, /* what it will be at the next start, not what it is now */
    VMRPC_DOMAIN_XML_UPDATE_CPU = 4,
    VMRPC_DOMAIN_XML_MIGRATABLE = 8
} VmrpcDomainXmlFlags;

/* The domain as a document. flags: VMRPC_DOMAIN_XML_*. Since 0.1. */
char *vmrpc_domain_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Which of the two a flags argument means: the guest that runs, its definition, or (a sum) both.
 * Since 0.1. */
typedef enum VmrpcDomainAffect {
    VMRPC_DOMAIN_AFFECT_CURRENT = 0, /* the guest if it runs, else the definition */
    VMRPC_DOMAIN_AFFECT_LIVE = 1,
    VMRPC_DOMAIN_AFFECT_CONFIG = 2
} VmrpcDomainAffect;

/* What vmrpc_domain_metadata() gives and vmrpc_domain_set_metadata() sets. Since 0.1. */
typedef enum VmrpcDomainMetadataType {
    VMRPC_DOMAIN_METADATA_TYPE_DESCRIPTION = 0,
    VMRPC_DOMAIN_METADATA_TYPE_TITLE = 1,
    VMRPC_DOMAIN_METADATA_TYPE_ELEMENT = 2
} VmrpcDomainMetadataType;

/* Words for people: "title", ...; "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_domain_metadata_type_to_string(int type);

/* Title, description, or the element of the XML namespace uri (NULL for the other two). type:
 * VMRPC_DOMAIN_METADATA_TYPE_*, flags: VMRPC_DOMAIN_AFFECT_*. VMRPC_ERR_NO_DOMAIN_METADATA if there
 * is none. Since 0.1. */
char *vmrpc_domain_metadata(VmrpcDomain *domain, int type, const char *uri, unsigned int flags,
                            VmrpcError **error);

/* Puts text in place of the description, the title or an element of metadata
 * (VMRPC_DOMAIN_METADATA_TYPE_*) or, NULL, removes it. Of an element uri is its namespace and key
 * the prefix that stands for it; both are NULL otherwise. flags: VMRPC_DOMAIN_AFFECT_*. Since 0.1.
 */
int vmrpc_domain_set_metadata(VmrpcDomain *domain, int type, const char *text, const char *key,
                              const char *uri, unsigned int flags, VmrpcError **error);

/* Gives a domain that does not run another name. The object keeps the one it was found by. Since
 * 0.1. */
int vmrpc_domain_rename(VmrpcDomain *domain, const char *new_name, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
