/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices on the command line: what they are made of (qemu/device_parts.h), part by part, and what
 * of them a monitor knows nothing of.
 */
#include "qemu/argv_private.h"

#include "conf/domain_device.h"
#include "qemu/address.h"
#include "qemu/device_parts.h"

/* The string under key, as an option of that name; nothing if there is none. */
static void add_word(GString *text, const char *option, const json_t *data, const char *key)
{
    const char *word = json_string_value(json_object_get(data, key));
    g_autofree char *escaped = word ? argv_comma(word) : NULL;

    if (word)
        g_string_append_printf(text, ",%s=%s", option, escaped);
}

static void add_address(GString *text, const json_t *address, const char *host, const char *port)
{
    const json_t *data = json_object_get(address, "data");

    add_word(text, "path", data, "path");
    add_word(text, host, data, "host");
    add_word(text, port, data, "port");
}

/* The number of a descriptor that is named on a monitor. */
static void add_fd(const Argv *argv, GString *text, const json_t *address)
{
    const char *name = json_string_value(json_object_get(json_object_get(address, "data"), "str"));
    int place = name ? argv_find_fd(argv, name) : -1;

    if (place >= 0)
        g_string_append_printf(text, ",fd=%d", argv->context->first_fd + place);
}

/* There is no JSON for -chardev. */
static void argv_chardev(Argv *argv, const Part *part)
{
    const json_t *backend = json_object_get(part->body, "backend");
    const json_t *data = json_object_get(backend, "data");
    g_autoptr(GString) text = g_string_new(json_string_value(json_object_get(backend, "type")));

    g_string_append_printf(text, ",id=%s", part->name);
    add_word(text, "path", data, "out");
    add_word(text, "name", data, "type");
    add_address(text, json_object_get(data, "addr"), "host", "port");
    add_fd(argv, text, json_object_get(data, "addr"));
    add_address(text, json_object_get(data, "remote"), "host", "port");
    add_address(text, json_object_get(data, "local"), "localaddr", "localport");
    if (json_object_get(data, "append"))
        g_string_append_printf(text, ",append=%s",
                               json_is_true(json_object_get(data, "append")) ? "on" : "off");
    if (json_is_true(json_object_get(data, "server")))
        g_string_append(text, ",server=on,wait=off");
    if (json_is_true(json_object_get(data, "telnet")))
        g_string_append(text, ",telnet=on");
    argv_add(argv, "-chardev", text->str);
}

/* With a descriptor, if it has one under key: what is named on a monitor is a number here. */
static void argv_with_fd(Argv *argv, const char *option, const Part *part, const char *key)
{
    json_t *body = json_copy(part->body);
    const char *name = json_string_value(json_object_get(body, key));
    int place = name ? argv_find_fd(argv, name) : -1;

    if (place >= 0) {
        g_autofree char *number = g_strdup_printf("%d", argv->context->first_fd + place);

        json_object_set_new(body, key, json_string(number));
    }
    argv_add_json(argv, option, body);
}

static void argv_part(Argv *argv, const Part *part)
{
    static const char *const options[] = {
        [PART_OBJECT] = "-object",
        [PART_BLOCKDEV] = "-blockdev",
    };

    if (part->kind == PART_CHARDEV)
        argv_chardev(argv, part);
    else if (part->kind == PART_NETDEV)
        argv_with_fd(argv, "-netdev", part, "fd");
    else if (part->kind == PART_DEVICE)
        argv_with_fd(argv, "-device", part, "vhostfd");
    else
        argv_add_json(argv, options[part->kind], json_incref(part->body));
}

/* There is no command for these. */
static void add_audio(Argv *argv, const DomainAudio *audio)
{
    g_autofree char *id = device_audio_id(argv->def, audio->id);
    json_t *body =
        json_pack("{s:s, s:s}", "id", id, "driver", domain_audio_type_to_string(audio->type));

    if (audio->timer_period)
        device_set_integer(body, "timer-period", audio->timer_period);
    argv_add_json(argv, "-audiodev", body);
}

/* There is neither JSON nor a command for these. */
static void add_folder(Argv *argv, const DomainFilesystem *filesystem)
{
    static const char *const models[] = {"passthrough", "passthrough", "mapped-xattr", "none"};
    g_autofree char *source = argv_comma(filesystem->source);
    g_autoptr(GString) text = g_string_new("local");

    G_STATIC_ASSERT(G_N_ELEMENTS(models) == DOMAIN_FILESYSTEM_ACCESS_LAST);
    g_string_append_printf(text, ",id=fsdev-%s,path=%s,security_model=%s", filesystem->info.alias,
                           source, models[filesystem->access]);
    if (filesystem->multidevs)
        g_string_append_printf(text, ",multidevs=%s",
                               domain_multidevs_to_string(filesystem->multidevs));
    if (filesystem->fmode)
        g_string_append_printf(text, ",fmode=%04o", filesystem->fmode);
    if (filesystem->dmode)
        g_string_append_printf(text, ",dmode=%04o", filesystem->dmode);
    if (filesystem->immediate)
        g_string_append(text, ",writeout=immediate");
    if (filesystem->readonly)
        g_string_append(text, ",readonly=on");
    argv_add(argv, "-fsdev", text->str);
}

/* How many others must have been named before this one. */
static unsigned controller_rank(const DomainDef *def, const DomainController *controller)
{
    if (controller->type == DOMAIN_CONTROLLER_PCI)
        return address_pci_depth(def, controller);
    return domain_controller_is_companion(controller) ? G_MAXUINT : G_MAXUINT - 1;
}

/* QEMU lets a device be named only after the bus it sits on: bridges come from the root outwards,
 * companions follow their master. */
static void add_controllers(const DomainDef *def, Parts *parts)
{
    unsigned rank = 0, next = 0;

    do {
        rank = next;
        next = G_MAXUINT;
        for (unsigned i = 0; i < def->controllers->len; i++) {
            const DomainController *controller = def->controllers->pdata[i];
            unsigned its = controller_rank(def, controller);

            if (its == rank)
                device_parts_controller(def, controller, parts);
            else if (its > rank)
                next = MIN(next, its);
        }
    } while (rank != G_MAXUINT);
}

static void add_iothread(Argv *argv, const DomainIothread *thread)
{
    g_autofree char *id = g_strdup_printf("iothread%u", thread->id);
    json_t *object = json_pack("{s:s, s:s}", "qom-type", "iothread", "id", id);

    if (thread->pool_min >= 0)
        device_set_integer(object, "thread-pool-min", thread->pool_min);
    if (thread->pool_max >= 0)
        device_set_integer(object, "thread-pool-max", thread->pool_max);
    argv_add_json(argv, "-object", object);
}

#define ADD_ALL(array, func)                                                                       \
    for (unsigned i_ = 0; i_ < (array)->len; i_++)                                                 \
    func(def, (array)->pdata[i_], parts)

static bool add_devices(const DomainDef *def, Parts *parts, GError **err)
{
    add_controllers(def, parts);
    for (unsigned i = 0; i < def->disks->len; i++) {
        if (!device_parts_disk(def, def->disks->pdata[i], parts, err))
            return false;
    }
    ADD_ALL(def->filesystems, device_parts_filesystem);
    ADD_ALL(def->interfaces, device_parts_interface);
    ADD_ALL(def->videos, device_parts_video);
    ADD_ALL(def->sounds, device_parts_sound);
    ADD_ALL(def->inputs, device_parts_input);
    ADD_ALL(def->redirdevs, device_parts_redirdev);
    ADD_ALL(def->rngs, device_parts_rng);
    if (def->watchdog)
        device_parts_watchdog(def, def->watchdog, parts);
    if (def->panic)
        device_parts_panic(def, def->panic, parts);
    if (def->vsock)
        device_parts_vsock(def, def->vsock, parts);
    ADD_ALL(def->memories, device_parts_memory);
    if (def->memballoon)
        device_parts_memballoon(def, def->memballoon, parts);
    ADD_ALL(def->serials, device_parts_chardev);
    ADD_ALL(def->consoles, device_parts_chardev);
    ADD_ALL(def->channels, device_parts_chardev);
    return true;
}

bool argv_devices(Argv *argv, GError **err)
{
    const DomainDef *def = argv->def;
    g_autoptr(Parts) parts = parts_new();

    if (!add_devices(def, parts, err))
        return false;
    for (unsigned i = 0; i < def->iothreads->len; i++)
        add_iothread(argv, &g_array_index(def->iothreads, DomainIothread, i));
    for (unsigned i = 0; i < def->filesystems->len; i++)
        add_folder(argv, def->filesystems->pdata[i]);
    for (unsigned i = 0; i < def->audios->len; i++)
        add_audio(argv, def->audios->pdata[i]);
    for (unsigned i = 0; i < parts_count(parts); i++)
        argv_part(argv, parts_at(parts, i));
    for (unsigned i = 0; i < def->graphics->len; i++)
        argv_graphics(argv, def->graphics->pdata[i]);
    return true;
}
