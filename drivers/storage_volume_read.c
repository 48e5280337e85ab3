/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading volumes: see storage_volume_read.h. */
#include "drivers/storage_volume_read.h"

#include "drivers/flags.h"
#include "drivers/storage_volume_find.h"

static int read_type(const StorageFile *file)
{
    return file->is_folder ? STORAGE_VOL_DIR : STORAGE_VOL_FILE;
}

static bool storage_volume_read_info(DriverCall *call, const storage_vol_get_info_args *args,
                                     storage_vol_get_info_ret *ret, GError **err)
{
    const StorageVolume *volume = storage_volume_find(call, &args->vol, NULL, err);

    if (!volume)
        return false;
    ret->type = read_type(volume->file);
    ret->capacity = storage_file_capacity(volume->file);
    ret->allocation = volume->file->allocation;
    return true;
}

static bool storage_volume_read_info_flags(DriverCall *call,
                                           const storage_vol_get_info_flags_args *args,
                                           storage_vol_get_info_flags_ret *ret, GError **err)
{
    const StorageVolume *volume = storage_volume_find(call, &args->vol, NULL, err);

    if (!volume ||
        !flags_check(args->flags, STORAGE_VOL_INFO_PHYSICAL, "storage_vol_get_info_flags", err))
        return false;
    ret->type = read_type(volume->file);
    ret->capacity = storage_file_capacity(volume->file);
    ret->allocation =
        args->flags & STORAGE_VOL_INFO_PHYSICAL ? volume->file->physical : volume->file->allocation;
    return true;
}

/* A backing image is known if it is a volume of an active pool. */
static const StorageFile *read_backing(const StorageDriver *driver, const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *name = g_path_get_basename(path);
    const StoragePool *pool = storage_pool_list_by_path(driver->pools, folder);
    const StorageVolume *volume = pool ? storage_pool_volume(pool, name) : NULL;

    return volume ? volume->file : NULL;
}

static bool storage_volume_read_xml_desc(DriverCall *call,
                                         const storage_vol_get_xml_desc_args *args,
                                         storage_vol_get_xml_desc_ret *ret, GError **err)
{
    StoragePool *pool;
    const StorageVolume *volume = storage_volume_find(call, &args->vol, &pool, err);
    const StorageFile *file, *backing;
    g_autofree char *backing_path = NULL;
    VolumeState state;

    if (!volume || !flags_check(args->flags, 0, "storage_vol_get_xml_desc", err))
        return false;
    file = volume->file;
    backing_path = storage_image_backing_path(&file->image, pool->def->path);
    backing = backing_path ? read_backing(storage_driver_of(call), backing_path) : NULL;
    state = (VolumeState){
        .name = volume->name,
        .path = volume->path,
        .is_folder = file->is_folder,
        .capacity = storage_file_capacity(file),
        .allocation = file->allocation,
        .physical = file->physical,
        .format = file->image.format,
        .compat = file->image.compat == VOLUME_COMPAT_1_1 && !file->image.lazy_refcounts
                      ? VOLUME_COMPAT_DEFAULT
                      : file->image.compat,
        .lazy_refcounts = file->image.lazy_refcounts,
        .cluster_size = file->image.cluster_size,
        .permissions = file->permissions,
        .times = file->times,
        .backing = {backing_path, file->image.backing_format},
        .backing_permissions = backing ? &backing->permissions : NULL,
        .backing_times = backing ? &backing->times : NULL,
    };
    ret->xml = volume_state_format(&state);
    return true;
}

static bool storage_volume_read_path(DriverCall *call, const storage_vol_get_path_args *args,
                                     storage_vol_get_path_ret *ret, GError **err)
{
    const StorageVolume *volume = storage_volume_find(call, &args->path, NULL, err);

    if (!volume)
        return false;
    ret->path = g_strdup(volume->path);
    return true;
}

const RemoteHandlers storage_volume_read_handlers = {
    .storage_vol_get_info = storage_volume_read_info,
    .storage_vol_get_info_flags = storage_volume_read_info_flags,
    .storage_vol_get_xml_desc = storage_volume_read_xml_desc,
    .storage_vol_get_path = storage_volume_read_path,
};
