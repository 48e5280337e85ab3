/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Single devices: see device_edit.h. */
#include "conf/device_edit.h"

#include "conf/domain_parse.h"

#include <string.h>

/* ---- reading ---- */

static bool find_single(const DomainDef *def, DomainDevice *ret_device)
{
    for (unsigned kind = 0; kind < DOMAIN_DEVICE_LAST; kind++) {
        if (domain_device_count(def, kind) > 0) {
            *ret_device = domain_device_at(def, kind, 0);
            return true;
        }
    }
    return false;
}

/* By way of a <devices> that holds it alone, so that there is one table of devices only. */
static DomainDef *parse_alone(xmlDoc *doc, GError **err)
{
    xmlNode *device = xmlDocGetRootElement(doc);
    xmlNode *devices = xmlNewDocNode(doc, NULL, BAD_CAST "devices", NULL);
    g_autoptr(DomainDef) def = domain_def_new();

    xmlDocSetRootElement(doc, devices); /* takes the device out */
    xmlAddChild(devices, device);
    if (!domain_parse_devices(devices, def, err))
        return NULL;
    return g_steal_pointer(&def);
}

bool device_edit_parse(const char *xml, DomainDevice *ret_device, GError **err)
{
    g_autoptr(xmlDoc) doc = xml_document_parse(xml, NULL, err);
    g_autoptr(DomainDef) def = doc ? parse_alone(doc, err) : NULL;
    DomainDevice device;

    if (!def)
        return false;
    if (!find_single(def, &device))
        return error_set(err, ERR_XML, "the document is no device of a domain");
    domain_settle_forget(def);
    device_edit_take(def, &device);
    *ret_device = device;
    return true;
}

/* ---- finding ---- */

static bool same_chardev(const DomainChardev *wanted, const DomainChardev *other)
{
    bool whole = wanted->path || wanted->place.host; /* else any of that type is meant */

    return wanted->target == other->target && wanted->type == other->type &&
           (wanted->port < 0 || wanted->name || wanted->port == other->port) &&
           (!wanted->name || g_strcmp0(wanted->name, other->name) == 0) &&
           (!whole || domain_chardev_same_source(wanted, other));
}

static bool same_memory(const DomainMemory *wanted, const DomainMemory *other)
{
    return wanted->size_kib == other->size_kib && (wanted->node < 0 || wanted->node == other->node);
}

static bool same_device(const DomainDevice *wanted, const DomainDevice *other)
{
    switch (wanted->kind) {
    case DOMAIN_DEVICE_DISK:
        return g_str_equal(wanted->disk->target, other->disk->target);
    case DOMAIN_DEVICE_INTERFACE:
        return wanted->interface->mac_generated ||
               memcmp(wanted->interface->mac, other->interface->mac, MAC_BYTES) == 0;
    case DOMAIN_DEVICE_CONTROLLER:
        return wanted->controller->type == other->controller->type &&
               (wanted->controller->index == CONTROLLER_NO_INDEX ||
                wanted->controller->index == other->controller->index) &&
               (!wanted->controller->model ||
                wanted->controller->model == other->controller->model);
    case DOMAIN_DEVICE_SERIAL:
    case DOMAIN_DEVICE_CONSOLE:
    case DOMAIN_DEVICE_CHANNEL:
        return same_chardev(wanted->chardev, other->chardev);
    case DOMAIN_DEVICE_FILESYSTEM:
        return g_str_equal(wanted->filesystem->target, other->filesystem->target);
    case DOMAIN_DEVICE_INPUT:
        return wanted->input->type == other->input->type && wanted->input->bus == other->input->bus;
    case DOMAIN_DEVICE_GRAPHICS:
        return wanted->graphics->type == other->graphics->type;
    case DOMAIN_DEVICE_VIDEO:
        return wanted->video->model == other->video->model;
    case DOMAIN_DEVICE_SOUND:
        return wanted->sound->model == other->sound->model;
    case DOMAIN_DEVICE_AUDIO:
        return wanted->audio->id == other->audio->id;
    case DOMAIN_DEVICE_RNG:
        return wanted->rng->backend == other->rng->backend &&
               wanted->rng->rate_bytes == other->rng->rate_bytes &&
               wanted->rng->rate_period == other->rng->rate_period &&
               g_strcmp0(wanted->rng->path, other->rng->path) == 0;
    case DOMAIN_DEVICE_MEMORY:
        return same_memory(wanted->memory, other->memory);
    case DOMAIN_DEVICE_WATCHDOG:
        return wanted->watchdog->model == other->watchdog->model &&
               wanted->watchdog->action == other->watchdog->action;
    case DOMAIN_DEVICE_VSOCK: /* what runs has a number that its definition leaves open */
        return wanted->vsock->auto_cid || wanted->vsock->cid == other->vsock->cid;
    case DOMAIN_DEVICE_MEMBALLOON:
        return wanted->memballoon->model == other->memballoon->model;
    default:
        return true;
    }
}

/* Wishes that name a type of address only match any of it. */
static bool same_place(const DomainDevice *wanted, const DomainDevice *other)
{
    return domain_address_is_open(&wanted->info->address) ||
           domain_address_equal(&wanted->info->address, &other->info->address);
}

/* A disk has a name of its own, and mostly an interface has: what runs and the definition may have
 * it at different places, and a document of the one means that of the other as well. */
static bool is_named(const DomainDef *def, const DomainDevice *wanted)
{
    unsigned same = 0;

    if (wanted->kind == DOMAIN_DEVICE_DISK)
        return true;
    if (wanted->kind != DOMAIN_DEVICE_INTERFACE || wanted->interface->mac_generated)
        return false;
    for (unsigned i = 0; i < def->interfaces->len; i++) {
        const DomainInterface *other = def->interfaces->pdata[i];

        same += memcmp(wanted->interface->mac, other->mac, MAC_BYTES) == 0;
    }
    return same == 1;
}

/* Kinds of which several may be alike, so that any of them will do. */
static bool any_will_do(const DomainDevice *wanted)
{
    return wanted->kind != DOMAIN_DEVICE_INTERFACE && wanted->kind != DOMAIN_DEVICE_CONTROLLER;
}

char *device_edit_name(const DomainDevice *device)
{
    const char *kind = domain_device_kind_to_string(device->kind);
    char mac[MAC_TEXT_SIZE];

    if (device->kind == DOMAIN_DEVICE_DISK)
        return g_strdup_printf("disk '%s'", device->disk->target);
    if (device->kind == DOMAIN_DEVICE_FILESYSTEM)
        return g_strdup_printf("filesystem '%s'", device->filesystem->target);
    if (device->kind == DOMAIN_DEVICE_INTERFACE && !device->interface->mac_generated) {
        mac_format(device->interface->mac, mac);
        return g_strdup_printf("interface '%s'", mac);
    }
    if (device->kind == DOMAIN_DEVICE_CONTROLLER)
        return g_strdup_printf("controller of type '%s'",
                               domain_controller_type_to_string(device->controller->type));
    return device->info->alias ? g_strdup_printf("%s '%s'", kind, device->info->alias)
                               : g_strdup(kind);
}

/* Of the first serial port, which is meant by either name and goes with both. */
static bool is_mirror(const DomainDevice *device)
{
    return device->kind == DOMAIN_DEVICE_CONSOLE && device->chardev->mirrors_serial;
}

bool device_edit_find(const DomainDef *def, const DomainDevice *wanted, DomainDevice *ret_device,
                      GError **err)
{
    bool named = is_named(def, wanted);
    g_autofree char *name = NULL;
    unsigned found = 0;

    for (unsigned i = 0; i < domain_device_count(def, wanted->kind); i++) {
        DomainDevice device = domain_device_at(def, wanted->kind, i);

        if (!same_device(wanted, &device) || (!named && !same_place(wanted, &device)))
            continue;
        if (wanted->info->alias && g_strcmp0(wanted->info->alias, device.info->alias) != 0)
            continue;
        if (found++ == 0)
            *ret_device = device;
    }
    if (found == 1 || (found > 1 && any_will_do(wanted))) {
        if (is_mirror(ret_device))
            *ret_device = domain_device_at(def, DOMAIN_DEVICE_SERIAL, 0);
        return true;
    }
    name = device_edit_name(wanted);
    if (found == 0)
        return error_set(err, ERR_DEVICE_MISSING, "domain '%s' has no such device: %s", def->name,
                         name);
    return error_set(err, ERR_OPERATION_FAILED,
                     "domain '%s' has several devices that this may mean: %s; give its <address>",
                     def->name, name);
}

/* ---- changing ---- */

/* The console that the first serial port is as well. */
static void remove_mirror(DomainDef *def)
{
    DomainChardev *first = def->consoles->len > 0 ? def->consoles->pdata[0] : NULL;

    if (first && first->mirrors_serial)
        g_ptr_array_remove_index(def->consoles, 0);
}

void device_edit_take(DomainDef *def, const DomainDevice *device)
{
    GPtrArray *array = domain_device_array(def, device->kind);
    unsigned place;

    if (!array) {
        *domain_device_single(def, device->kind) = NULL;
    } else if (g_ptr_array_find(array, device->info, &place)) {
        g_ptr_array_steal_index(array, place);
        if (device->kind == DOMAIN_DEVICE_SERIAL && place == 0)
            remove_mirror(def);
    }
    if (device->kind == DOMAIN_DEVICE_MEMORY) { /* <memory> counts what is plugged in */
        def->memory_kib -= MIN(def->memory_kib, device->memory->size_kib);
        def->current_memory_kib = MIN(def->current_memory_kib, def->memory_kib);
    }
}

void device_edit_add(DomainDef *def, const DomainDevice *device)
{
    GPtrArray *array = domain_device_array(def, device->kind);

    if (device->kind == DOMAIN_DEVICE_DISK)
        domain_disk_insert(array, device->disk);
    else if (array)
        g_ptr_array_add(array, device->info);
    else
        *domain_device_single(def, device->kind) = device->info;
    if (device->kind == DOMAIN_DEVICE_MEMORY) {
        def->memory_kib += device->memory->size_kib;
        def->current_memory_kib += device->memory->size_kib;
    }
}

static bool settle(DomainDef *def, DomainParseFlags flags, GError **err)
{
    g_autofree char *document = NULL;

    return domain_settle(def, flags, err) && domain_def_check(def, err) &&
           (document = domain_def_document(def, err)) != NULL;
}

/* The name by which only one device of a kind may be known. */
static const char *target_of(const DomainDevice *device)
{
    if (device->kind == DOMAIN_DEVICE_DISK)
        return device->disk->target;
    return device->kind == DOMAIN_DEVICE_FILESYSTEM ? device->filesystem->target : NULL;
}

static bool is_new(const DomainDef *def, const DomainDevice *device, GError **err)
{
    const char *target = target_of(device);
    char mac[MAC_TEXT_SIZE];

    if (!domain_device_array(def, device->kind) && domain_device_count(def, device->kind) > 0)
        return error_set(err, ERR_OPERATION_INVALID, "domain '%s' already has a <%s>", def->name,
                         domain_device_kind_to_string(device->kind));
    for (unsigned i = 0; i < domain_device_count(def, device->kind); i++) {
        DomainDevice other = domain_device_at(def, device->kind, i);

        if (target && g_str_equal(target, target_of(&other)))
            return error_set(err, ERR_OPERATION_INVALID, "target '%s' already exists", target);
        if (device->kind == DOMAIN_DEVICE_INTERFACE &&
            memcmp(other.interface->mac, device->interface->mac, MAC_BYTES) == 0) {
            mac_format(other.interface->mac, mac);
            return error_set(err, ERR_OPERATION_FAILED,
                             "an interface with MAC address '%s' already exists", mac);
        }
    }
    return true;
}

bool device_edit_insert(DomainDef *def, DomainDevice device, DomainParseFlags flags, GError **err)
{
    if (!is_new(def, &device, err)) {
        domain_device_free(device);
        return false;
    }
    device_edit_add(def, &device);
    return settle(def, flags, err);
}

bool device_edit_replace(DomainDef *def, const DomainDevice *found, DomainDevice device,
                         DomainParseFlags flags, GError **err)
{
    GPtrArray *array = domain_device_array(def, device.kind);
    DomainDeviceInfo *old = found->info;
    unsigned place;

    if (domain_address_is_open(&device.info->address))
        device.info->address = old->address;
    if (!device.info->alias)
        device.info->alias = g_strdup(old->alias);
    if (!array)
        *domain_device_single(def, device.kind) = device.info;
    else if (g_ptr_array_find(array, old, &place))
        array->pdata[place] = device.info;
    domain_device_free(*found);
    return settle(def, flags, err);
}
