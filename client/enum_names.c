/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names for states and their reasons: see enum_names.h. The tables are indexed by the wire's
 * numbers; the assertions keep the public ones the same. */
#include "client/enum_names.h"

#include "vmrpc.h"
#include "remote_protocol.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_STATE_PMSUSPENDED, DOMAIN_STATE_PMSUSPENDED);
SAME(VMRPC_DOMAIN_STATE_SHUTOFF, DOMAIN_STATE_SHUTOFF);
SAME(VMRPC_DOMAIN_REASON_RUNNING_POSTCOPY_FAILED, DOMAIN_REASON_RUNNING_POSTCOPY_FAILED);
SAME(VMRPC_DOMAIN_REASON_PAUSED_POSTCOPY_FAILED, DOMAIN_REASON_PAUSED_POSTCOPY_FAILED);
SAME(VMRPC_DOMAIN_REASON_SHUTDOWN_USER, DOMAIN_REASON_SHUTDOWN_USER);
SAME(VMRPC_DOMAIN_REASON_SHUTOFF_DAEMON, DOMAIN_REASON_SHUTOFF_DAEMON);
SAME(VMRPC_DOMAIN_REASON_CRASHED_PANICKED, DOMAIN_REASON_CRASHED_PANICKED);
SAME(VMRPC_DOMAIN_LIST_NO_CHECKPOINT, DOMAIN_LIST_NO_CHECKPOINT);
SAME(VMRPC_DOMAIN_START_RESET_NVRAM, DOMAIN_START_RESET_NVRAM);
SAME(VMRPC_DOMAIN_DESTROY_REMOVE_LOGS, DOMAIN_DESTROY_REMOVE_LOGS);
SAME(VMRPC_DOMAIN_SHUTDOWN_PARAVIRT, DOMAIN_SHUTDOWN_PARAVIRT);
SAME(VMRPC_DOMAIN_SHUTDOWN_PARAVIRT, DOMAIN_REBOOT_PARAVIRT);
SAME(VMRPC_DOMAIN_UNDEFINE_KEEP_TPM, DOMAIN_UNDEFINE_KEEP_TPM);
SAME(VMRPC_DOMAIN_XML_MIGRATABLE, DOMAIN_XML_MIGRATABLE);
SAME(VMRPC_DOMAIN_METADATA_TYPE_ELEMENT, DOMAIN_METADATA_ELEMENT);
SAME(VMRPC_DOMAIN_AFFECT_CONFIG, DOMAIN_AFFECT_CONFIG);
SAME(VMRPC_DOMAIN_MESSAGES_TAINTING, DOMAIN_MESSAGE_TAINTING);
#undef SAME

static const char *const state_names[] = {"no state",    "running",  "idle",    "paused",
                                          "in shutdown", "shut off", "crashed", "pmsuspended"};

static const char *const running_names[] = {
    "unknown",       "booted",   "migrated",           "restored",
    "from snapshot", "unpaused", "migration canceled", "save canceled",
    "event wakeup",  "crashed",  "post-copy",          "post-copy failed"};

static const char *const paused_names[] = {
    "unknown",   "user",        "migrating",     "saving",          "dumping",
    "I/O error", "watchdog",    "from snapshot", "shutting down",   "creating snapshot",
    "crashed",   "starting up", "post-copy",     "post-copy failed"};

static const char *const shutdown_names[] = {"unknown", "user"};

static const char *const shutoff_names[] = {"unknown", "shutdown",      "destroyed",
                                            "crashed", "migrated",      "saved",
                                            "failed",  "from snapshot", "daemon"};

static const char *const crashed_names[] = {"unknown", "panicked"};

const char *enum_names_at(const char *const *names, size_t n, int index)
{
    return index >= 0 && (size_t) index < n ? names[index] : "unknown";
}

const char *vmrpc_domain_state_to_string(int state)
{
    return ENUM_NAME(state_names, state);
}

const char *vmrpc_domain_reason_to_string(int state, int reason)
{
    switch (state) {
    case VMRPC_DOMAIN_STATE_RUNNING:
        return ENUM_NAME(running_names, reason);
    case VMRPC_DOMAIN_STATE_PAUSED:
        return ENUM_NAME(paused_names, reason);
    case VMRPC_DOMAIN_STATE_SHUTDOWN:
        return ENUM_NAME(shutdown_names, reason);
    case VMRPC_DOMAIN_STATE_SHUTOFF:
        return ENUM_NAME(shutoff_names, reason);
    case VMRPC_DOMAIN_STATE_CRASHED:
        return ENUM_NAME(crashed_names, reason);
    default:
        return "unknown";
    }
}
