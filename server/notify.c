/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Notifications: see notify.h. Never blocks: a change of state that does not get through waits here
 * until the service manager has time, and a sign of life is then left out. What cannot be told at
 * all is logged, and the daemon goes on.
 */
#include "server/notify.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "server/address.h"

#define NOTIFY_RETRY_US (G_USEC_PER_SEC / 10)

struct Notify {
    Address *address; /* NULL: nobody wants to know */
    int fd;           /* -1: the same */
    GQueue pending;   /* of char *, in order */
    LoopTimer *retry;
    LoopTimer *watchdog;
    int64_t watchdog_us; /* between signs of life; 0: none is wanted */
};

/* A path or @name; systemd's third kind, for virtual machines, is not for us. */
static Address *notify_parse(const char *name)
{
    g_autofree char *text = g_strconcat("unix:", name, NULL);
    g_autoptr(GError) error = NULL;
    Address *address = address_parse(text, &error);

    if (!address)
        log_warning("NOTIFY_SOCKET: %s", error->message);
    return address;
}

/* False: not now. Addressed anew every time, so that a service manager may start over. */
static bool notify_send(Notify *notify, const char *text)
{
    static LogLimit limit = {.burst = 1};

    if (notify->fd < 0 ||
        sendto(notify->fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT,
               (const struct sockaddr *) &notify->address->sockaddr, notify->address->length) >= 0)
        return true;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return false;
    log_limited(&limit, LOG_WARNING, "the service manager cannot be told anything: %s",
                g_strerror(errno));
    return true;
}

static void notify_flush(void *data)
{
    Notify *notify = data;

    while (!g_queue_is_empty(&notify->pending)) {
        g_autofree char *text = g_queue_pop_head(&notify->pending);

        if (notify_send(notify, text))
            continue;
        g_queue_push_head(&notify->pending, g_steal_pointer(&text));
        loop_timer_arm(notify->retry, NOTIFY_RETRY_US);
        return;
    }
}

/* Takes over text. */
static void notify_say(Notify *notify, char *text)
{
    g_queue_push_tail(&notify->pending, text);
    notify_flush(notify);
}

static void notify_on_watchdog(void *data)
{
    Notify *notify = data;

    if (g_queue_is_empty(&notify->pending))
        notify_send(notify, "WATCHDOG=1\n");
    loop_timer_arm(notify->watchdog, notify->watchdog_us);
}

/* A number of the environment, which is gone afterwards; 0 if there is none. */
static uint64_t notify_take_number(const char *name)
{
    const char *text = g_getenv(name);
    guint64 number = 0;

    if (text && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, &number, NULL))
        log_warning("%s: '%s' is not a number", name, text);
    g_unsetenv(name);
    return number;
}

Notify *notify_new(Loop *loop)
{
    Notify *notify = g_new0(Notify, 1);
    const char *name = g_getenv("NOTIFY_SOCKET");
    uint64_t pid = notify_take_number("WATCHDOG_PID");
    uint64_t watchdog = notify_take_number("WATCHDOG_USEC");

    notify->address = name && *name ? notify_parse(name) : NULL;
    notify->fd = -1;
    if (notify->address)
        notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    g_unsetenv("NOTIFY_SOCKET");
    notify->retry = loop_timer_new(loop, notify_flush, notify);
    notify->watchdog = loop_timer_new(loop, notify_on_watchdog, notify);
    if (notify->fd < 0 || watchdog == 0 || (pid != 0 && pid != (uint64_t) getpid()))
        return notify;
    notify->watchdog_us = (int64_t) MAX(watchdog / 2, 1000);
    loop_timer_arm(notify->watchdog, notify->watchdog_us);
    return notify;
}

void notify_free(Notify *notify)
{
    if (!notify)
        return;
    g_queue_clear_full(&notify->pending, g_free);
    loop_timer_free(notify->retry);
    loop_timer_free(notify->watchdog);
    if (notify->fd >= 0)
        close(notify->fd);
    address_free(notify->address);
    g_free(notify);
}

void notify_ready(Notify *notify)
{
    notify_say(notify, g_strdup("READY=1\n"));
}

void notify_reloading(Notify *notify)
{
    notify_say(notify, g_strdup_printf("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT "\n",
                                       g_get_monotonic_time()));
}

void notify_stopping(Notify *notify)
{
    notify_say(notify, g_strdup("STOPPING=1\n"));
}
