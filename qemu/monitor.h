/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Monitor: the daemon's connection to one QEMU, commands out, replies and events in.
 *
 * Any number of commands may be outstanding; a reply finds its coroutine by id. A command whose
 * time is up is forgotten, and its reply, should it come, is skipped; until QEMU says something
 * again, others are waited for a quarter of their time, so that who undoes a change of many steps
 * does not wait for each of them. Nothing here ever blocks:
 * what QEMU does not read is queued, up to MONITOR_QUEUE_MAX. The hooks are called from the loop,
 * and may send commands or free the monitor.
 */
#ifndef VMRPC_QEMU_MONITOR_H
#define VMRPC_QEMU_MONITOR_H

#include "base/coroutine.h"
#include "base/error.h"

#include <jansson.h>

/* Bytes of commands that wait for a QEMU which has stopped reading. */
#define MONITOR_QUEUE_MAX (1024 * 1024)

typedef struct Monitor Monitor;

typedef struct MonitorHooks {
    /* data is borrowed and never NULL; time_us is QEMU's (QmpMessage). */
    void (*event)(void *owner, const char *name, json_t *data, int64_t time_us);
    /* Once, after which nothing comes any more and commands fail; not called by monitor_free(). */
    void (*closed)(void *owner, const char *why);
    /* Who does not answer, for a message; to be freed. NULL: "QEMU". */
    char *(*describe)(void *owner);
} MonitorHooks;

/* Takes over the connected, non-blocking descriptor. */
Monitor *monitor_new(Loop *loop, int fd, const MonitorHooks *hooks, void *owner);
/* Commands that are waiting fail with ERR_OPERATION_FAILED. Takes NULL. */
void monitor_free(Monitor *monitor);

/* Waits for the greeting, which QEMU gives when it is ready, and negotiates capabilities. */
bool monitor_co_open(Monitor *monitor, int64_t timeout_us, GError **err);
/* What QEMU greeted as: its version, and in brackets that of its package; "" before. */
const char *monitor_version(const Monitor *monitor);
/* Greeted, and not closed. */
bool monitor_is_open(const Monitor *monitor);
/* When the oldest command that waits for its reply was sent (g_get_monotonic_time()); 0: none. */
int64_t monitor_busy_since(const Monitor *monitor);

/* Takes over arguments (NULL: none). ret_result may be NULL; else the caller's to json_decref().
 * QEMU's refusal is ERR_OPERATION_FAILED with its own words. monitor may be freed meanwhile. */
bool monitor_co_command(Monitor *monitor, const char *name, json_t *arguments, json_t **ret_result,
                        int64_t timeout_us, GError **err);

/* The same for who wants to know how QEMU refuses: then *ret_body is its error object. */
bool monitor_co_exchange(Monitor *monitor, const char *name, json_t *arguments, json_t **ret_body,
                         bool *ret_refused, int64_t timeout_us, GError **err);

/* The same as monitor_co_command() for a command that comes with an open descriptor (add-fd,
 * getfd), which stays the caller's. */
bool monitor_co_pass(Monitor *monitor, const char *name, json_t *arguments, int passed,
                     json_t **ret_result, int64_t timeout_us, GError **err);

/* A command whose reply nobody waits for. */
void monitor_send(Monitor *monitor, const char *name);

/* Reads and delivers what has already arrived, for somebody who knows that QEMU has ended. */
void monitor_drain(Monitor *monitor);

#endif
