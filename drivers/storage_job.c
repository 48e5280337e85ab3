/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Jobs on volumes: see storage_job.h. */
#include "drivers/storage_job.h"

#include "drivers/storage_pool_life.h"

static bool job_check_limit(const StorageDriver *driver, const char *name, GError **err)
{
    if (driver->jobs < STORAGE_JOBS_MAX)
        return true;
    return error_set(err, ERR_RESOURCE_BUSY,
                     "volume '%s': %u jobs on volumes are running, the most there may be; wait for "
                     "one to end",
                     name, driver->jobs);
}

static bool job_check_volume(const StorageVolume *volume, StorageJobKind kind, GError **err)
{
    const char *verb = volume->writer;

    if (!verb && kind == STORAGE_JOB_CHANGES && volume->readers > 0)
        verb = volume->reader;
    return !verb || error_set(err, ERR_OPERATION_INVALID,
                              "volume '%s' is still in use: %s is "
                              "going on",
                              volume->name, verb);
}

static StorageJob *job_new(StorageDriver *driver, StoragePool *pool, StorageJobKind kind,
                           const char *name)
{
    StorageJob *job = g_new0(StorageJob, 1);

    job->driver = driver;
    job->pool = storage_pool_ref(pool);
    job->kind = kind;
    job->name = g_strdup(name);
    job->path = storage_pool_volume_path(pool, name);
    driver->jobs++;
    pool->jobs++;
    return job;
}

StorageJob *storage_job_begin(StorageDriver *driver, StoragePool *pool, StorageVolume *volume,
                              StorageJobKind kind, const char *verb, GError **err)
{
    StorageJob *job;

    if (!job_check_volume(volume, kind, err) || !job_check_limit(driver, volume->name, err))
        return NULL;
    job = job_new(driver, pool, kind, volume->name);
    job->volume = volume;
    if (kind == STORAGE_JOB_READS) {
        volume->reader = verb;
        volume->readers++;
    } else {
        volume->writer = verb;
    }
    return job;
}

StorageJob *storage_job_begin_new(StorageDriver *driver, StoragePool *pool, const char *name,
                                  const char *verb, GError **err)
{
    const char *making = g_hash_table_lookup(pool->making, name);

    if (storage_pool_volume(pool, name)) {
        error_set(err, ERR_STORAGE_VOL_EXIST, "storage volume '%s' exists already", name);
        return NULL;
    }
    if (making) {
        error_set(err, ERR_OPERATION_INVALID,
                  "volume '%s' is still being allocated: %s is "
                  "going on",
                  name, making);
        return NULL;
    }
    if (g_hash_table_size(pool->volumes) + g_hash_table_size(pool->making) >= STORAGE_VOLUMES_MAX) {
        error_set(err, ERR_OPERATION_FAILED,
                  "volume '%s': pool '%s' has %u volumes already, the most that "
                  "can be listed",
                  name, pool->def->name, g_hash_table_size(pool->volumes));
        return NULL;
    }
    if (!job_check_limit(driver, name, err))
        return NULL;
    g_hash_table_insert(pool->making, g_strdup(name), (gpointer) (uintptr_t) verb);
    return job_new(driver, pool, STORAGE_JOB_MAKES, name);
}

typedef struct {
    int folder;
    const char *name;
    StorageFile *file;
    StorageFileLook look;
    GError *error;
} LookTask;

static void job_look(void *data)
{
    LookTask *task = data;

    task->look = storage_file_look(task->folder, task->name, NULL, &task->file, &task->error);
}

bool storage_job_co_look(StorageJob *job, GError **err)
{
    LookTask task = {.folder = job->pool->folder, .name = job->name};

    worker_co_run(job->driver->driver.host->worker, job_look, &task);
    if (task.look == STORAGE_FILE_SEEN) {
        storage_pool_put(job->pool, job->name, task.file);
        storage_pool_life_co_measure(job->driver, job->pool);
        return true;
    }
    if (task.error)
        g_propagate_error(err, task.error);
    else
        error_set(err, ERR_OPERATION_FAILED, "volume '%s' was removed by somebody else", job->path);
    return false;
}

void storage_job_forget_volume(StorageJob *job)
{
    storage_pool_remove(job->pool, job->volume);
    job->volume = NULL;
}

void storage_job_end(StorageJob *job)
{
    if (!job)
        return;
    if (job->kind == STORAGE_JOB_MAKES)
        g_hash_table_remove(job->pool->making, job->name);
    else if (job->volume && job->kind == STORAGE_JOB_READS)
        job->volume->readers--;
    else if (job->volume)
        job->volume->writer = NULL;
    job->driver->jobs--;
    job->pool->jobs--;
    storage_pool_unref(job->pool);
    g_free(job->path);
    g_free(job->name);
    g_free(job);
}
