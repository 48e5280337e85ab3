/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory that belongs to a snapshot: see snapshot_memory.h. */
#include "qemu/snapshot_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file_co.h"
#include "base/log.h"
#include "drivers/domain_job_end.h"
#include "qemu/life.h"
#include "qemu/migration.h"
#include "qemu/save_file.h"
#include "qemu/start.h"

static SaveFile *co_open_file(DomainDriver *driver, const Domain *domain, const SnapshotDef *def,
                              GError **err)
{
    SaveImage image = {.format = SAVE_FORMAT_RAW,
                       .running = domain->state == DOMAIN_STATE_RUNNING,
                       .xml = domain_def_format(def->moment.domain,
                                                DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE)};

    /* A save may take the place of an older one; the memory of another snapshot must not go. */
    if (file_co_access(driver->driver.host->worker, def->memory_file, F_OK) == 0) {
        save_image_clear(&image);
        error_set_errno(err, EEXIST, "cannot make memory file '%s'", def->memory_file);
        return NULL;
    }
    uuid_generate(image.id);
    return save_file_co_create(driver->driver.host->worker, def->memory_file, &image, err);
}

/* From here the guest is paused, until whoever called lets it go on. */
static bool co_write(Machine *machine, SaveFile *file, DomainJob *job, GError **err)
{
    machine->pause_reason = DOMAIN_REASON_PAUSED_SNAPSHOT;
    if (migration_co_out(machine, file->fd, job, err))
        return true;
    machine->pause_reason = -1;
    return false;
}

static void co_go_on(DomainDriver *driver, Domain *domain)
{
    g_autoptr(GError) why = NULL;

    if (!machine_of(domain) || machine_of(domain)->gone || domain->state == DOMAIN_STATE_RUNNING ||
        life_co_resume(driver, domain, &why))
        return;
    log_error("domain '%s' stays paused after its snapshot: %s", domain->def->name, why->message);
}

static bool co_save(Machine *machine, SaveFile *file, SnapshotSwitch co_switch,
                    DomainDriver *driver, Overlays *overlays, GError **err)
{
    Domain *domain = machine->domain;
    bool ran = domain->state == DOMAIN_STATE_RUNNING, saved;

    saved = co_write(machine, file, domain->running_job, err) &&
            co_switch(driver, domain, overlays, err);
    if (ran)
        co_go_on(driver, domain);
    return saved;
}

bool snapshot_memory_co_save(Domain *domain, const SnapshotDef *def, SnapshotSwitch co_switch,
                             DomainDriver *driver, Overlays *overlays, GError **err)
{
    Worker *worker = driver->driver.host->worker;
    g_autoptr(Machine) machine = machine_ref(machine_of(domain));
    g_autoptr(GError) why = NULL;
    SaveFile *file = co_open_file(driver, domain, def, err);
    bool saved;

    if (!file)
        return false;
    if (!machine_check_alive(machine, err) ||
        !domain_job_begin(domain, DOMAIN_JOB_OPERATION_SNAPSHOT, DOMAIN_JOB_BOUNDED,
                          migration_cancel, machine, err)) {
        save_file_co_abandon(worker, file);
        return false;
    }
    saved = co_save(machine, file, co_switch, driver, overlays, &why) &&
            save_file_co_commit(worker, file, false, &why);
    save_file_co_abandon(worker, file);
    domain_job_end(driver, domain, why);
    if (!saved)
        g_propagate_error(err, g_steal_pointer(&why));
    return saved;
}

bool snapshot_memory_co_start(DomainDriver *driver, Domain *domain, const char *path, bool paused,
                              GError **err)
{
    g_auto(SaveImage) image = {0};
    StartIncoming incoming = {.origin = MACHINE_FROM_SNAPSHOT};
    bool started;

    incoming.fd = save_file_co_open(driver->driver.host->worker, path, &image, err);
    if (incoming.fd < 0)
        return false;
    started = start_co_incoming(driver, domain, paused, &incoming, err);
    close(incoming.fd);
    return started;
}

/* ---- after a crash ---- */

typedef struct Settle {
    const char *path;
    bool made, done;
    GError *err;
} Settle;

static bool settle_finish(const char *path, const char *part, GError **err)
{
    g_auto(SaveImage) image = {0};
    int fd = open(part, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    bool finished;

    if (fd < 0)
        return errno == ENOENT && access(path, F_OK) == 0
                   ? true
                   : error_set_errno(err, errno, "cannot open '%s'", part);
    finished = save_image_read_any(fd, &image, err) && save_image_finish(fd, &image, err);
    close(fd);
    if (finished && rename(part, path) < 0)
        finished = error_set_errno(err, errno, "cannot rename '%s'", part);
    return finished;
}

static void settle_run(void *data)
{
    Settle *settle = data;
    g_autofree char *part = save_file_part(settle->path);

    if (settle->made) {
        settle->done = settle_finish(settle->path, part, &settle->err);
        return;
    }
    settle->done = unlink(part) == 0 || errno == ENOENT;
    if (!settle->done)
        error_set_errno(&settle->err, errno, "cannot remove '%s'", part);
}

bool snapshot_memory_co_settle(Worker *worker, const char *path, bool made, GError **err)
{
    Settle settle = {.path = path, .made = made};

    worker_co_run(worker, settle_run, &settle);
    if (settle.err)
        g_propagate_error(err, settle.err);
    return settle.done;
}
