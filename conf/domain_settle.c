/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What follows from a whole document once all its elements are read: numbers that it left open, the
 * console that is the first serial port by another name, and that nothing live is left in a
 * definition. Settling a settled definition changes nothing.
 */
#include "conf/domain_parse.h"

#include <string.h>

/* Loops over all pairs of devices follow: so this comes first. */
static bool limit_devices(const DomainDef *def, GError **err)
{
    unsigned count = def->disks->len + def->controllers->len + def->interfaces->len +
                     def->serials->len + def->consoles->len + def->channels->len +
                     def->inputs->len + def->graphics->len + def->videos->len + def->rngs->len +
                     def->memories->len + def->filesystems->len + def->sounds->len +
                     def->redirdevs->len + def->audios->len;

    if (count > DOMAIN_DEVICES_MAX)
        return error_set(err, ERR_XML, "the domain has %u devices, more than %d", count,
                         DOMAIN_DEVICES_MAX);
    return true;
}

static bool port_is_taken(const GPtrArray *chardevs, int port)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        if (((DomainChardev *) g_ptr_array_index(chardevs, i))->port == port)
            return true;
    }
    return false;
}

static void number_ports(GPtrArray *chardevs)
{
    int next = 0;

    for (unsigned i = 0; i < chardevs->len; i++) {
        DomainChardev *chardev = g_ptr_array_index(chardevs, i);

        if (chardev->port >= 0)
            continue;
        while (port_is_taken(chardevs, next))
            next++;
        chardev->port = next++;
    }
}

static bool index_is_taken(const GPtrArray *controllers, DomainControllerType type, unsigned index)
{
    for (unsigned i = 0; i < controllers->len; i++) {
        const DomainController *controller = g_ptr_array_index(controllers, i);

        if (controller->type == type && controller->index == index)
            return true;
    }
    return false;
}

static void number_controllers(GPtrArray *controllers)
{
    unsigned next[DOMAIN_CONTROLLER_LAST] = {0};

    for (unsigned i = 0; i < controllers->len; i++) {
        DomainController *controller = g_ptr_array_index(controllers, i);
        unsigned *index = &next[controller->type];

        if (controller->index != CONTROLLER_NO_INDEX)
            continue;
        while (index_is_taken(controllers, controller->type, *index))
            (*index)++;
        controller->index = (*index)++;
    }
}

/* The serial port that a lone <console> stands for, in older documents the only way to have one. */
static void make_serial(DomainDef *def, DomainChardev *console)
{
    DomainChardev *serial = domain_chardev_new();

    serial->info = console->info;
    memset(&console->info, 0, sizeof console->info);
    domain_chardev_move_source(console, serial);
    serial->target = DOMAIN_CHARDEV_TARGET_ISA_SERIAL;
    serial->port = console->port;
    g_ptr_array_add(def->serials, serial);
}

/* Two elements, one device: what the console says must be what the serial port says. */
static bool check_mirror(const DomainChardev *serial, const DomainChardev *console, GError **err)
{
    if (!domain_chardev_same_source(serial, console))
        return error_set(err, ERR_XML,
                         "the first <console> is the first <serial> by another name, so "
                         "both must say the same (or give the console a <target type='virtio'/>)");
    if (console->port > 0 && console->port != serial->port)
        return error_set(err, ERR_XML,
                         "the first <console> is on port %d, the first <serial> on %d",
                         console->port, serial->port);
    if (console->info.alias && g_strcmp0(console->info.alias, serial->info.alias) != 0)
        return error_set(err, ERR_XML,
                         "alias '%s' of the first <console>, which is the first <serial>",
                         console->info.alias);
    return true;
}

static bool settle_consoles(DomainDef *def, GError **err)
{
    DomainChardev *first = def->consoles->len > 0 ? g_ptr_array_index(def->consoles, 0) : NULL;
    DomainChardev *serial;

    for (unsigned i = 1; i < def->consoles->len; i++) {
        DomainChardev *console = g_ptr_array_index(def->consoles, i);

        if (console->target == DOMAIN_CHARDEV_TARGET_SERIAL)
            return error_set(err, ERR_CONFIG_UNSUPPORTED,
                             "unsupported configuration: <console> number %u with target type "
                             "'serial': only the first can be a serial port",
                             i);
    }
    if (first && first->target != DOMAIN_CHARDEV_TARGET_SERIAL)
        return true;
    if (first && def->serials->len == 0)
        make_serial(def, first);
    else if (first && !first->mirrors_serial &&
             !check_mirror(g_ptr_array_index(def->serials, 0), first, err))
        return false;
    if (def->serials->len == 0)
        return true;
    serial = g_ptr_array_index(def->serials, 0);
    if (!first) {
        if (serial->target != DOMAIN_CHARDEV_TARGET_ISA_SERIAL)
            return true;
        first = domain_chardev_new();
        first->target = DOMAIN_CHARDEV_TARGET_SERIAL;
        g_ptr_array_add(def->consoles, first);
    }
    first->type = serial->type;
    first->port = 0;
    first->mirrors_serial = true;
    g_clear_pointer(&first->path, g_free);
    g_clear_pointer(&first->info.alias, g_free);
    return true;
}

static bool settle_videos(DomainDef *def, GError **err)
{
    DomainVideo *primary = NULL;
    unsigned place = 0;

    for (unsigned i = 0; i < def->videos->len; i++) {
        DomainVideo *video = g_ptr_array_index(def->videos, i);

        if (video->primary && primary)
            return error_set(err, ERR_XML, "more than one <video> is the primary one");
        if (video->primary) {
            primary = video;
            place = i;
        }
    }
    if (def->videos->len > 0) {
        DomainVideo *first = g_ptr_array_steal_index(def->videos, place);

        first->primary = first->model != DOMAIN_VIDEO_NONE;
        g_ptr_array_insert(def->videos, 0, first);
    }
    return true;
}

static bool forget_alias(DomainDeviceInfo *info, const char *kind, void *data, GError **err)
{
    (void) kind;
    (void) data;
    (void) err;
    if (info->alias && !g_str_has_prefix(info->alias, "ua-"))
        g_clear_pointer(&info->alias, g_free);
    return true;
}

static void forget_images(DomainDisk *disk)
{
    disk->last_index = 0;
    g_clear_pointer(&disk->mirror, domain_mirror_free);
    for (DomainImage *image = disk->image; image; image = image->backing) {
        image->index = 0;
        image->chain_found = false;
    }
}

static void forget_tap(DomainInterface *interface)
{
    if (interface->target && interface->managed != TRISTATE_OFF &&
        g_str_has_prefix(interface->target, DOMAIN_INTERFACE_CHOSEN))
        g_clear_pointer(&interface->target, g_free);
}

static void forget_ptys(GPtrArray *chardevs)
{
    for (unsigned i = 0; i < chardevs->len; i++) {
        DomainChardev *chardev = g_ptr_array_index(chardevs, i);

        if (chardev->type == DOMAIN_CHARDEV_TYPE_PTY)
            g_clear_pointer(&chardev->path, g_free);
    }
}

void domain_settle_forget(DomainDef *def)
{
    def->id = -1;
    domain_def_visit_devices(def, forget_alias, NULL, NULL);
    for (unsigned i = 0; i < def->disks->len; i++)
        forget_images(def->disks->pdata[i]);
    for (unsigned i = 0; i < def->interfaces->len; i++)
        forget_tap(def->interfaces->pdata[i]);
    forget_ptys(def->serials);
    forget_ptys(def->consoles);
    forget_ptys(def->channels);
    if (def->vsock && def->vsock->auto_cid)
        def->vsock->cid = 0;
    for (unsigned i = 0; i < def->graphics->len; i++) {
        DomainGraphics *graphics = g_ptr_array_index(def->graphics, i);

        if (graphics->autoport)
            graphics->port = -1;
    }
}

bool domain_settle(DomainDef *def, DomainParseFlags flags, GError **err)
{
    if (!limit_devices(def, err))
        return false;
    number_controllers(def->controllers);
    number_ports(def->serials);
    if (!settle_consoles(def, err) || !settle_videos(def, err))
        return false;
    number_ports(def->serials); /* a console may have become one */
    number_ports(def->consoles);
    number_ports(def->channels);
    domain_audio_number(def);
    domain_iothreads_fill(def, def->n_iothreads);
    if (!(flags & DOMAIN_PARSE_LIVE))
        domain_settle_forget(def);
    return true;
}
