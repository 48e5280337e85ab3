/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event hub: see event_hub.h. What it costs is bounded: history by number and bytes, each
 * subscriber by its own queue. Never waits and never frees a subscriber.
 */
#include "server/event_hub.h"

#include <stddef.h>
#include <string.h>

#include "base/log.h"
#include "remote_protocol_table.h"
#include "rpc/codec.h"
#include "rpc/xdr_buffer.h"

typedef struct PastEvent {
    GList link; /* in EventHub.history; its data is this PastEvent */
    EventTag tag;
    GBytes *message;
    bool lost; /* the message is of a gap: the event itself could not be encoded */
} PastEvent;

struct EventHub {
    const Limits *limits;
    uint64_t epoch;
    uint64_t sequence; /* of the newest */
    GQueue history;    /* of PastEvent, oldest first; no number is missing */
    size_t history_bytes;
    GQueue subscribers; /* of Subscriber.link */
    Codec *codec;
    Buffer scratch; /* where events are encoded, one after the other */
    size_t body_at; /* where in an encoded message the event's body begins */
};

/* What subscriptions have that nothing matches. */
#define KIND_UNMANAGED -1

/* Where each kind of event has the UUID of what it is about; also the list of what can be
 * subscribed to. */
#define AT(member) (offsetof(event, event_u.member.dom.uuid))
static const size_t event_uuid_offsets[] = {
    [EVENT_LIFECYCLE] = AT(lifecycle),
    [EVENT_REBOOT] = AT(reboot),
    [EVENT_RTC_CHANGE] = AT(rtc_change),
    [EVENT_WATCHDOG] = AT(watchdog),
    [EVENT_IO_ERROR] = AT(io_error),
    [EVENT_GRAPHICS] = AT(graphics),
    [EVENT_IO_ERROR_REASON] = AT(io_error_reason),
    [EVENT_CONTROL_ERROR] = AT(control_error),
    [EVENT_BLOCK_JOB] = AT(block_job),
    [EVENT_DISK_CHANGE] = AT(disk_change),
    [EVENT_TRAY_CHANGE] = AT(tray_change),
    [EVENT_PMWAKEUP] = AT(pmwakeup),
    [EVENT_PMSUSPEND] = AT(pmsuspend),
    [EVENT_BALLOON_CHANGE] = AT(balloon_change),
    [EVENT_PMSUSPEND_DISK] = AT(pmsuspend_disk),
    [EVENT_DEVICE_REMOVED] = AT(device_removed),
    [EVENT_BLOCK_JOB_2] = AT(block_job_2),
    [EVENT_TUNABLE] = AT(tunable),
    [EVENT_AGENT_LIFECYCLE] = AT(agent_lifecycle),
    [EVENT_DEVICE_ADDED] = AT(device_added),
    [EVENT_MIGRATION_ITERATION] = AT(migration_iteration),
    [EVENT_JOB_COMPLETED] = AT(job_completed),
    [EVENT_DEVICE_REMOVAL_FAILED] = AT(device_removal_failed),
    [EVENT_METADATA_CHANGE] = AT(metadata_change),
    [EVENT_BLOCK_THRESHOLD] = AT(block_threshold),
    [EVENT_MEMORY_FAILURE] = AT(memory_failure),
    [EVENT_MEMORY_DEVICE_SIZE_CHANGE] = AT(memory_device_size_change),
    [EVENT_STORAGE_POOL_LIFECYCLE] = offsetof(event, event_u.storage_pool_lifecycle.pool.uuid),
    [EVENT_STORAGE_POOL_REFRESH] = offsetof(event, event_u.storage_pool_refresh.pool.uuid),
};
#undef AT

static bool event_kind_is_known(int kind)
{
    return kind >= 0 && (size_t) kind < G_N_ELEMENTS(event_uuid_offsets) &&
           event_uuid_offsets[kind] > 0;
}

static void past_event_free(PastEvent *past)
{
    g_bytes_unref(past->message);
    g_free(past);
}

EventHub *event_hub_new(const Limits *limits)
{
    EventHub *hub = g_new0(EventHub, 1);

    hub->limits = limits;
    hub->epoch = (uint64_t) g_get_real_time();
    hub->codec = codec_onc_new();
    return hub;
}

void event_hub_free(EventHub *hub)
{
    if (!hub)
        return;
    g_assert(g_queue_is_empty(&hub->subscribers));
    while (hub->history.head)
        past_event_free(g_queue_pop_head_link(&hub->history)->data);
    buffer_clear(&hub->scratch);
    codec_free(hub->codec);
    g_free(hub);
}

/* Bytes of scratch that a hub keeps: more than events have, but for documents. */
#define EVENT_SCRATCH_KEPT 4096

/* Of event_message: what goes before the body of the event. */
#define EVENT_PREFIX_SIZE (2 * sizeof(uint64_t) + sizeof(uint32_t))

/* A whole record: a call of VMRPC_EVENT with XID 0, which asks for no reply. NULL if the body
 * cannot be encoded. */
static GBytes *event_hub_encode(EventHub *hub, uint64_t sequence, const event *body)
{
    const DispatchRow *row = &vmrpc_dispatch_table.rows[VMRPC_EVENT];
    const CallId id = {.program = VMRPC_PROGRAM, .version = VMRPC_V1, .procedure = VMRPC_EVENT};
    event_message message = {
        .sequence = sequence, .time_us = (uint64_t) g_get_real_time(), .body = *body};
    Buffer *out = &hub->scratch;
    GBytes *bytes = NULL;
    size_t start = codec_begin_call(hub->codec, out, &id);
    XDR xdr;

    hub->body_at = buffer_size(out) + EVENT_PREFIX_SIZE;
    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX);
    if (row->args(&xdr, &message)) {
        codec_end(hub->codec, out, start);
        bytes = g_bytes_new(buffer_data(out), buffer_size(out));
    }
    buffer_truncate(out, 0);
    if (out->capacity > EVENT_SCRATCH_KEPT)
        buffer_clear(out);
    return bytes;
}

/* That of an event that tells of a gap. last: the number of the last event that is lost, which
 * becomes the gap's own. */
static GBytes *event_hub_encode_gap(EventHub *hub, uint64_t first, uint64_t last, uint64_t count)
{
    event body = {.kind = EVENT_GAP};

    body.event_u.gap = (event_gap){.first_missed = first, .count = count};
    return event_hub_encode(hub, last, &body);
}

static void event_hub_keep(EventHub *hub, const EventTag *tag, GBytes *message, bool lost)
{
    PastEvent *past = g_new(PastEvent, 1);

    *past = (PastEvent){.tag = *tag, .message = g_bytes_ref(message), .lost = lost};
    past->link.data = past;
    g_queue_push_tail_link(&hub->history, &past->link);
    hub->history_bytes += g_bytes_get_size(message);
    while (hub->history.length > hub->limits->event_history ||
           hub->history_bytes > hub->limits->event_history_bytes) {
        PastEvent *oldest = g_queue_pop_head_link(&hub->history)->data;

        hub->history_bytes -= g_bytes_get_size(oldest->message);
        past_event_free(oldest);
    }
}

/* Of what the subscriber is to get in any case. */
static void event_hub_force(Subscriber *subscriber, GBytes *message)
{
    const EventDelivery delivery = {.message = message, .callback = -1, .forced = true};

    subscriber->queue(subscriber->data, &delivery);
}

/* For an event that cannot be encoded: who wants it gets a gap in its place, now or, if he came
 * back, out of the history; or counts it in the gap that he is to be told of already. */
static void event_hub_lose(EventHub *hub, const EventTag *tag)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};
    g_autoptr(GBytes) gap = event_hub_encode_gap(hub, tag->sequence, tag->sequence, 1);

    log_limited(&limit, LOG_ERROR,
                "event %" G_GUINT64_FORMAT " (of kind %d) is lost, since it cannot be encoded: it "
                "lacks a text, or has one that is too long; subscribers are told of a gap",
                tag->sequence, tag->kind);
    event_hub_keep(hub, tag, gap, true);
    for (const GList *link = hub->subscribers.head; link; link = link->next) {
        Subscriber *subscriber = link->data;

        if (!subscriber_wants(subscriber, tag))
            continue;
        if (subscriber->gap_count > 0)
            subscriber_miss(subscriber, tag);
        else
            event_hub_force(subscriber, gap);
    }
}

void event_hub_emit(void *data, const Driver *driver, const event *body)
{
    EventHub *hub = data;
    EventTag tag = {.sequence = hub->sequence + 1, .source = driver, .kind = body->kind};
    g_autoptr(GBytes) message = NULL;

    if (!event_kind_is_known(tag.kind)) { /* so nobody can have subscribed to it */
        log_error("an event of kind %d is sent to nobody: there is no such kind", tag.kind);
        return;
    }
    message = event_hub_encode(hub, tag.sequence, body);
    hub->sequence++;
    memcpy(tag.uuid, (const char *) body + event_uuid_offsets[tag.kind], sizeof(tag.uuid));
    if (!message) {
        event_hub_lose(hub, &tag);
        return;
    }
    event_hub_keep(hub, &tag, message, false);
    for (const GList *link = hub->subscribers.head; link; link = link->next)
        if (subscriber_wants(link->data, &tag))
            subscriber_send(
                link->data,
                (EventDelivery){.tag = &tag, .message = message, .body_at = hub->body_at});
}

static bool event_hub_check_room(const EventHub *hub, const Subscriber *subscriber, GError **err)
{
    if (subscriber_count(subscriber) >= hub->limits->subscriptions)
        return error_set(
            err, ERR_OPERATION_FAILED,
            "this connection has %u event callbacks, which is the limit; take one back first",
            subscriber_count(subscriber));
    return true;
}

static bool event_hub_check(const EventHub *hub, const Subscriber *subscriber, int kind,
                            GError **err)
{
    if (!event_kind_is_known(kind))
        return error_set(err, ERR_INVALID_ARG, "there is no kind of event %d to subscribe to",
                         kind);
    return event_hub_check_room(hub, subscriber, err);
}

/* Lists a subscriber while it has subscriptions; to be called after each change of them. */
static void event_hub_list(EventHub *hub, Subscriber *subscriber, unsigned count_before)
{
    if (count_before == 0 && subscriber_count(subscriber) > 0)
        g_queue_push_tail_link(&hub->subscribers, &subscriber->link);
    else if (count_before > 0 && subscriber_count(subscriber) == 0)
        g_queue_unlink(&hub->subscribers, &subscriber->link);
}

int event_hub_subscribe(EventHub *hub, Subscriber *subscriber, const EventFilter *filter,
                        GError **err)
{
    unsigned before = subscriber_count(subscriber);
    int id;

    if (!event_hub_check(hub, subscriber, filter->kind, err))
        return -1;
    id = subscriber_add(subscriber, filter, hub->sequence);
    event_hub_list(hub, subscriber, before);
    return id;
}

int event_hub_subscribe_unmanaged(EventHub *hub, Subscriber *subscriber, GError **err)
{
    static const EventFilter unmanaged = {.kind = KIND_UNMANAGED};
    unsigned before = subscriber_count(subscriber);
    int id;

    if (!event_hub_check_room(hub, subscriber, err))
        return -1;
    id = subscriber_add(subscriber, &unmanaged, hub->sequence);
    event_hub_list(hub, subscriber, before);
    return id;
}

bool event_hub_subscribe_legacy(EventHub *hub, Subscriber *subscriber, const EventFilter *filter,
                                GError **err)
{
    unsigned before = subscriber_count(subscriber);
    bool done = event_hub_check(hub, subscriber, filter->kind, err) &&
                subscriber_add_legacy(subscriber, filter, hub->sequence, err);

    event_hub_list(hub, subscriber, before);
    return done;
}

bool event_hub_unsubscribe_legacy(EventHub *hub, Subscriber *subscriber, int kind, GError **err)
{
    unsigned before = subscriber_count(subscriber);
    bool done = subscriber_remove_legacy(subscriber, kind, err);

    event_hub_list(hub, subscriber, before);
    return done;
}

bool event_hub_unsubscribe(EventHub *hub, Subscriber *subscriber, int id, GError **err)
{
    unsigned before = subscriber_count(subscriber);
    bool done = subscriber_remove(subscriber, id, err);

    event_hub_list(hub, subscriber, before);
    return done;
}

void event_hub_leave(EventHub *hub, Subscriber *subscriber)
{
    if (subscriber_count(subscriber) > 0)
        g_queue_unlink(&hub->subscribers, &subscriber->link);
    subscriber_clear(subscriber);
}

static void event_hub_send_gap(EventHub *hub, Subscriber *subscriber, uint64_t first, uint64_t last,
                               uint64_t count)
{
    g_autoptr(GBytes) message = event_hub_encode_gap(hub, first, last, count);

    event_hub_force(subscriber, message);
}

void event_hub_resume(EventHub *hub, Subscriber *subscriber, const vmrpc_event_resume_args *since,
                      vmrpc_event_resume_ret *ret)
{
    uint64_t oldest = hub->sequence - hub->history.length + 1;
    uint64_t last = since->last_sequence;

    *ret = (vmrpc_event_resume_ret){.complete = 1, .event_sequence = hub->sequence};
    if (since->epoch != hub->epoch || last > hub->sequence) {
        /* Nothing is known of what this client has seen: it gets all there is. */
        ret->complete = 0;
        last = 0;
        event_hub_send_gap(hub, subscriber, 1, oldest - 1, 0);
    } else if (last + 1 < oldest) {
        ret->complete = 0;
        event_hub_send_gap(hub, subscriber, last + 1, oldest - 1, oldest - 1 - last);
    }
    for (const GList *link = hub->history.head; link; link = link->next) {
        const PastEvent *past = link->data;

        if (past->tag.sequence <= last || !subscriber_missed(subscriber, &past->tag))
            continue;
        event_hub_force(subscriber, past->message);
        if (past->lost)
            ret->complete = 0;
        else
            ret->replayed++;
    }
}

void event_hub_drained(EventHub *hub, Subscriber *subscriber)
{
    if (subscriber->gap_count == 0)
        return;
    event_hub_send_gap(hub, subscriber, subscriber->gap_first, subscriber->gap_last,
                       subscriber->gap_count);
    subscriber->gap_count = 0;
}

uint64_t event_hub_epoch(const EventHub *hub)
{
    return hub->epoch;
}

uint64_t event_hub_sequence(const EventHub *hub)
{
    return hub->sequence;
}
