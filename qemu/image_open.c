/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From images to sets of descriptors at QEMU, and who uses which: see image_open.h. */
#include "qemu/image_open.h"

#include "qemu/disk_nodes.h"
#include "qemu/image_chain.h"
#include "qemu/machine.h"

#include <unistd.h>

static Worker *worker_of(const Machine *machine)
{
    return machine->driver->base.driver.host->worker;
}

static bool co_open(Machine *machine, const char *what, ImageChain *chain, GError **err)
{
    if (!image_chain_co_open(worker_of(machine), chain, err)) {
        g_prefix_error(err, "domain '%s', %s: ", machine->domain->def->name, what);
        return false;
    }
    return machine_check_alive(machine, err);
}

/* ---- numbers of sets ---- */

/* Whatever other numbers a QEMU has that was found running, they are not above these. */
static bool co_learn_sets(Machine *machine, GError **err)
{
    json_t *sets = NULL, *set;
    size_t i;

    if (!machine_co_command(machine, "query-fdsets", NULL, &sets, err))
        return false;
    machine->last_set = IMAGE_SETS_FIRST - 1;
    json_array_foreach(sets, i, set)
    {
        json_int_t number = json_integer_value(json_object_get(set, "fdset-id"));

        machine->last_set = (unsigned) MAX(number, machine->last_set);
    }
    json_decref(sets);
    return true;
}

static bool co_have_sets(Machine *machine, GError **err)
{
    if (machine->last_set > 0)
        return true;
    if (machine->monitor)
        return co_learn_sets(machine, err);
    machine->last_set = IMAGE_SETS_FIRST - 1;
    return true;
}

bool image_open_co_next_set(Machine *machine, unsigned *ret_set, GError **err)
{
    if (!co_have_sets(machine, err))
        return false;
    *ret_set = ++machine->last_set;
    return true;
}

/* ---- uses ---- */

static ImageUseMode mode_of(const DomainDisk *disk, bool writes)
{
    return disk->shareable ? IMAGE_USE_SHARE : writes ? IMAGE_USE_WRITE : IMAGE_USE_READ;
}

static bool add_use(Machine *machine, const char *what, const ImageFile *file, ImageUseMode mode,
                    const char *path, GError **err)
{
    const ImageUser user = {machine, machine->domain->def->name, what};

    return image_uses_add(machine->driver->images, &file->id, mode, &user, path, err);
}

void image_open_forget(Machine *machine, const DomainDisk *disk, const DomainImage *image)
{
    g_autofree char *what = disk_nodes_name(disk, image);

    if (machine->driver)
        image_uses_release(machine->driver->images, machine, what);
}

/* The images until the last, or all. */
static void forget_chain(Machine *machine, const DomainDisk *disk, const DomainImage *last)
{
    for (const DomainImage *image = disk->image; image != last; image = image->backing)
        image_open_forget(machine, disk, image);
}

static bool use_chain(Machine *machine, const DomainDisk *disk, const ImageChain *chain,
                      GError **err)
{
    unsigned i = 0;

    for (const DomainImage *image = disk->image; image; image = image->backing, i++) {
        g_autofree char *what = disk_nodes_name(disk, image);
        bool first = image == disk->image;
        ImageUseMode mode = first ? mode_of(disk, !disk->readonly) : IMAGE_USE_READ;

        if (!add_use(machine, what, &g_array_index(chain->files, ImageFile, i), mode, image->path,
                     err)) {
            forget_chain(machine, disk, image);
            return false;
        }
    }
    return true;
}

/* ---- opening ---- */

/* So many images are to be those of the disk. */
static bool check_chains(const Machine *machine, const DomainDisk *disk, unsigned images,
                         GError **err)
{
    const DomainDef *def = machine->domain->def;

    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *other = def->disks->pdata[i];

        if (g_str_equal(other->target, disk->target))
            continue;
        images += domain_image_count(other->image);
        images += other->mirror ? domain_image_count(other->mirror->image) : 0;
    }
    return images <= DOMAIN_CHAINS_MAX ||
           error_set(err, ERR_CONFIG_UNSUPPORTED,
                     "unsupported configuration: domain '%s': with disk '%s' its disks have %u "
                     "images in all, the ones behind counted, more than %d",
                     def->name, disk->target, images, DOMAIN_CHAINS_MAX);
}

static void pass(Machine *machine, const DomainDisk *disk, DomainImage *image, ImageFile *file,
                 Parts *parts)
{
    g_autofree char *name = disk_nodes_file_name(disk, image);

    image->set = ++machine->last_set;
    parts_add_fd(parts, image->set, file->fd, name);
    file->fd = -1;
}

bool image_open_co_disk(Machine *machine, DomainDisk *disk, Parts *parts, GError **err)
{
    g_autofree char *what = g_strdup_printf("disk '%s'", disk->target);
    g_autoptr(ImageChain) chain = NULL;
    unsigned i = 0;

    if (!disk->image)
        return true;
    chain = image_chain_new(disk->image);
    chain->writable = !disk->readonly;
    if (!co_have_sets(machine, err) || !co_open(machine, what, chain, err) ||
        !check_chains(machine, disk, domain_image_count(chain->image), err))
        return false;
    domain_image_free(disk->image);
    disk->image = g_steal_pointer(&chain->image);
    disk_nodes_number(disk);
    if (!use_chain(machine, disk, chain, err))
        return false;
    for (DomainImage *image = disk->image; image; image = image->backing)
        pass(machine, disk, image, &g_array_index(chain->files, ImageFile, i++), parts);
    return true;
}

bool image_open_co_image(Machine *machine, const DomainDisk *disk, DomainImage *image, Parts *parts,
                         GError **err)
{
    g_autofree char *what = g_strdup_printf("disk '%s'", disk->target);
    g_autofree char *name = disk_nodes_name(disk, image);
    g_autoptr(ImageChain) chain = image_chain_new(image);
    ImageFile *file;

    chain->writable = chain->alone = true;
    if (!check_chains(machine, disk, domain_image_count(disk->image) + domain_image_count(image),
                      err) ||
        !co_have_sets(machine, err) || !co_open(machine, what, chain, err))
        return false;
    file = &g_array_index(chain->files, ImageFile, 0);
    if (!add_use(machine, name, file, mode_of(disk, true), image->path, err))
        return false;
    pass(machine, disk, image, file, parts);
    return true;
}

int image_open_co_again(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                        GError **err)
{
    g_autofree char *what = g_strdup_printf("disk '%s'", disk->target);
    g_autofree char *name = disk_nodes_name(disk, image);
    g_autoptr(ImageChain) chain = image_chain_new(image);
    ImageFile *file;
    int fd;

    chain->writable = chain->alone = true;
    if (!co_open(machine, what, chain, err))
        return -1;
    file = &g_array_index(chain->files, ImageFile, 0);
    if (!add_use(machine, name, file, mode_of(disk, true), image->path, err))
        return -1;
    fd = file->fd;
    file->fd = -1;
    return fd;
}

/* ---- a domain as a whole ---- */

/* Firmware lies in raw images of its own, which argv.c names as their descriptors are called. */
static bool co_open_firmware(Machine *machine, const char *name, const char *path, bool writable,
                             Parts *parts, GError **err)
{
    g_autoptr(DomainImage) image = domain_image_new(DOMAIN_DISK_TYPE_FILE, path, "raw");
    g_autoptr(ImageChain) chain = image_chain_new(image);
    ImageFile *file;

    chain->writable = writable;
    if (!co_open(machine, name, chain, err))
        return false;
    file = &g_array_index(chain->files, ImageFile, 0);
    if (!add_use(machine, name, file, writable ? IMAGE_USE_WRITE : IMAGE_USE_READ, path, err))
        return false;
    parts_add_fd(parts, ++machine->last_set, file->fd, name);
    file->fd = -1;
    return true;
}

static bool co_open_all_firmware(Machine *machine, Parts *parts, GError **err)
{
    const DomainOs *os = &machine->domain->def->os;

    if (os->loader && os->loader_type == DOMAIN_LOADER_PFLASH &&
        !co_open_firmware(machine, "firmware", os->loader, os->loader_readonly == TRISTATE_OFF,
                          parts, err))
        return false;
    return !os->nvram || co_open_firmware(machine, "firmware-vars", os->nvram, true, parts, err);
}

bool image_open_co_all(Machine *machine, Parts *parts, GError **err)
{
    const GPtrArray *disks = machine->domain->def->disks;

    if (!co_have_sets(machine, err))
        return false;
    for (unsigned i = 0; i < disks->len; i++) {
        DomainDisk *disk = disks->pdata[i];

        if (!disk->tray_open && !image_open_co_disk(machine, disk, parts, err))
            return false;
    }
    return co_open_all_firmware(machine, parts, err);
}

/* ---- found running ---- */

static void co_note(Machine *machine, const char *what, const DomainImage *image, ImageUseMode mode)
{
    g_autoptr(ImageChain) chain = image_chain_new(image);
    const ImageUser user = {machine, machine->domain->def->name, what};
    const ImageFile *file;

    chain->only_look = chain->alone = true;
    image_chain_co_open(worker_of(machine), chain, NULL);
    file = &g_array_index(chain->files, ImageFile, 0);
    if (machine->driver && !machine->gone && file->id.device != 0)
        image_uses_note(machine->driver->images, &file->id, mode, &user);
}

static void co_note_disk(Machine *machine, const DomainDisk *disk)
{
    g_autoptr(DomainImage) images = domain_image_copy(disk->image);

    for (const DomainImage *image = images; image && machine->driver; image = image->backing) {
        g_autofree char *what = disk_nodes_name(disk, image);

        co_note(machine, what, image,
                image == images ? mode_of(disk, !disk->readonly) : IMAGE_USE_READ);
    }
}

void image_open_co_note_all(Machine *machine)
{
    g_autoptr(DomainDef) def = domain_def_copy(machine->domain->def);
    const DomainOs *os = &def->os;

    for (unsigned i = 0; i < def->disks->len && machine->driver; i++)
        co_note_disk(machine, def->disks->pdata[i]);
    if (os->nvram && machine->driver) {
        g_autoptr(DomainImage) image = domain_image_new(DOMAIN_DISK_TYPE_FILE, os->nvram, "raw");

        co_note(machine, "firmware-vars", image, IMAGE_USE_WRITE);
    }
}
