/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The event hub: who gets which event, that all get the same bytes, and what one learns who had no
 * room or was away.
 */
#include <string.h>

#include "rpc/codec.h"
#include "server/event_hub.h"

typedef struct Listener {
    Subscriber subscriber;
    GPtrArray *messages; /* of GBytes */
    bool full;
} Listener;

static bool on_message(void *data, const EventDelivery *delivery)
{
    Listener *listener = data;

    if (listener->full && !delivery->forced)
        return false;
    g_ptr_array_add(listener->messages, g_bytes_ref(delivery->message));
    return true;
}

static void listener_init(Listener *listener)
{
    listener->full = false;
    subscriber_init(&listener->subscriber, on_message, listener);
    listener->messages = g_ptr_array_new_with_free_func((GDestroyNotify) g_bytes_unref);
}

static void listener_clear(EventHub *hub, Listener *listener)
{
    event_hub_leave(hub, &listener->subscriber);
    g_ptr_array_unref(listener->messages);
}

static remote_domain domain(uint8_t number)
{
    static char name[] = "guest";
    remote_domain dom = {.name = name};

    memset(dom.uuid, number, sizeof(dom.uuid));
    return dom;
}

static void emit(EventHub *hub, uint8_t number)
{
    event body = {.kind = EVENT_LIFECYCLE};

    body.event_u.lifecycle.dom = domain(number);
    event_hub_emit(hub, NULL, &body);
}

static void emit_wakeup(EventHub *hub, uint8_t number)
{
    event body = {.kind = EVENT_PMWAKEUP};

    body.event_u.pmwakeup.dom = domain(number);
    event_hub_emit(hub, NULL, &body);
}

/* The event_message of a listener's message. */
static event_message decode(const Listener *listener, unsigned index)
{
    gsize size;
    const uint8_t *data = g_bytes_get_data(listener->messages->pdata[index], &size);
    event_message message = {0};
    XDR xdr;

    g_assert_cmphex(buffer_peek_u32(data), ==, 0x80000000u | (uint32_t) (size - 4));
    g_assert_cmpuint(buffer_peek_u32(data + 4), ==, 0); /* XID */
    g_assert_cmpuint(buffer_peek_u32(data + 8), ==, MESSAGE_CALL);
    g_assert_cmphex(buffer_peek_u32(data + 16), ==, VMRPC_PROGRAM);
    g_assert_cmpuint(buffer_peek_u32(data + 24), ==, VMRPC_EVENT);
    xdrmem_create(&xdr, (char *) (uintptr_t) data + 44, (u_int) size - 44, XDR_DECODE);
    g_assert_true(xdr_event_message(&xdr, &message));
    return message;
}

static uint64_t sequence_at(const Listener *listener, unsigned index)
{
    event_message message = decode(listener, index);

    xdr_free((xdrproc_t) xdr_event_message, (char *) &message);
    return message.sequence;
}

static void test_filters(void)
{
    const Limits limits = LIMITS_DEFAULT;
    EventHub *hub = event_hub_new(&limits);
    remote_domain one = domain(1);
    Listener all, some;
    int id;

    listener_init(&all);
    listener_init(&some);
    event_hub_subscribe(hub, &all.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    event_hub_subscribe(hub, &all.subscriber,
                        &(EventFilter){.kind = EVENT_LIFECYCLE, .uuid = one.uuid}, NULL);
    id = event_hub_subscribe(hub, &some.subscriber,
                             &(EventFilter){.kind = EVENT_LIFECYCLE, .uuid = one.uuid}, NULL);
    event_hub_subscribe(hub, &some.subscriber,
                        &(EventFilter){.kind = EVENT_PMWAKEUP, .uuid = one.uuid}, NULL);
    emit(hub, 1);
    emit(hub, 2);
    emit_wakeup(hub, 1);
    emit_wakeup(hub, 2);
    g_assert_cmpuint(all.messages->len, ==, 2); /* once, though two subscriptions match */
    g_assert_cmpuint(some.messages->len, ==, 2);
    g_assert_true(all.messages->pdata[0] == some.messages->pdata[0]);
    g_assert_cmpuint(sequence_at(&some, 1), ==, 3);
    g_assert_true(event_hub_unsubscribe(hub, &some.subscriber, id, NULL));
    g_assert_false(event_hub_unsubscribe(hub, &some.subscriber, id, NULL));
    emit(hub, 1);
    g_assert_cmpuint(some.messages->len, ==, 2);
    g_assert_cmpint(
        event_hub_subscribe(hub, &some.subscriber, &(EventFilter){.kind = EVENT_GAP}, NULL), ==,
        -1);
    g_assert_cmpint(event_hub_subscribe(hub, &some.subscriber, &(EventFilter){.kind = -1}, NULL),
                    ==, -1);
    listener_clear(hub, &all);
    listener_clear(hub, &some);
    event_hub_free(hub);
}

/* A client that registers for ever gets numbers for ever. */
static void test_ids(void)
{
    const Limits limits = LIMITS_DEFAULT;
    EventHub *hub = event_hub_new(&limits);
    Listener one;

    listener_init(&one);
    one.subscriber.next_id = INT_MAX;
    for (int i = 0; i < 3; i++) {
        int id = event_hub_subscribe(hub, &one.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE},
                                     NULL);

        g_assert_cmpint(id, ==, i == 0 ? INT_MAX : i - 1);
        if (i == 0)
            g_assert_true(event_hub_unsubscribe(hub, &one.subscriber, id, NULL));
    }
    listener_clear(hub, &one);
    event_hub_free(hub);
}

static void test_gap(void)
{
    const Limits limits = LIMITS_DEFAULT;
    EventHub *hub = event_hub_new(&limits);
    Listener listener;
    event_message gap;

    listener_init(&listener);
    event_hub_subscribe(hub, &listener.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    emit(hub, 1);
    listener.full = true;
    emit(hub, 1);
    emit_wakeup(hub, 1); /* not asked for, so not missed */
    emit(hub, 1);
    listener.full = false;
    emit(hub, 1); /* room again, but it would come before the gap */
    event_hub_drained(hub, &listener.subscriber);
    event_hub_drained(hub, &listener.subscriber);
    emit(hub, 1);
    g_assert_cmpuint(listener.messages->len, ==, 3);
    gap = decode(&listener, 1);
    g_assert_cmpint(gap.body.kind, ==, EVENT_GAP);
    g_assert_cmpuint(gap.body.event_u.gap.first_missed, ==, 2);
    g_assert_cmpuint(gap.body.event_u.gap.count, ==, 3);
    g_assert_cmpuint(gap.sequence, ==, 5);
    g_assert_cmpuint(sequence_at(&listener, 2), ==, 6);
    listener_clear(hub, &listener);
    event_hub_free(hub);
}

static vmrpc_event_resume_ret resume(EventHub *hub, Listener *listener, uint64_t epoch,
                                     uint64_t last)
{
    const vmrpc_event_resume_args since = {.epoch = epoch, .last_sequence = last};
    vmrpc_event_resume_ret ret;

    g_ptr_array_set_size(listener->messages, 0);
    event_hub_resume(hub, &listener->subscriber, &since, &ret);
    return ret;
}

/* Ten events are kept; what came after subscribing is not sent again. */
static void test_resume(void)
{
    Limits limits = LIMITS_DEFAULT;
    EventHub *hub;
    Listener listener;
    vmrpc_event_resume_ret ret;

    limits.event_history = 10;
    hub = event_hub_new(&limits);
    listener_init(&listener);
    for (int i = 0; i < 20; i++)
        emit(hub, 1);
    event_hub_subscribe(hub, &listener.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    emit(hub, 1);
    ret = resume(hub, &listener, event_hub_epoch(hub), 15);
    g_assert_cmpint(ret.complete, ==, 1);
    g_assert_cmpuint(ret.replayed, ==, 5);
    g_assert_cmpuint(ret.event_sequence, ==, 21);
    g_assert_cmpuint(sequence_at(&listener, 0), ==, 16);
    ret = resume(hub, &listener, event_hub_epoch(hub), 3);
    g_assert_cmpint(ret.complete, ==, 0);
    g_assert_cmpuint(ret.replayed, ==, 9);
    g_assert_cmpuint(sequence_at(&listener, 0), ==, 11); /* of the gap: the last that is lost */
    g_assert_cmpuint(sequence_at(&listener, 1), ==, 12);
    ret = resume(hub, &listener, event_hub_epoch(hub) + 1, 15);
    g_assert_cmpint(ret.complete, ==, 0);
    ret = resume(hub, &listener, event_hub_epoch(hub), G_MAXUINT64);
    g_assert_cmpint(ret.complete, ==, 0);
    listener_clear(hub, &listener);
    event_hub_free(hub);
}

/* Of what is kept the bytes are bounded as well: here to those of five events. */
static void test_history_bytes(void)
{
    Limits limits = LIMITS_DEFAULT;
    EventHub *hub = event_hub_new(&limits);
    Listener listener;
    vmrpc_event_resume_ret ret;

    listener_init(&listener);
    event_hub_subscribe(hub, &listener.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    emit(hub, 1);
    limits.event_history_bytes = 5 * g_bytes_get_size(listener.messages->pdata[0]);
    event_hub_leave(hub, &listener.subscriber);
    for (int i = 0; i < 20; i++)
        emit(hub, 1);
    event_hub_subscribe(hub, &listener.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    ret = resume(hub, &listener, event_hub_epoch(hub), 1);
    g_assert_cmpint(ret.complete, ==, 0);
    g_assert_cmpuint(ret.replayed, ==, 5);
    g_assert_cmpuint(sequence_at(&listener, 1), ==, 17);
    listener_clear(hub, &listener);
    event_hub_free(hub);
}

/* An event that cannot be encoded is a gap in its place: for who is there (one who is to be told of
 * others already counts it with them) and for who comes back; nobody else hears of it. */
static void test_unencodable(void)
{
    const Limits limits = LIMITS_DEFAULT;
    EventHub *hub = event_hub_new(&limits);
    Listener listener, slow, other;
    vmrpc_event_resume_ret ret;
    event broken = {.kind = EVENT_LIFECYCLE}; /* of a domain without a name */
    event_message gap;

    listener_init(&listener);
    listener_init(&slow);
    listener_init(&other);
    event_hub_subscribe(hub, &listener.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    event_hub_subscribe(hub, &slow.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    event_hub_subscribe(hub, &other.subscriber, &(EventFilter){.kind = EVENT_PMWAKEUP}, NULL);
    slow.full = true;
    emit(hub, 1);
    event_hub_emit(hub, NULL, &broken);
    emit(hub, 1);
    g_assert_cmpuint(other.messages->len, ==, 0);
    g_assert_cmpuint(listener.messages->len, ==, 3);
    g_assert_cmpuint(sequence_at(&listener, 2), ==, 3);
    gap = decode(&listener, 1);
    g_assert_cmpint(gap.body.kind, ==, EVENT_GAP);
    g_assert_cmpuint(gap.sequence, ==, 2);
    g_assert_cmpuint(gap.body.event_u.gap.first_missed, ==, 2);
    g_assert_cmpuint(gap.body.event_u.gap.count, ==, 1);
    g_assert_cmpuint(slow.messages->len, ==, 0);
    event_hub_drained(hub, &slow.subscriber);
    g_assert_cmpuint(slow.messages->len, ==, 1);
    gap = decode(&slow, 0);
    g_assert_cmpuint(gap.body.event_u.gap.first_missed, ==, 1);
    g_assert_cmpuint(gap.body.event_u.gap.count, ==, 3);
    event_hub_subscribe(hub, &other.subscriber, &(EventFilter){.kind = EVENT_LIFECYCLE}, NULL);
    ret = resume(hub, &other, event_hub_epoch(hub), 1);
    g_assert_cmpint(ret.complete, ==, 0);
    g_assert_cmpuint(ret.replayed, ==, 1);
    g_assert_cmpuint(ret.event_sequence, ==, 3);
    g_assert_cmpint(decode(&other, 0).body.kind, ==, EVENT_GAP);
    g_assert_cmpuint(sequence_at(&other, 1), ==, 3);
    listener_clear(hub, &listener);
    listener_clear(hub, &slow);
    listener_clear(hub, &other);
    event_hub_free(hub);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/server/events/filters", test_filters);
    g_test_add_func("/server/events/ids", test_ids);
    g_test_add_func("/server/events/gap", test_gap);
    g_test_add_func("/server/events/unencodable", test_unencodable);
    g_test_add_func("/server/events/resume", test_resume);
    g_test_add_func("/server/events/history-bytes", test_history_bytes);
    return g_test_run();
}
