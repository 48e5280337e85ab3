/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for states and their reasons: see words.h. The tables are indexed by the wire's numbers;
 * the assertions keep the public ones the same. */
#include "client/words.h"

#include "vmrpc.h"
#include "remote_protocol.h"

#define SAME(public_name, wire_name)                                                               \
    _Static_assert((int) (public_name) == (int) (wire_name), "the number of " #wire_name)
SAME(VMRPC_DOMAIN_PMSUSPENDED, DOMAIN_STATE_PMSUSPENDED);
SAME(VMRPC_DOMAIN_SHUTOFF, DOMAIN_STATE_SHUTOFF);
SAME(VMRPC_RUNNING_POSTCOPY_FAILED, DOMAIN_REASON_RUNNING_POSTCOPY_FAILED);
SAME(VMRPC_PAUSED_POSTCOPY_FAILED, DOMAIN_REASON_PAUSED_POSTCOPY_FAILED);
SAME(VMRPC_SHUTDOWN_USER, DOMAIN_REASON_SHUTDOWN_USER);
SAME(VMRPC_SHUTOFF_DAEMON, DOMAIN_REASON_SHUTOFF_DAEMON);
SAME(VMRPC_CRASHED_PANICKED, DOMAIN_REASON_CRASHED_PANICKED);
SAME(VMRPC_LIST_NO_CHECKPOINT, DOMAIN_LIST_NO_CHECKPOINT);
SAME(VMRPC_START_RESET_NVRAM, DOMAIN_START_RESET_NVRAM);
SAME(VMRPC_DESTROY_REMOVE_LOGS, DOMAIN_DESTROY_REMOVE_LOGS);
SAME(VMRPC_SHUTDOWN_PARAVIRT, DOMAIN_SHUTDOWN_PARAVIRT);
SAME(VMRPC_SHUTDOWN_PARAVIRT, DOMAIN_REBOOT_PARAVIRT);
SAME(VMRPC_UNDEFINE_KEEP_TPM, DOMAIN_UNDEFINE_KEEP_TPM);
SAME(VMRPC_XML_MIGRATABLE, DOMAIN_XML_MIGRATABLE);
SAME(VMRPC_METADATA_ELEMENT, DOMAIN_METADATA_ELEMENT);
SAME(VMRPC_AFFECT_CONFIG, DOMAIN_AFFECT_CONFIG);
SAME(VMRPC_MESSAGES_TAINTING, DOMAIN_MESSAGE_TAINTING);
#undef SAME

static const char *const state_words[] = {"no state",    "running",  "idle",    "paused",
                                          "in shutdown", "shut off", "crashed", "pmsuspended"};

static const char *const running_words[] = {
    "unknown",       "booted",   "migrated",           "restored",
    "from snapshot", "unpaused", "migration canceled", "save canceled",
    "event wakeup",  "crashed",  "post-copy",          "post-copy failed"};

static const char *const paused_words[] = {
    "unknown",   "user",        "migrating",     "saving",          "dumping",
    "I/O error", "watchdog",    "from snapshot", "shutting down",   "creating snapshot",
    "crashed",   "starting up", "post-copy",     "post-copy failed"};

static const char *const shutdown_words[] = {"unknown", "user"};

static const char *const shutoff_words[] = {"unknown", "shutdown",      "destroyed",
                                            "crashed", "migrated",      "saved",
                                            "failed",  "from snapshot", "daemon"};

static const char *const crashed_words[] = {"unknown", "panicked"};

const char *words_at(const char *const *words, size_t n, int index)
{
    return index >= 0 && (size_t) index < n ? words[index] : "unknown";
}

char *words_from_ints(const int *numbers, size_t n)
{
    char *text = g_malloc(n + 1);
    size_t length = 0;

    while (length < n && numbers[length]) {
        text[length] = (char) numbers[length];
        length++;
    }
    text[length] = '\0';
    return text;
}

const char *vmrpc_domain_state_to_string(int state)
{
    return WORD_AT(state_words, state);
}

const char *vmrpc_domain_reason_to_string(int state, int reason)
{
    switch (state) {
    case VMRPC_DOMAIN_RUNNING:
        return WORD_AT(running_words, reason);
    case VMRPC_DOMAIN_PAUSED:
        return WORD_AT(paused_words, reason);
    case VMRPC_DOMAIN_SHUTDOWN:
        return WORD_AT(shutdown_words, reason);
    case VMRPC_DOMAIN_SHUTOFF:
        return WORD_AT(shutoff_words, reason);
    case VMRPC_DOMAIN_CRASHED:
        return WORD_AT(crashed_words, reason);
    default:
        return "unknown";
    }
}
