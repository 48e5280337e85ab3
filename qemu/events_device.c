/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events of disks, trays, dumps, the clock, the balloon and screens. Each is translated into the
 * wire's terms (aliases, paths, KiB) and passed on; what else QEMU reports is of no interest here.
 */
#include "qemu/events_device.h"

#include "qemu/block_job.h"
#include "qemu/disk_failures.h"
#include "qemu/disk_nodes.h"
#include "qemu/disk_size.h"
#include "qemu/guest_agent.h"
#include "qemu/hotplug.h"
#include "qemu/vcpus.h"

#include <string.h>

static char *text_of(const json_t *data, const char *key)
{
    const char *text = json_string_value(json_object_get(data, key));

    /* The wire's strings are not const; nobody writes to them. */
    return (char *) (text ? text : "");
}

static void emit(Machine *machine, event *body, remote_domain *dom)
{
    *dom = domain_driver_ref(machine->domain);
    domain_driver_emit(&machine->driver->base, body);
}

/* QEMU names the node, or for a drive that is empty the device. */
static void on_io_error(Machine *machine, const char *name, json_t *data)
{
    const DomainDisk *disk = disk_nodes_disk(machine->domain->def, text_of(data, "node-name"));
    const char *action = text_of(data, "action");
    char *reason = (char *) (json_is_true(json_object_get(data, "nospace")) ? "enospc" : "");
    char *source = disk && disk->image ? disk->image->path : (char *) "";
    char *alias = disk ? disk->info.alias : text_of(data, "device");
    event plain = {.kind = EVENT_IO_ERROR}, reasoned = {.kind = EVENT_IO_ERROR_REASON};
    int happened = g_str_equal(action, "stop")     ? DOMAIN_IO_ERROR_PAUSE
                   : g_str_equal(action, "report") ? DOMAIN_IO_ERROR_REPORT
                                                   : DOMAIN_IO_ERROR_NONE;

    (void) name;
    plain.event_u.io_error =
        (event_io_error){.source = source, .device = alias, .action = happened};
    emit(machine, &plain, &plain.event_u.io_error.dom);
    reasoned.event_u.io_error_reason = (event_io_error_reason){
        .source = source, .device = alias, .action = happened, .reason = reason};
    emit(machine, &reasoned, &reasoned.event_u.io_error_reason.dom);
    if (happened == DOMAIN_IO_ERROR_PAUSE) {
        disk_failures_note(machine->domain->def, text_of(data, "node-name"), reason[0] != '\0');
        machine->pause_reason = DOMAIN_REASON_PAUSED_IOERROR;
    }
}

static void on_rtc_change(Machine *machine, const char *name, json_t *data)
{
    event body = {.kind = EVENT_RTC_CHANGE};

    (void) name;
    body.event_u.rtc_change.offset = json_integer_value(json_object_get(data, "offset"));
    emit(machine, &body, &body.event_u.rtc_change.dom);
}

static void on_balloon_change(Machine *machine, const char *name, json_t *data)
{
    event body = {.kind = EVENT_BALLOON_CHANGE};
    json_int_t bytes = json_integer_value(json_object_get(data, "actual"));
    DomainDef *def = machine->domain->def;

    (void) name;
    if (bytes <= 0)
        return;
    def->current_memory_kib = MIN((uint64_t) bytes / 1024, def->memory_kib);
    body.event_u.balloon_change.actual = (uint64_t) bytes / 1024;
    emit(machine, &body, &body.event_u.balloon_change.dom);
}

/* Also sent, without `device`, for parts of one. */
static void on_device_deleted(Machine *machine, const char *name, json_t *data)
{
    const char *alias = text_of(data, "device");

    (void) name;
    vcpus_deleted(machine, text_of(data, "path"));
    if (*alias)
        hotplug_device_deleted(machine, alias);
}

static void on_unplug_refused(Machine *machine, const char *name, json_t *data)
{
    const char *alias = text_of(data, "device");

    (void) name;
    if (*alias)
        hotplug_unplug_refused(machine, alias);
}

/* What a guest says (ACPI _OST) to being asked to let go of a device (source 3): 0 that it has,
 * 0x84 that it is about to, anything else that it does not: of a processor or of a memory module.
 */
static void on_ost(Machine *machine, const char *name, json_t *data)
{
    json_t *info = json_object_get(data, "info");
    json_int_t source = json_integer_value(json_object_get(info, "source"));
    json_int_t status = json_integer_value(json_object_get(info, "status"));

    if (source != 3 || status == 0 || status == 0x84)
        return;
    if (g_str_equal(text_of(info, "slot-type"), "DIMM"))
        on_unplug_refused(machine, name, info);
    else
        vcpus_refused(machine, text_of(info, "device"));
}

static void on_port(Machine *machine, const char *name, json_t *data)
{
    (void) name;
    guest_agent_note_port(machine, text_of(data, "id"),
                          json_is_true(json_object_get(data, "open")));
}

static void on_tray_moved(Machine *machine, const char *name, json_t *data)
{
    event body = {.kind = EVENT_TRAY_CHANGE};
    bool open = json_is_true(json_object_get(data, "tray-open"));
    const DomainDef *def = machine->domain->def;
    char *alias = text_of(data, "id");

    (void) name;
    for (unsigned i = 0; i < def->disks->len; i++) {
        DomainDisk *disk = def->disks->pdata[i];

        if (g_strcmp0(disk->info.alias, alias) == 0)
            disk->tray_open = open;
    }
    body.event_u.tray_change.device = alias;
    body.event_u.tray_change.reason = open ? DOMAIN_TRAY_OPEN : DOMAIN_TRAY_CLOSE;
    emit(machine, &body, &body.event_u.tray_change.dom);
}

static event_graphics_address graphics_address(const json_t *end)
{
    const char *family = text_of(end, "family");

    return (event_graphics_address){
        .family = g_str_equal(family, "ipv4")   ? DOMAIN_GRAPHICS_IPV4
                  : g_str_equal(family, "ipv6") ? DOMAIN_GRAPHICS_IPV6
                                                : DOMAIN_GRAPHICS_LOCAL,
        .node = text_of(end, "host"),
        .service = json_object_get(end, "port") ? text_of(end, "port") : text_of(end, "service"),
    };
}

/* SPICE has a connection for each of its channels, and calls the service a port. */
static void on_graphics(Machine *machine, const char *name, json_t *data)
{
    const json_t *server = json_object_get(data, "server");
    const json_t *client = json_object_get(data, "client");
    event_graphics_identity identities[2];
    event body = {.kind = EVENT_GRAPHICS};
    event_graphics *graphics = &body.event_u.graphics;

    graphics->phase = g_str_has_suffix(name, "_DISCONNECTED") ? DOMAIN_GRAPHICS_DISCONNECT
                      : g_str_has_suffix(name, "_CONNECTED")  ? DOMAIN_GRAPHICS_CONNECT
                                                              : DOMAIN_GRAPHICS_INITIALIZE;
    graphics->local = graphics_address(server);
    graphics->remote = graphics_address(client);
    graphics->auth_scheme = text_of(server, "auth");
    graphics->subject.subject_val = identities;
    if (*text_of(client, "x509_dname"))
        identities[graphics->subject.subject_len++] = (event_graphics_identity){
            .type = (char *) "x509dname", .name = text_of(client, "x509_dname")};
    if (*text_of(client, "sasl_username"))
        identities[graphics->subject.subject_len++] = (event_graphics_identity){
            .type = (char *) "saslUsername", .name = text_of(client, "sasl_username")};
    emit(machine, &body, &graphics->dom);
}

static void on_job(Machine *machine, const char *name, json_t *data)
{
    block_job_event(machine, name, data);
}

static void on_threshold(Machine *machine, const char *name, json_t *data)
{
    (void) name;
    disk_size_event(machine, data);
}

/* The one place where QEMU tells why a dump has failed. */
static void on_dump_completed(Machine *machine, const char *name, json_t *data)
{
    (void) name;
    g_free(machine->dump_failure);
    machine->dump_failure = g_strdup(json_string_value(json_object_get(data, "error")));
}

void events_device_handle(Machine *machine, const char *name, json_t *data)
{
    static const struct {
        const char *name;
        void (*func)(Machine *machine, const char *name, json_t *data);
    } handlers[] = {
        {"BLOCK_IO_ERROR", on_io_error},       {"RTC_CHANGE", on_rtc_change},
        {"BALLOON_CHANGE", on_balloon_change}, {"DEVICE_DELETED", on_device_deleted},
        {"DEVICE_TRAY_MOVED", on_tray_moved},  {"VNC_CONNECTED", on_graphics},
        {"VNC_INITIALIZED", on_graphics},      {"VNC_DISCONNECTED", on_graphics},
        {"SPICE_CONNECTED", on_graphics},      {"SPICE_INITIALIZED", on_graphics},
        {"SPICE_DISCONNECTED", on_graphics},   {"BLOCK_WRITE_THRESHOLD", on_threshold},
        {"JOB_STATUS_CHANGE", on_job},         {"BLOCK_JOB_READY", on_job},
        {"ACPI_DEVICE_OST", on_ost},           {"DEVICE_UNPLUG_GUEST_ERROR", on_unplug_refused},
        {"DUMP_COMPLETED", on_dump_completed}, {"VSERPORT_CHANGE", on_port},
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(handlers); i++) {
        if (g_str_equal(name, handlers[i].name))
            handlers[i].func(machine, name, data);
    }
}
