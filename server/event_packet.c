/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which message of libvirt's remote program tells of which kind of event; see event_packet.h.
 */
#include "server/event_packet.h"

#include "remote_protocol.h"
#include "rpc/codec_libvirt.h"

/* Some clients take only one of the two serials, and all take this. */
#define EVENT_SERIAL 1

typedef struct EventPacket {
    uint32_t procedure; /* the body follows the callback's id */
    uint32_t legacy;    /* the body alone; 0: there is none */
    size_t legacy_skip; /* the body begins with so much that early clients do not know */
} EventPacket;

static const EventPacket event_packets[] = {
    [EVENT_LIFECYCLE] = {318, 107, 0},
    [EVENT_REBOOT] = {319, 169, 0},
    [EVENT_RTC_CHANGE] = {320, 170, 0},
    [EVENT_WATCHDOG] = {321, 171, 0},
    [EVENT_IO_ERROR] = {322, 172, 0},
    [EVENT_GRAPHICS] = {323, 173, 0},
    [EVENT_IO_ERROR_REASON] = {324, 195, 0},
    [EVENT_CONTROL_ERROR] = {325, 224, 0},
    [EVENT_BLOCK_JOB] = {326, 241, 0},
    [EVENT_DISK_CHANGE] = {327, 248, 0},
    [EVENT_TRAY_CHANGE] = {328, 268, 0},
    [EVENT_PMWAKEUP] = {329, 269, 4},
    [EVENT_PMSUSPEND] = {330, 270, 4},
    [EVENT_BALLOON_CHANGE] = {331, 276, 0},
    [EVENT_PMSUSPEND_DISK] = {332, 292, 4},
    [EVENT_DEVICE_REMOVED] = {333, 311, 0},
    [EVENT_BLOCK_JOB_2] = {339, 0, 0},
    [EVENT_TUNABLE] = {346, 0, 0},
    [EVENT_AGENT_LIFECYCLE] = {348, 0, 0},
    [EVENT_DEVICE_ADDED] = {354, 0, 0},
    [EVENT_MIGRATION_ITERATION] = {359, 0, 0},
    [EVENT_JOB_COMPLETED] = {363, 0, 0},
    [EVENT_DEVICE_REMOVAL_FAILED] = {367, 0, 0},
    [EVENT_METADATA_CHANGE] = {379, 0, 0},
    [EVENT_BLOCK_THRESHOLD] = {385, 0, 0},
    [EVENT_MEMORY_FAILURE] = {423, 0, 0},
    [EVENT_MEMORY_DEVICE_SIZE_CHANGE] = {438, 0, 0},
    [EVENT_STORAGE_POOL_LIFECYCLE] = {370, 0, 0},
    [EVENT_STORAGE_POOL_REFRESH] = {373, 0, 0},
};

void event_packet_send(Connection *connection, const EventDelivery *delivery)
{
    CallId id = {.xid = EVENT_SERIAL, .program = LIBVIRT_PROGRAM_REMOTE, .version = 1};
    size_t body_at = delivery->body_at, body_size;
    g_autoptr(GBytes) body = NULL;
    const EventPacket *packet;
    Buffer *out;
    size_t start;

    if (!delivery->tag || (size_t) delivery->tag->kind >= G_N_ELEMENTS(event_packets))
        return;
    packet = &event_packets[delivery->tag->kind];
    id.procedure = delivery->legacy ? packet->legacy : packet->procedure;
    if (id.procedure == 0)
        return;
    out = connection_out(connection);
    start = codec_libvirt_begin(out, &id, LIBVIRT_EVENT, 0);
    if (delivery->legacy)
        body_at += packet->legacy_skip;
    else
        buffer_append_u32(out, (uint32_t) delivery->callback);
    body_size = g_bytes_get_size(delivery->message) - body_at;
    codec_libvirt_end(out, start, body_size);
    connection_commit(connection);
    body = g_bytes_new_from_bytes(delivery->message, body_at, body_size);
    connection_send_shared(connection, body);
}
