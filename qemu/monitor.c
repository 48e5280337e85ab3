/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The connection to one QEMU: see monitor.h.
 *
 * A coroutine that waits owns its MonitorCall on its stack; the monitor only lists it. Whoever
 * takes it off the list (reply, close, free) has settled it, and the coroutine touches the monitor
 * again only while its call is still listed: so a monitor may be freed under those who wait in it.
 */
#include "qemu/monitor.h"

#include "base/buffer.h"
#include "base/log.h"
#include "qemu/qmp.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MONITOR_READ_SIZE 16384
/* Reads of one round, so that a QEMU which floods us with events starves nobody. */
#define MONITOR_READS_MAX 16
/* One that is overdue gets this part of the usual time. */
#define MONITOR_OVERDUE_PART 4

typedef struct MonitorCall {
    GList link; /* in monitor->calls */
    CoWaiter waiter;
    uint64_t id;
    int64_t sent_us; /* g_get_monotonic_time() */
    bool listed;
    json_t *result; /* once settled: the reply's body, or NULL if the monitor was closed */
    bool error;
    char *lost; /* why it was closed */
} MonitorCall;

struct Monitor {
    Loop *loop;
    LoopFd *source;
    int fd;
    Qmp *qmp;
    Buffer out;
    GQueue calls;
    uint64_t next_id;
    bool greeted, open;
    bool overdue;        /* a command was given up, and nothing has been heard since */
    unsigned references; /* the owner's, and those of who is in the middle of something */
    char *closed;        /* why */
    char *version;       /* see monitor_version() */
    const MonitorHooks *hooks;
    void *owner;
};

/* The greeting is awaited like a reply. */
#define GREETING_ID 0

static void monitor_ready(LoopFd *source, uint32_t events, void *data);

Monitor *monitor_new(Loop *loop, int fd, const MonitorHooks *hooks, void *owner)
{
    Monitor *monitor = g_new0(Monitor, 1);

    *monitor = (Monitor){.loop = loop, .fd = fd, .next_id = 1, .hooks = hooks, .owner = owner};
    monitor->references = 1;
    monitor->qmp = qmp_new();
    monitor->source = loop_fd_add(loop, fd, EPOLLIN, monitor_ready, monitor);
    return monitor;
}

bool monitor_is_open(const Monitor *monitor)
{
    return monitor && monitor->open && !monitor->closed;
}

int64_t monitor_busy_since(const Monitor *monitor)
{
    const MonitorCall *oldest = monitor->calls.head ? monitor->calls.head->data : NULL;

    return oldest ? oldest->sent_us : 0;
}

static void call_settle(Monitor *monitor, MonitorCall *call)
{
    g_queue_unlink(&monitor->calls, &call->link);
    call->listed = false;
    co_wake(&call->waiter);
}

static void monitor_fail_calls(Monitor *monitor, const char *why)
{
    while (monitor->calls.head) {
        MonitorCall *call = monitor->calls.head->data;

        call->lost = g_strdup(why);
        call_settle(monitor, call);
    }
}

static void monitor_shut(Monitor *monitor)
{
    loop_fd_remove(monitor->source);
    monitor->source = NULL;
    if (monitor->fd >= 0)
        close(monitor->fd);
    monitor->fd = -1;
    buffer_clear(&monitor->out);
}

static void monitor_unref(Monitor *monitor)
{
    if (--monitor->references > 0)
        return;
    qmp_free(monitor->qmp);
    g_free(monitor->closed);
    g_free(monitor->version);
    g_free(monitor);
}

static void monitor_close(Monitor *monitor, const char *why)
{
    const MonitorHooks *hooks = monitor->hooks;

    if (monitor->closed)
        return;
    monitor->closed = g_strdup(why);
    monitor_shut(monitor);
    monitor_fail_calls(monitor, why);
    if (hooks)
        hooks->closed(monitor->owner, why);
}

void monitor_free(Monitor *monitor)
{
    if (!monitor)
        return;
    monitor->hooks = NULL;
    monitor_close(monitor, "the guest's process has ended");
    monitor_unref(monitor);
}

static void monitor_reply(Monitor *monitor, const QmpMessage *message)
{
    for (GList *link = monitor->calls.head; link; link = link->next) {
        MonitorCall *call = link->data;

        if (call->id != message->id)
            continue;
        call->result = json_incref(message->body);
        call->error = message->error;
        call_settle(monitor, call);
        return;
    }
}

/* "7.2.22 (Debian ...)" */
static void monitor_note_version(Monitor *monitor, const json_t *greeting)
{
    const json_t *version = json_object_get(greeting, "version");
    const json_t *qemu = json_object_get(version, "qemu");
    const char *package = json_string_value(json_object_get(version, "package"));
    int parts[3];

    for (unsigned i = 0; i < G_N_ELEMENTS(parts); i++) {
        static const char *const names[] = {"major", "minor", "micro"};

        parts[i] = (int) json_integer_value(json_object_get(qemu, names[i]));
    }
    g_free(monitor->version);
    monitor->version = g_strdup_printf("%d.%d.%d%s%s%s", parts[0], parts[1], parts[2],
                                       package && *package ? " (" : "", package ? package : "",
                                       package && *package ? ")" : "");
}

/* Everything that has been read. The monitor may be closed or freed by each hook. */
static void monitor_dispatch(Monitor *monitor)
{
    QmpMessage message;

    while (!monitor->closed) {
        QmpKind kind = qmp_next(monitor->qmp, &message);

        if (kind == QMP_MORE)
            return;
        if (kind == QMP_BROKEN) {
            g_autofree char *why =
                g_strconcat("QEMU's monitor sent ", qmp_problem(monitor->qmp), NULL);

            monitor_close(monitor, why);
            return;
        }
        if (kind == QMP_EVENT) {
            monitor->hooks->event(monitor->owner, message.name, message.body, message.time_us);
        } else if (kind == QMP_GREETING) {
            message.id = GREETING_ID;
            monitor_note_version(monitor, message.body);
            monitor->greeted = true;
            monitor_reply(monitor, &message);
        } else if (message.id != GREETING_ID) {
            monitor_reply(monitor, &message);
        }
        qmp_message_clear(&message);
    }
}

/* False once there is nothing more to read, now or ever. */
static bool monitor_read(Monitor *monitor)
{
    void *room = qmp_reserve(monitor->qmp, MONITOR_READ_SIZE);
    ssize_t size = recv(monitor->fd, room, MONITOR_READ_SIZE, MSG_DONTWAIT);

    if (size > 0) {
        qmp_commit(monitor->qmp, (size_t) size);
        monitor->overdue = false;
        monitor_dispatch(monitor);
        return !monitor->closed;
    }
    if (size == 0) {
        monitor_close(monitor, "QEMU closed its monitor");
    } else if (errno != EAGAIN && errno != EINTR) {
        g_autofree char *why = g_strconcat("QEMU's monitor failed: ", g_strerror(errno), NULL);

        monitor_close(monitor, why);
    }
    return false;
}

static void monitor_read_all(Monitor *monitor, unsigned reads)
{
    monitor->references++; /* a hook may free it */
    while (reads-- > 0 && monitor_read(monitor))
        ;
    monitor_unref(monitor);
}

void monitor_drain(Monitor *monitor)
{
    if (monitor && !monitor->closed)
        monitor_read_all(monitor, G_MAXUINT);
}

static void monitor_flush(Monitor *monitor)
{
    while (buffer_size(&monitor->out) > 0) {
        ssize_t size = send(monitor->fd, buffer_data(&monitor->out), buffer_size(&monitor->out),
                            MSG_DONTWAIT | MSG_NOSIGNAL);

        /* An error will be seen by reading, with what QEMU said last. */
        if (size < 0 && errno != EAGAIN && errno != EINTR)
            buffer_clear(&monitor->out);
        if (size < 0)
            break;
        buffer_consume(&monitor->out, (size_t) size);
    }
    loop_fd_set_events(monitor->source,
                       buffer_size(&monitor->out) > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
    if (buffer_size(&monitor->out) == 0)
        buffer_trim(&monitor->out, 0);
}

static void monitor_ready(LoopFd *source, uint32_t events, void *data)
{
    Monitor *monitor = data;

    (void) source;
    if (events & EPOLLOUT)
        monitor_flush(monitor);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        monitor_read_all(monitor, MONITOR_READS_MAX);
}

static bool monitor_give_up(Monitor *monitor, const char *name, int64_t timeout_us, GError **err)
{
    const MonitorHooks *hooks = monitor->hooks;
    g_autofree char *who = hooks && hooks->describe ? hooks->describe(monitor->owner) : NULL;

    monitor->overdue = true;
    return error_set(err, ERR_OPERATION_TIMEOUT, "%s did not answer '%s' within %g s",
                     who ? who : "QEMU", name, (double) timeout_us / G_USEC_PER_SEC);
}

/* Lists call, waits until it is settled. False if it was not in time or the monitor is gone. */
static bool monitor_co_await(Monitor *monitor, MonitorCall *call, const char *name,
                             int64_t timeout_us, GError **err)
{
    call->link.data = call;
    call->listed = true;
    call->sent_us = g_get_monotonic_time();
    if (monitor->overdue && timeout_us > 0)
        timeout_us /= MONITOR_OVERDUE_PART;
    g_queue_push_tail_link(&monitor->calls, &call->link);
    co_wait(&call->waiter, timeout_us);
    if (call->listed) { /* then the monitor is still there */
        g_queue_unlink(&monitor->calls, &call->link);
        return monitor_give_up(monitor, name, timeout_us, err);
    }
    if (!call->lost)
        return true;
    error_set(err, ERR_OPERATION_FAILED, "no answer to '%s': %s", name, call->lost);
    g_free(call->lost);
    return false;
}

static void monitor_queue(Monitor *monitor, const char *text)
{
    buffer_append(&monitor->out, text, strlen(text));
    monitor_flush(monitor);
}

void monitor_send(Monitor *monitor, const char *name)
{
    g_autofree char *text = NULL;

    if (!monitor_is_open(monitor) || buffer_size(&monitor->out) > MONITOR_QUEUE_MAX)
        return;
    log_debug("monitor %d: %s", monitor->fd, name);
    text = qmp_command_format(name, NULL, monitor->next_id++);
    monitor_queue(monitor, text);
}

/* A descriptor travels with the first byte of its command, so none may wait before it. */
static bool monitor_queue_with(Monitor *monitor, const char *name, const char *text, int passed,
                               GError **err)
{
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(sizeof(int)),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS}};
    struct iovec piece = {.iov_base = (void *) text, .iov_len = strlen(text)};
    const struct msghdr message = {.msg_iov = &piece,
                                   .msg_iovlen = 1,
                                   .msg_control = control.bytes,
                                   .msg_controllen = sizeof(control.bytes)};
    ssize_t size = -1;

    memcpy(CMSG_DATA(&control.header), &passed, sizeof(passed));
    errno = EAGAIN;
    if (buffer_size(&monitor->out) == 0)
        size = sendmsg(monitor->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (size < 0 && errno == EAGAIN)
        return error_set(err, ERR_RESOURCE_BUSY, "cannot send '%s': QEMU has stopped reading",
                         name);
    if (size < 0)
        return error_set_errno(err, errno, "cannot send '%s'", name);
    monitor_queue(monitor, text + size);
    return true;
}

/* passed: a descriptor, or -1. The reply is in call, which the caller has zeroed, and his. */
static bool monitor_co_ask(Monitor *monitor, MonitorCall *call, const char *name, json_t *arguments,
                           int passed, int64_t timeout_us, GError **err)
{
    g_autofree char *text = NULL;

    if (!monitor || monitor->closed) {
        json_decref(arguments);
        return error_set(err, ERR_OPERATION_FAILED, "cannot send '%s': %s", name,
                         monitor ? monitor->closed : "the monitor of the guest is not connected");
    }
    log_debug("monitor %d: %s", monitor->fd, name);
    call->id = monitor->next_id++;
    text = qmp_command_format(name, arguments, call->id);
    if (buffer_size(&monitor->out) + strlen(text) > MONITOR_QUEUE_MAX)
        return error_set(err, ERR_RESOURCE_BUSY, "cannot send '%s': QEMU has stopped reading",
                         name);
    if (passed < 0)
        monitor_queue(monitor, text);
    else if (!monitor_queue_with(monitor, name, text, passed, err))
        return false;
    return monitor_co_await(monitor, call, name, timeout_us, err);
}

/* The same for who takes a refusal as a failure. */
static bool monitor_co_command_with(Monitor *monitor, const char *name, json_t *arguments,
                                    int passed, json_t **ret_result, int64_t timeout_us,
                                    GError **err)
{
    MonitorCall call = {0};
    const char *words;

    if (!monitor_co_ask(monitor, &call, name, arguments, passed, timeout_us, err))
        return false;
    if (call.error) {
        words = json_string_value(json_object_get(call.result, "desc"));
        error_set(err, ERR_OPERATION_FAILED, "QEMU refused '%s': %s", name,
                  words ? words : "it does not say why");
        json_decref(call.result);
        return false;
    }
    if (ret_result)
        *ret_result = call.result;
    else
        json_decref(call.result);
    return true;
}

bool monitor_co_command(Monitor *monitor, const char *name, json_t *arguments, json_t **ret_result,
                        int64_t timeout_us, GError **err)
{
    return monitor_co_command_with(monitor, name, arguments, -1, ret_result, timeout_us, err);
}

bool monitor_co_exchange(Monitor *monitor, const char *name, json_t *arguments, json_t **ret_body,
                         bool *ret_refused, int64_t timeout_us, GError **err)
{
    MonitorCall call = {0};

    if (!monitor_co_ask(monitor, &call, name, arguments, -1, timeout_us, err))
        return false;
    *ret_body = call.result;
    *ret_refused = call.error;
    return true;
}

bool monitor_co_pass(Monitor *monitor, const char *name, json_t *arguments, int passed,
                     json_t **ret_result, int64_t timeout_us, GError **err)
{
    return monitor_co_command_with(monitor, name, arguments, passed, ret_result, timeout_us, err);
}

static bool monitor_co_negotiate(Monitor *monitor, int64_t timeout_us, GError **err)
{
    MonitorCall call = {.id = GREETING_ID};
    int64_t began = g_get_monotonic_time();

    if (monitor->closed)
        return error_set(err, ERR_OPERATION_FAILED, "%s", monitor->closed);
    if (!monitor->greeted) {
        if (!monitor_co_await(monitor, &call, "greeting", timeout_us, err))
            return false;
        json_decref(call.result);
    }
    if (timeout_us >= 0)
        timeout_us = MAX(0, timeout_us - (g_get_monotonic_time() - began));
    return monitor_co_command(monitor, "qmp_capabilities", NULL, NULL, timeout_us, err);
}

const char *monitor_version(const Monitor *monitor)
{
    return monitor->version ? monitor->version : "";
}

bool monitor_co_open(Monitor *monitor, int64_t timeout_us, GError **err)
{
    bool open;

    monitor->references++; /* its owner may free it meanwhile */
    open = monitor_co_negotiate(monitor, timeout_us, err);
    if (open && monitor->closed) /* between the reply and now */
        open = error_set(err, ERR_OPERATION_FAILED, "%s", monitor->closed);
    monitor->open = open;
    monitor_unref(monitor);
    return open;
}
