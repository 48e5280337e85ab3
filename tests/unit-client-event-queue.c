/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The queue of undelivered events: bounded, with what was lost told at its place; numbers seen
 * already are left out; events that are sent again go where they belong.
 */
#include "client/event_queue.h"

#include <arpa/inet.h>
#include <string.h>

#include "client/limits.h"
#include "remote_protocol.h"

static void push_kind(EventQueue *queue, uint64_t sequence, uint32_t kind, size_t padding)
{
    g_autofree uint8_t *body = g_malloc0(20 + padding);
    uint32_t words[5] = {htonl((uint32_t) (sequence >> 32)), htonl((uint32_t) sequence), 0, 0,
                         htonl(kind)};

    memcpy(body, words, sizeof(words));
    event_queue_push(queue, body, 20 + padding);
}

static void push(EventQueue *queue, uint64_t sequence)
{
    push_kind(queue, sequence, EVENT_REBOOT, 0);
}

static void check_next(EventQueue *queue, uint64_t sequence, uint64_t missed)
{
    g_autofree QueuedEvent *entry = event_queue_pop(queue);

    g_assert_nonnull(entry);
    g_assert_cmpuint(entry->sequence, ==, sequence);
    g_assert_cmpuint(entry->missed, ==, missed);
}

static void test_full(void)
{
    EventQueue queue = {0};

    for (uint64_t i = 1; i <= CLIENT_EVENTS_MAX + 10; i++)
        push(&queue, i);
    check_next(&queue, 1, 0);
    push(&queue, CLIENT_EVENTS_MAX + 11);
    for (uint64_t i = 2; i <= CLIENT_EVENTS_MAX; i++)
        check_next(&queue, i, 0);
    check_next(&queue, CLIENT_EVENTS_MAX + 1, 10);
    check_next(&queue, CLIENT_EVENTS_MAX + 11, 0);
    g_assert_null(event_queue_pop(&queue));
    g_assert_cmpuint(queue.bytes, ==, 0);
}

/* The last ones can be lost too: then the gap comes without anything after it. */
static void test_bytes(void)
{
    EventQueue queue = {0};

    push_kind(&queue, 1, EVENT_REBOOT, CLIENT_EVENT_BYTES_MAX / 2);
    push_kind(&queue, 2, EVENT_REBOOT, CLIENT_EVENT_BYTES_MAX / 2);
    push_kind(&queue, 3, EVENT_REBOOT, CLIENT_EVENT_BYTES_MAX / 2);
    check_next(&queue, 1, 0);
    check_next(&queue, 2, 2);
    g_assert_false(event_queue_is_pending(&queue));
}

static void test_again(void)
{
    EventQueue queue = {0};

    event_queue_start(&queue, (EventPlace){7, 10});

    push(&queue, 10);
    push(&queue, 11);
    push(&queue, 11);
    check_next(&queue, 11, 0);
    g_assert_null(event_queue_pop(&queue));
    g_assert_cmpuint(queue.taken.sequence, ==, 11);
}

/* 8 and 9 happen now; 5 to 8 had been missed and are sent again, after a gap. */
static void test_hold(void)
{
    EventQueue queue = {0};

    event_queue_start(&queue, (EventPlace){7, 7});
    push(&queue, 8);
    event_queue_hold(&queue, 4);
    push(&queue, 9);
    push_kind(&queue, 0, EVENT_GAP, 0);
    for (uint64_t i = 5; i <= 8; i++)
        push(&queue, i);
    g_assert_null(event_queue_pop(&queue));
    event_queue_release(&queue, 9);
    check_next(&queue, 0, 0);
    for (uint64_t i = 5; i <= 9; i++)
        check_next(&queue, i, 0);
    g_assert_null(event_queue_pop(&queue));
}

/* What came over another connection waits until that is complete, comes after what is there, and is
 * forgotten if it was in vain. */
static void test_renew(void)
{
    EventQueue queue = {0};

    event_queue_start(&queue, (EventPlace){7, 100});
    push(&queue, 105);
    push(&queue, 106);
    for (int attempt = 0; attempt < 2; attempt++) {
        event_queue_renew(&queue, 8);
        push(&queue, 2);
        push_kind(&queue, 0, EVENT_GAP, 0);
        push(&queue, 1);
        check_next(&queue, 105 + (uint64_t) attempt, 0);
        if (attempt == 0)
            event_queue_abandon(&queue);
    }
    g_assert_false(event_queue_is_pending(&queue));
    g_assert_cmpuint(queue.taken.epoch, ==, 7);
    event_queue_commit(&queue, (EventPlace){8, 3}, false);
    check_next(&queue, 0, 0);
    g_assert_cmpuint(queue.taken.epoch, ==, 8);
    check_next(&queue, 1, 0);
    check_next(&queue, 2, 0);
    g_assert_null(event_queue_pop(&queue));
    g_assert_cmpuint(queue.seen.sequence, ==, 3);
}

/* The same stream again: what was seen is not taken in; a gap of our own comes first. */
static void test_renew_same(void)
{
    EventQueue queue = {0};

    event_queue_start(&queue, (EventPlace){7, 100});
    push(&queue, 101);
    event_queue_renew(&queue, 7);
    push(&queue, 101);
    push(&queue, 102);
    event_queue_commit(&queue, (EventPlace){7, 102}, true);
    check_next(&queue, 101, 0);
    check_next(&queue, 0, 0);
    check_next(&queue, 102, 0);
    g_assert_null(event_queue_pop(&queue));
    g_assert_cmpuint(queue.taken.sequence, ==, 102);
}

/* Nothing is known of the streams: numbers of one connection mean nothing over the next. */
static void test_renew_unknown(void)
{
    EventQueue queue = {0};

    for (uint64_t i = 1; i <= 100; i++) {
        push(&queue, i);
        check_next(&queue, i, 0);
    }
    event_queue_renew(&queue, 0);
    push(&queue, 1);
    event_queue_commit(&queue, (EventPlace){0}, true);
    check_next(&queue, 0, 0);
    check_next(&queue, 1, 0);
    push(&queue, 2);
    check_next(&queue, 2, 0);
    push(&queue, 2);
    g_assert_null(event_queue_pop(&queue));
}

static void test_short(void)
{
    EventQueue queue = {0};
    static const uint8_t body[19] = {0};

    event_queue_push(&queue, body, sizeof(body));
    g_assert_null(event_queue_pop(&queue));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/event-queue/full", test_full);
    g_test_add_func("/client/event-queue/bytes", test_bytes);
    g_test_add_func("/client/event-queue/again", test_again);
    g_test_add_func("/client/event-queue/hold", test_hold);
    g_test_add_func("/client/event-queue/renew", test_renew);
    g_test_add_func("/client/event-queue/renew-same", test_renew_same);
    g_test_add_func("/client/event-queue/renew-unknown", test_renew_unknown);
    g_test_add_func("/client/event-queue/short", test_short);
    return g_test_run();
}
