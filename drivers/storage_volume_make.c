/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Making volumes: see storage_volume_make.h. */
#include "drivers/storage_volume_make.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "drivers/flags.h"
#include "drivers/storage_chain.h"
#include "drivers/storage_data.h"
#include "drivers/storage_folder.h"
#include "drivers/storage_job.h"
#include "drivers/storage_pool_find.h"
#include "drivers/storage_qemu_img.h"
#include "drivers/storage_volume_find.h"

/* A volume in the making. */
typedef struct {
    StorageJob *job;
    VolumeDef *def;
    unsigned flags; /* storage_vol_create_mode */
    int folder;
    int fd;                   /* of the file under its temporary name */
    char *temporary;          /* NULL: there is none (any more) */
    char *temporary_path;     /* for qemu-img */
    const StorageJob *source; /* what it is a copy of, or NULL */
    int source_fd;
    StorageFile *backing;
} Making;

static bool making_co_do(Making *making, WorkerTry func, GError **err)
{
    return worker_co_try(making->job->driver->driver.host->worker, func, making, err);
}

static bool making_begin(void *data, GError **err)
{
    Making *making = data;

    making->fd = storage_folder_new_file(making->folder, making->job->pool->def->path,
                                         &making->temporary, err);
    return making->fd >= 0;
}

static bool making_publish(void *data, GError **err)
{
    Making *making = data;

    return storage_folder_publish(making->folder, making->fd, making->temporary, making->job->name,
                                  &making->def->permissions, err);
}

/* Also removes what did not get its name. */
static void making_end(void *data)
{
    Making *making = data;

    if (making->temporary)
        storage_folder_discard(making->folder, making->temporary);
    if (making->fd >= 0)
        close(making->fd);
    if (making->source_fd >= 0)
        close(making->source_fd);
}

static bool making_set_size(void *data, GError **err)
{
    Making *making = data;

    return ftruncate(making->fd, (off_t) making->def->capacity) == 0 ||
           error_set_errno(err, errno, "cannot extend file '%s'", making->job->path);
}

static bool making_look_at_backing(void *data, GError **err)
{
    Making *making = data;
    const char *path = making->def->backing.path;

    if (access(path, R_OK) < 0)
        return error_set_errno(err, errno, "inaccessible backing store volume %s", path);
    if (storage_file_look(AT_FDCWD, path, NULL, &making->backing, err) == STORAGE_FILE_SEEN &&
        !making->backing->is_folder)
        return making->def->backing.format == VOLUME_FORMAT_RAW ||
               storage_chain_check(path, path, err);
    if (!*err)
        error_set(err, ERR_OPERATION_FAILED,
                  "inaccessible backing store volume %s: it is no regular file", path);
    return false;
}

/* An image that a guest has written must not say by itself which format it has: it could name any
 * file as its own backing image. So what does not look raw must be called what it is. */
static bool making_co_check_backing(Making *making, GError **err)
{
    VolumeDef *def = making->def;

    if (!def->backing.path)
        return true;
    if (def->format == VOLUME_FORMAT_RAW)
        return error_set(err, ERR_NO_SUPPORT,
                         "this function is not supported by the connection driver: backing storage "
                         "not supported for raw volumes");
    if (!making_co_do(making, making_look_at_backing, err))
        return false;
    if (def->backing.format == VOLUME_FORMAT_NONE &&
        making->backing->image.format != VOLUME_FORMAT_RAW)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: backing store volume %s looks like %s: say in "
                         "<backingStore> which <format> it has",
                         def->backing.path, volume_format_to_string(making->backing->image.format));
    if (def->backing.format == VOLUME_FORMAT_NONE || def->backing.format == VOLUME_FORMAT_ISO)
        def->backing.format = VOLUME_FORMAT_RAW;
    if (!def->has_capacity)
        def->capacity = def->backing.format == VOLUME_FORMAT_RAW
                            ? making->backing->physical
                            : storage_file_capacity(making->backing);
    return true;
}

static bool making_check_flags(const Making *making, unsigned known, const char *procedure,
                               GError **err)
{
    /* VALIDATE asks for what the parser always does. */
    if (!flags_check(making->flags, known | STORAGE_VOL_CREATE_VALIDATE, procedure, err))
        return false;
    if ((making->flags & STORAGE_VOL_CREATE_PREALLOC_METADATA) &&
        making->def->format == VOLUME_FORMAT_RAW)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "unsupported configuration: metadata preallocation is not supported for "
                         "raw volumes");
    if (storage_folder_is_temporary(making->def->name))
        return error_set(err, ERR_OPERATION_INVALID,
                         "volume name '%s' is one that unfinished "
                         "volumes have",
                         making->def->name);
    return true;
}

/* Of a raw volume; what is not given is all. */
static bool making_co_allocate(Making *making, uint64_t from, GError **err)
{
    const VolumeDef *def = making->def;
    uint64_t wanted = def->has_allocation ? MIN(def->allocation, def->capacity) : def->capacity;

    return storage_data_co_allocate(making->job->driver->driver.host->worker, making->fd, from,
                                    wanted, making->job->path, err);
}

static bool making_co_fill_empty(Making *making, GError **err)
{
    const VolumeDef *def = making->def;

    if (def->format == VOLUME_FORMAT_RAW)
        return making_co_do(making, making_set_size, err) && making_co_allocate(making, 0, err);
    return storage_qemu_img_co_create(making->job->driver->driver.host->worker,
                                      making->temporary_path, def,
                                      making->flags & STORAGE_VOL_CREATE_PREALLOC_METADATA, err);
}

static bool making_open_source(void *data, GError **err)
{
    Making *making = data;
    const StorageJob *source = making->source;

    making->source_fd =
        storage_file_open(source->pool->folder, source->name, O_RDONLY, source->path, err);
    return making->source_fd >= 0;
}

static bool making_reflink(void *data, GError **err)
{
    Making *making = data;

    return ioctl(making->fd, FICLONE, making->source_fd) == 0 ||
           error_set_errno(err, errno, "failed to clone files from '%s'", making->source->path);
}

static bool making_co_copy_raw(Making *making, GError **err)
{
    uint64_t size = making->source->volume->file->physical;

    if (!storage_data_co_copy(making->job->driver->driver.host->worker, making->source_fd,
                              making->fd, size, making->job->path, err) ||
        !making_co_do(making, making_set_size, err))
        return false;
    if (making->def->has_allocation && making->def->allocation < making->def->capacity)
        return true;
    return making_co_allocate(making, 0, err);
}

static bool making_check_chain(void *data, GError **err)
{
    Making *making = data;
    const StorageJob *source = making->source;
    g_autofree char *image = storage_qemu_img_path(source->pool->folder, source->name);

    return storage_chain_check(image, source->path, err);
}

static bool making_co_convert(Making *making, GError **err)
{
    const StorageFile *source = making->source->volume->file;
    VolumeFormat format =
        source->image.format == VOLUME_FORMAT_ISO ? VOLUME_FORMAT_RAW : source->image.format;
    Worker *worker = making->job->driver->driver.host->worker;
    uint64_t before = storage_file_capacity(source);
    g_autofree char *source_path =
        storage_qemu_img_path(making->source->pool->folder, making->source->name);

    if (source->image.format != VOLUME_FORMAT_RAW && !making_co_do(making, making_check_chain, err))
        return false;
    if (!storage_qemu_img_co_convert(worker, source_path, format, making->temporary_path,
                                     making->def,
                                     making->flags & STORAGE_VOL_CREATE_PREALLOC_METADATA, err))
        return false;
    return making->def->capacity <= before ||
           storage_qemu_img_co_resize(worker, making->temporary_path, making->def->format,
                                      making->def->capacity, false, err);
}

static bool making_co_fill_from(Making *making, GError **err)
{
    const StorageFile *source = making->source->volume->file;
    bool raw =
        source->image.format == VOLUME_FORMAT_RAW || source->image.format == VOLUME_FORMAT_ISO;
    bool same = raw ? making->def->format == VOLUME_FORMAT_RAW
                    : source->image.format == making->def->format;

    if (!making_co_do(making, making_open_source, err))
        return false;
    if (making->flags & STORAGE_VOL_CREATE_REFLINK) {
        if (!same || making->def->capacity != storage_file_capacity(source))
            return error_set(
                err, ERR_OPERATION_UNSUPPORTED,
                "Operation not supported: a copy that shares its blocks with '%s' must "
                "have the same format and capacity",
                making->source->path);
        return making_co_do(making, making_reflink, err);
    }
    return raw && same ? making_co_copy_raw(making, err) : making_co_convert(making, err);
}

/* From nothing to a listed volume. */
static bool making_co_all(Making *making, GError **err)
{
    bool ok = making_co_check_backing(making, err) && making_co_do(making, making_begin, err);

    if (ok) {
        making->temporary_path = storage_qemu_img_path(making->folder, making->temporary);
        ok = making->source ? making_co_fill_from(making, err) : making_co_fill_empty(making, err);
    }
    ok = ok && making_co_do(making, making_publish, err);
    if (ok)
        g_clear_pointer(&making->temporary, g_free);
    worker_co_run(making->job->driver->driver.host->worker, making_end, making);
    g_free(making->temporary);
    g_free(making->temporary_path);
    storage_file_unref(making->backing);
    return ok && storage_job_co_look(making->job, err);
}

static void making_answer(const StorageJob *job, remote_storage_vol *ret_vol)
{
    ret_vol->pool = g_strdup(job->pool->def->name);
    ret_vol->name = g_strdup(job->name);
    ret_vol->key = g_strdup(job->path);
}

static bool storage_volume_make_co_xml(DriverCall *call, const storage_vol_create_xml_args *args,
                                       storage_vol_create_xml_ret *ret, GError **err)
{
    StoragePool *pool = storage_pool_find_active(call, &args->pool, err);
    g_autoptr(VolumeDef) def = pool ? volume_def_parse(args->xml, VOLUME_NEW, err) : NULL;
    g_autoptr(StorageJob) job = NULL;
    Making making = {.def = def, .flags = args->flags, .fd = -1, .source_fd = -1};

    if (!def || !making_check_flags(&making, STORAGE_VOL_CREATE_PREALLOC_METADATA,
                                    "storage_vol_create_xml", err))
        return false;
    job = storage_job_begin_new(storage_driver_of(call), pool, def->name, "create", err);
    if (!job)
        return false;
    making.job = job;
    making.folder = job->pool->folder;
    if (!making_co_all(&making, err))
        return false;
    making_answer(job, &ret->vol);
    return true;
}

/* A copy is never smaller than its source. */
static bool making_settle_copy(Making *making, const StorageVolume *source, GError **err)
{
    uint64_t capacity = storage_file_capacity(source->file);
    VolumeDef *def = making->def;

    if (source->file->is_folder)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "Operation not supported: volume '%s' is a directory", source->path);
    def->capacity = MAX(def->capacity, capacity);
    def->has_capacity = true;
    return true;
}

static bool storage_volume_make_co_xml_from(DriverCall *call,
                                            const storage_vol_create_xml_from_args *args,
                                            storage_vol_create_xml_from_ret *ret, GError **err)
{
    const unsigned known = STORAGE_VOL_CREATE_PREALLOC_METADATA | STORAGE_VOL_CREATE_REFLINK;
    StoragePool *pool = storage_pool_find_active(call, &args->pool, err), *source_pool;
    StorageVolume *source =
        pool ? storage_volume_find(call, &args->source, &source_pool, err) : NULL;
    g_autoptr(VolumeDef) def = source ? volume_def_parse(args->xml, VOLUME_COPY, err) : NULL;
    g_autoptr(StorageJob) reading = NULL;
    g_autoptr(StorageJob) job = NULL;
    Making making = {.def = def, .flags = args->flags, .fd = -1, .source_fd = -1};

    if (!def || !making_check_flags(&making, known, "storage_vol_create_xml_from", err) ||
        !making_settle_copy(&making, source, err))
        return false;
    job = storage_job_begin_new(storage_driver_of(call), pool, def->name, "clone", err);
    if (!job)
        return false;
    reading = storage_job_begin(storage_driver_of(call), source_pool, source, STORAGE_JOB_READS,
                                "clone", err);
    if (!reading)
        return false;
    making.job = job;
    making.folder = job->pool->folder;
    making.source = reading;
    if (!making_co_all(&making, err))
        return false;
    making_answer(job, &ret->vol);
    return true;
}

const RemoteHandlers storage_volume_make_handlers = {
    .storage_vol_create_xml = storage_volume_make_co_xml,
    .storage_vol_create_xml_from = storage_volume_make_co_xml_from,
};
