/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changing volumes: see storage_volume_change.h. */
#include "drivers/storage_volume_change.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "drivers/flags.h"
#include "drivers/storage_chain.h"
#include "drivers/storage_data.h"
#include "drivers/storage_folder.h"
#include "drivers/storage_job.h"
#include "drivers/storage_pool_life.h"
#include "drivers/storage_qemu_img.h"
#include "drivers/storage_volume_find.h"

/* What a worker does to a volume. */
typedef struct {
    const StorageJob *job;
    int folder;
    bool is_folder;
    int fd;
    uint64_t capacity;
} ChangeTask;

static bool change_co_do(WorkerTry func, ChangeTask *task, GError **err)
{
    return worker_co_try(task->job->driver->driver.host->worker, func, task, err);
}

static bool change_remove(void *data, GError **err)
{
    ChangeTask *task = data;

    return storage_folder_remove_entry(task->folder, task->job->name, task->is_folder,
                                       task->job->path, err);
}

static bool change_open(void *data, GError **err)
{
    ChangeTask *task = data;

    task->fd = storage_file_open(task->folder, task->job->name, O_RDWR, task->job->path, err);
    return task->fd >= 0;
}

/* For qemu-img, which would follow a link. */
static bool change_check_image(void *data, GError **err)
{
    const ChangeTask *task = data;
    g_autofree char *image = storage_qemu_img_path(task->folder, task->job->name);
    int fd = storage_file_open(task->folder, task->job->name, O_RDWR, task->job->path, err);

    if (fd < 0)
        return false;
    close(fd);
    return storage_chain_check(image, task->job->path, err);
}

static bool change_truncate(void *data, GError **err)
{
    ChangeTask *task = data;

    return ftruncate(task->fd, (off_t) task->capacity) == 0 ||
           error_set_errno(err, errno, "Failed to truncate file '%s'", task->job->path);
}

static void change_close(void *data)
{
    ChangeTask *task = data;

    close(task->fd);
}

static StorageJob *change_begin(DriverCall *call, const remote_storage_vol *wanted,
                                const char *verb, GError **err)
{
    StoragePool *pool;
    StorageVolume *volume = storage_volume_find(call, wanted, &pool, err);

    return volume ? storage_job_begin(storage_driver_of(call), pool, volume, STORAGE_JOB_CHANGES,
                                      verb, err)
                  : NULL;
}

static ChangeTask change_task(const StorageJob *job)
{
    return (ChangeTask){.job = job,
                        .folder = job->pool->folder,
                        .is_folder = job->volume->file->is_folder,
                        .fd = -1};
}

static bool change_co_wipe(StorageJob *job, bool random, GError **err)
{
    ChangeTask task = change_task(job);
    uint64_t size = job->volume->file->physical;
    bool ok;

    if (!change_co_do(change_open, &task, err))
        return false;
    ok = storage_data_co_wipe(job->driver->driver.host->worker, task.fd, size, random, job->path,
                              err);
    worker_co_run(job->driver->driver.host->worker, change_close, &task);
    return ok;
}

static bool storage_volume_change_co_delete(DriverCall *call, const storage_vol_delete_args *args,
                                            GError **err)
{
    g_autoptr(StorageJob) job = NULL;
    ChangeTask task;

    if (!flags_check(args->flags, STORAGE_VOL_DELETE_ZEROED, "storage_vol_delete", err))
        return false;
    job = change_begin(call, &args->vol, "delete", err);
    if (!job)
        return false;
    task = change_task(job);
    if ((args->flags & STORAGE_VOL_DELETE_ZEROED) && !task.is_folder &&
        !change_co_wipe(job, false, err))
        return false;
    if (!change_co_do(change_remove, &task, err))
        return false;
    storage_job_forget_volume(job);
    storage_pool_life_co_measure(job->driver, job->pool);
    return true;
}

static bool storage_volume_change_co_wipe_pattern(DriverCall *call,
                                                  const storage_vol_wipe_pattern_args *args,
                                                  GError **err)
{
    g_autoptr(StorageJob) job = NULL;
    bool random = args->algorithm == STORAGE_VOL_WIPE_RANDOM;

    if (!flags_check(args->flags, 0, "storage_vol_wipe_pattern", err))
        return false;
    if (!random && args->algorithm != STORAGE_VOL_WIPE_ZERO)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "argument unsupported: wiping with algorithm %u: there are %d (zeros) and "
                         "%d (random bytes)",
                         args->algorithm, STORAGE_VOL_WIPE_ZERO, STORAGE_VOL_WIPE_RANDOM);
    job = change_begin(call, &args->vol, "wipe", err);
    return job && change_co_wipe(job, random, err) && storage_job_co_look(job, err);
}

static bool storage_volume_change_co_wipe(DriverCall *call, const storage_vol_wipe_args *args,
                                          GError **err)
{
    const storage_vol_wipe_pattern_args zero = {.vol = args->vol, .flags = args->flags};

    return storage_volume_change_co_wipe_pattern(call, &zero, err);
}

/* The capacity that is asked for. */
static bool resize_settle(const StorageFile *file, const storage_vol_resize_args *args,
                          uint64_t *ret_capacity, GError **err)
{
    uint64_t now = storage_file_capacity(file), wanted = args->capacity;
    bool shrink = args->flags & STORAGE_VOL_RESIZE_SHRINK;

    if (args->flags & STORAGE_VOL_RESIZE_DELTA) {
        if (shrink)
            wanted = now - MIN(now, args->capacity);
        else if (args->capacity <= UINT64_MAX - now)
            wanted = now + args->capacity;
    }
    if (wanted > INT64_MAX)
        return error_set(err, ERR_OVERFLOW,
                         "a capacity of %" G_GUINT64_FORMAT " bytes is too large", wanted);
    if (wanted < file->allocation && wanted < now && !shrink)
        return error_set(err, ERR_INVALID_ARG,
                         "invalid argument: can't shrink capacity below existing allocation");
    if (wanted < now && !shrink)
        return error_set(err, ERR_INVALID_ARG,
                         "invalid argument: Can't shrink capacity below current capacity unless "
                         "shrink flag explicitly specified");
    *ret_capacity = wanted;
    return true;
}

static bool resize_co_raw(StorageJob *job, uint64_t capacity, bool allocate, GError **err)
{
    ChangeTask task = change_task(job);
    uint64_t before = job->volume->file->physical;
    bool ok;

    task.capacity = capacity;
    if (!change_co_do(change_open, &task, err))
        return false;
    ok = change_co_do(change_truncate, &task, err);
    if (ok && allocate && capacity > before) {
        ok = storage_data_co_allocate(job->driver->driver.host->worker, task.fd, before, capacity,
                                      job->path, err);
        /* Without the space there shall not be the capacity either. */
        task.capacity = before;
        if (!ok)
            change_co_do(change_truncate, &task, NULL);
    }
    worker_co_run(job->driver->driver.host->worker, change_close, &task);
    return ok;
}

static bool resize_co_image(StorageJob *job, uint64_t capacity, bool shrink, GError **err)
{
    g_autofree char *path = storage_qemu_img_path(job->pool->folder, job->name);
    ChangeTask task = change_task(job);

    return change_co_do(change_check_image, &task, err) &&
           storage_qemu_img_co_resize(job->driver->driver.host->worker, path,
                                      job->volume->file->image.format, capacity, shrink, err);
}

static bool storage_volume_change_co_resize(DriverCall *call, const storage_vol_resize_args *args,
                                            GError **err)
{
    const unsigned known =
        STORAGE_VOL_RESIZE_ALLOCATE | STORAGE_VOL_RESIZE_DELTA | STORAGE_VOL_RESIZE_SHRINK;
    bool allocate = args->flags & STORAGE_VOL_RESIZE_ALLOCATE;
    g_autoptr(StorageJob) job = NULL;
    uint64_t capacity = 0;
    bool raw, ok;

    if (!flags_check(args->flags, known, "storage_vol_resize", err))
        return false;
    job = change_begin(call, &args->vol, "resize", err);
    if (!job || !resize_settle(job->volume->file, args, &capacity, err))
        return false;
    raw = job->volume->file->image.format == VOLUME_FORMAT_RAW;
    if (allocate && !raw)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "Operation not supported: preallocate is only supported for raw type "
                         "volume");
    if (raw)
        ok = resize_co_raw(job, capacity, allocate, err);
    else
        ok = resize_co_image(job, capacity, args->flags & STORAGE_VOL_RESIZE_SHRINK, err);
    return ok && storage_job_co_look(job, err);
}

const RemoteHandlers storage_volume_change_handlers = {
    .storage_vol_delete = storage_volume_change_co_delete,
    .storage_vol_resize = storage_volume_change_co_resize,
    .storage_vol_wipe = storage_volume_change_co_wipe,
    .storage_vol_wipe_pattern = storage_volume_change_co_wipe_pattern,
};
