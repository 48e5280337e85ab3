/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: domains: finding and listing them, their life, what there is to ask of one.
 */
#ifndef VMRPC_DOMAIN_H
#define VMRPC_DOMAIN_H

#include "vmrpc/connection.h"
#include "vmrpc/stream.h"

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
 * of which none is given does not filter. */
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

/* Flags of vmrpc_domain_define(). */
typedef enum VmrpcDomainDefineFlags { VMRPC_DOMAIN_DEFINE_VALIDATE = 1 } VmrpcDomainDefineFlags;

/* Makes a persistent domain of <domain> XML, or replaces the definition of the one with the same
 * UUID and name. Does not start it. Since 0.1. */
VmrpcDomain *vmrpc_domain_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Flags of vmrpc_domain_create() and vmrpc_domain_start(). */
typedef enum VmrpcDomainStartFlags {
    VMRPC_DOMAIN_START_PAUSED = 1, /* created, nothing run yet: go on by vmrpc_domain_resume() */
    VMRPC_DOMAIN_START_AUTODESTROY = 2, /* destroyed when this connection ends */
    VMRPC_DOMAIN_START_BYPASS_CACHE = 4,
    VMRPC_DOMAIN_START_FORCE_BOOT = 8, /* discard a managed save image */
    VMRPC_DOMAIN_START_VALIDATE = 16,
    VMRPC_DOMAIN_START_RESET_NVRAM = 32
} VmrpcDomainStartFlags;

/* Starts a transient domain of <domain> XML: it is gone once it stops. Since 0.1. */
VmrpcDomain *vmrpc_domain_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Starts a defined domain; its id is known afterwards. VMRPC_ERR_OPERATION_INVALID if it runs
 * already. Since 0.1. */
int vmrpc_domain_start(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_shutdown() and vmrpc_domain_reboot(): by which way the guest is asked; none
 * leaves it to the driver. */
typedef enum VmrpcDomainShutdownFlags {
    VMRPC_DOMAIN_SHUTDOWN_ACPI_BUTTON = 1,
    VMRPC_DOMAIN_SHUTDOWN_GUEST_AGENT = 2,
    VMRPC_DOMAIN_SHUTDOWN_INITCTL = 4,
    VMRPC_DOMAIN_SHUTDOWN_SIGNAL = 8,
    VMRPC_DOMAIN_SHUTDOWN_PARAVIRT = 16
} VmrpcDomainShutdownFlags;

/* Asks the guest to shut down and returns; that it has done so shows in state and events. Since
 * 0.1. */
int vmrpc_domain_shutdown(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Asks the guest to restart and returns. Since 0.1. */
int vmrpc_domain_reboot(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The reset button: at once, without the guest being asked. Since 0.1. */
int vmrpc_domain_reset(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_destroy(). */
typedef enum VmrpcDomainDestroyFlags {
    VMRPC_DOMAIN_DESTROY_GRACEFUL = 1, /* let the emulator write its caches, do not kill it */
    VMRPC_DOMAIN_DESTROY_REMOVE_LOGS = 2
} VmrpcDomainDestroyFlags;

/* The power switch: the guest has stopped when this returns. Since 0.1. */
int vmrpc_domain_destroy(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Stops the CPUs; memory and devices stay. Since 0.1. */
int vmrpc_domain_suspend(VmrpcDomain *domain, VmrpcError **error);
/* Lets them go on. Since 0.1. */
int vmrpc_domain_resume(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_undefine(): what may go, or must stay, with the definition. */
typedef enum VmrpcDomainUndefineFlags {
    VMRPC_DOMAIN_UNDEFINE_MANAGED_SAVE = 1,
    VMRPC_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA = 2,
    VMRPC_DOMAIN_UNDEFINE_NVRAM = 4,
    VMRPC_DOMAIN_UNDEFINE_KEEP_NVRAM = 8,
    VMRPC_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA = 16,
    VMRPC_DOMAIN_UNDEFINE_TPM = 32,
    VMRPC_DOMAIN_UNDEFINE_KEEP_TPM = 64
} VmrpcDomainUndefineFlags;

/* Removes the definition; a running domain becomes transient. Since 0.1. */
int vmrpc_domain_undefine(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Whether it is started together with the daemon. Since 0.1. */
int vmrpc_domain_set_autostart(VmrpcDomain *domain, int autostart, VmrpcError **error);
/* 1 or 0. Since 0.1. */
int vmrpc_domain_has_autostart(VmrpcDomain *domain, VmrpcError **error);

/* What a domain is doing. */
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

/* Why: the reasons of each state. 0 is "unknown" in all of them. */
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

/* Flags of vmrpc_domain_xml(). */
typedef enum VmrpcDomainXmlFlags {
    VMRPC_DOMAIN_XML_SECURE = 1, /* passwords too; needs more than a read-only connection */
    VMRPC_DOMAIN_XML_INACTIVE =
        2, /* what it will be at the next start rather than what it is now */
    VMRPC_DOMAIN_XML_UPDATE_CPU = 4,
    VMRPC_DOMAIN_XML_MIGRATABLE = 8
} VmrpcDomainXmlFlags;

/* The domain as a document. Since 0.1. */
char *vmrpc_domain_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* 1 if it runs (or is paused), 0 if not. Since 0.1. */
int vmrpc_domain_is_active(VmrpcDomain *domain, VmrpcError **error);
/* 1 if it has a definition, 0 if it is transient. Since 0.1. */
int vmrpc_domain_is_persistent(VmrpcDomain *domain, VmrpcError **error);
/* What the guest believes to run on: "hvm". Since 0.1. */
char *vmrpc_domain_os_type(VmrpcDomain *domain, VmrpcError **error);
/* How much memory it may have at most. Since 0.1. */
int vmrpc_domain_max_memory(VmrpcDomain *domain, uint64_t *ret_kib, VmrpcError **error);
/* How many virtual CPUs it may have at most. Since 0.1. */
int vmrpc_domain_max_vcpus(VmrpcDomain *domain, VmrpcError **error);

/* What vmrpc_domain_metadata() gives. */
typedef enum VmrpcDomainMetadataType {
    VMRPC_DOMAIN_METADATA_TYPE_DESCRIPTION = 0,
    VMRPC_DOMAIN_METADATA_TYPE_TITLE = 1,
    VMRPC_DOMAIN_METADATA_TYPE_ELEMENT = 2
} VmrpcDomainMetadataType;
/* Whether the running guest or its definition is meant. */
typedef enum VmrpcDomainAffect {
    VMRPC_DOMAIN_AFFECT_CURRENT = 0,
    VMRPC_DOMAIN_AFFECT_LIVE = 1,
    VMRPC_DOMAIN_AFFECT_CONFIG = 2
} VmrpcDomainAffect;

/* Title, description, or the element of the XML namespace uri (NULL for the other two);
 * VMRPC_ERR_NO_DOMAIN_METADATA if there is none. Since 0.1. */
char *vmrpc_domain_metadata(VmrpcDomain *domain, int type, const char *uri, unsigned int flags,
                            VmrpcError **error);

/* Flags of vmrpc_domain_messages(); 0 is all. */
typedef enum VmrpcDomainMessagesFlags {
    VMRPC_DOMAIN_MESSAGES_DEPRECATION = 1,
    VMRPC_DOMAIN_MESSAGES_TAINTING = 2
} VmrpcDomainMessagesFlags;

/* What an administrator should know of it, as a NULL-terminated array (vmrpc_string_list_free()).
 * Since 0.1. */
char **vmrpc_domain_messages(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The label it runs under; "" if there is none. ret_enforcing may be NULL. Since 0.1. */
char *vmrpc_domain_security_label(VmrpcDomain *domain, int *ret_enforcing, VmrpcError **error);
/* 1 if its memory was saved and is taken up at the next start, else 0. Since 0.1. */
int vmrpc_domain_has_managed_save(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_open_console(). */
typedef enum VmrpcDomainOpenConsoleFlags {
    VMRPC_DOMAIN_OPEN_CONSOLE_FORCE = 1, /* write although another client does */
    VMRPC_DOMAIN_OPEN_CONSOLE_SAFE = 2   /* only if no other client writes */
} VmrpcDomainOpenConsoleFlags;

/* Opens a stream to a console of an active domain, both ways. device: the alias of a serial port,
 * console or channel, NULL for the first console. Since 0.1. */
VmrpcStream *vmrpc_domain_open_console(VmrpcDomain *domain, const char *device, unsigned int flags,
                                       VmrpcError **error);
/* Opens a stream with a picture of one of the screens of an active domain, from 0 on. *ret_mime,
 * unless ret_mime is NULL, is its type, such as "image/png", or NULL if the server does not say.
 * flags: 0. Since 0.1. */
VmrpcStream *vmrpc_domain_screenshot(VmrpcDomain *domain, unsigned int screen, unsigned int flags,
                                     char **ret_mime, VmrpcError **error);

#ifdef __cplusplus
}
#endif

#endif
