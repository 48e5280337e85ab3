/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Saving: see save.h. The course of it: task, file, pause, stream, file finished, end of QEMU; and
 * after a failure the way back.
 */
#include "qemu/save.h"

#include "base/log.h"
#include "conf/domain_abi.h"
#include "drivers/domain_define.h"
#include "drivers/domain_job_end.h"
#include "drivers/flags.h"
#include "qemu/block_job.h"
#include "qemu/events.h"
#include "qemu/managed_save.h"
#include "qemu/migration.h"
#include "qemu/save_file.h"
#include "qemu/save_filter.h"
#include "qemu/start.h"
#include "qemu/task.h"

#include <fcntl.h>
#include <unistd.h>

/* A QEMU that has been told to end, and killed, after its state was saved. */
#define SAVE_END_US (15 * G_USEC_PER_SEC)
/* A program that compresses is looked at so often, and after a failure of QEMU so many times,
 * before it is killed: it may be about to say why. */
#define SAVE_FILTER_POLL_US (G_USEC_PER_SEC / 4)
#define SAVE_FILTER_POLLS 8

bool save_check_flags(unsigned flags, const char *procedure, GError **err)
{
    if (flags & DOMAIN_SAVE_MODE_RESET_NVRAM)
        return error_set(err, ERR_ARGUMENT_UNSUPPORTED,
                         "%s: resetting the firmware variables is not supported", procedure);
    if (!flags_check(flags, SAVE_FLAGS, procedure, err))
        return false;
    return !(flags & DOMAIN_SAVE_MODE_RUNNING) || !(flags & DOMAIN_SAVE_MODE_PAUSED) ||
           error_set(err, ERR_INVALID_ARG, "%s: flags running and paused exclude each other",
                     procedure);
}

static bool check_state(const Domain *domain, const Machine *machine, GError **err)
{
    if (!machine || machine->gone || machine->starting)
        return error_set(err, ERR_OPERATION_INVALID, "domain is not running");
    if (domain->state != DOMAIN_STATE_RUNNING && domain->state != DOMAIN_STATE_PAUSED)
        return error_set(err, ERR_OPERATION_INVALID,
                         "domain '%s' is neither running nor paused, so there is no state to save",
                         domain->def->name);
    for (unsigned i = 0; i < domain->def->disks->len; i++) {
        const DomainDisk *disk = domain->def->disks->pdata[i];

        if (!block_job_refuse_busy(machine, disk->target, err))
            return false;
    }
    return true;
}

static DomainDef *parse_document(QemuDriver *driver, const char *xml, GError **err)
{
    return domain_define_parse(&driver->base, xml, err);
}

/* The document of a save in place of was; NULL unless it is of the same hardware. */
static DomainDef *parse_other(QemuDriver *driver, const DomainDef *was, const char *xml,
                              GError **err)
{
    g_autoptr(DomainDef) def = parse_document(driver, xml, err);

    if (!def || !domain_abi_check(was, def, err))
        return NULL;
    return g_steal_pointer(&def);
}

static char *format_document(const DomainDef *def)
{
    return domain_def_format(def, DOMAIN_FORMAT_INACTIVE | DOMAIN_FORMAT_SECURE);
}

/* ---- the course of it ---- */

typedef struct Save {
    QemuDriver *driver;
    Machine *machine;
    DomainJob *job;
    SaveFile *file;
    SaveFilter *filter;
    int filter_fd; /* QEMU's end; -1: none */
    bool running;  /* the guest was, and is to be again if it fails */
    bool uncached;
} Save;

/* DomainJobCancel. A program that does not read would keep QEMU from hearing of it. */
static void save_cancel(void *data)
{
    Save *save = data;

    save_filter_kill(save->filter);
    migration_cancel(save->machine);
}

static bool describe(const Save *save, const char *dxml, unsigned flags, SaveImage *ret_image,
                     GError **err)
{
    const Domain *domain = save->machine->domain;
    g_autoptr(DomainDef) other = NULL;

    if (dxml && !(other = parse_other(save->driver, domain->def, dxml, err)))
        return false;
    ret_image->format = save->driver->base.driver.host->save_format;
    ret_image->xml = format_document(other ? other : domain->def);
    ret_image->running = flags & DOMAIN_SAVE_MODE_RUNNING  ? true
                         : flags & DOMAIN_SAVE_MODE_PAUSED ? false
                                                           : save->running;
    uuid_generate(ret_image->id);
    return true;
}

static bool co_make_file(Save *save, const char *path, SaveImage *image, GError **err)
{
    save->file = save_file_co_create(save->driver->base.driver.host->worker, path, image, err);
    return save->file != NULL;
}

static bool co_pause_guest(Save *save, GError **err)
{
    Machine *machine = save->machine;

    if (!save->running)
        return true;
    machine->pause_reason = DOMAIN_REASON_PAUSED_SAVE;
    if (!machine_co_command(machine, "stop", NULL, NULL, err)) {
        machine->pause_reason = -1;
        return false;
    }
    if (!machine->gone)
        events_paused(machine, DOMAIN_REASON_PAUSED_SAVE);
    return true;
}

/* What the program that compresses says is the better reason, as it is why QEMU could not write. */
static bool co_end_filter(Save *save, bool written, GError **err)
{
    g_autoptr(GError) why = NULL;
    unsigned patience = SAVE_FILTER_POLLS;
    bool ended;

    if (!save->filter)
        return written;
    close(save->filter_fd);
    save->filter_fd = -1;
    while (!save_filter_co_wait(save->filter, SAVE_FILTER_POLL_US)) {
        if (save->machine->gone || save->job->cancelled || (!written && --patience == 0))
            save_filter_kill(save->filter);
    }
    ended = save_filter_co_end(save->filter, &why);
    if (ended || save->machine->gone || save->job->cancelled)
        return written;
    g_clear_error(err);
    g_propagate_prefixed_error(
        err, g_steal_pointer(&why),
        "domain '%s': cannot compress its state: ", save->machine->domain->def->name);
    return false;
}

static bool co_write(Save *save, GError **err)
{
    const DriverHost *host = save->driver->base.driver.host;
    int fd = save->file->fd;
    bool written;

    if (save->file->image.format != SAVE_FORMAT_RAW) {
        save->filter = save_filter_co_compress(host->worker, save->file->image.format, fd,
                                               &save->filter_fd, err);
        if (!save->filter || !task_note_helper(save->machine, save_filter_pid(save->filter), err))
            return false;
        fd = save->filter_fd;
    }
    written = migration_co_out(save->machine, fd, save->job, err);
    return co_end_filter(save, written, err);
}

static bool co_commit(Save *save, GError **err)
{
    if (save->job->cancelled)
        return error_set(err, ERR_OPERATION_ABORTED, "domain '%s': the save was cancelled",
                         save->machine->domain->def->name);
    if (save->machine->gone || save->machine->destroying)
        return error_set(err, ERR_OPERATION_ABORTED, "domain '%s' ended while it was saved",
                         save->machine->domain->def->name);
    save->job->cancel = NULL; /* from here on it is done */
    return save_file_co_commit(save->driver->base.driver.host->worker, save->file, save->uncached,
                               err);
}

static void co_go_back(Save *save)
{
    Machine *machine = save->machine;

    save_file_co_abandon(save->driver->base.driver.host->worker, g_steal_pointer(&save->file));
    if (!machine->task.operation)
        return;
    if (save->running && machine->domain->state == DOMAIN_STATE_PAUSED)
        task_co_run_again(machine, DOMAIN_REASON_RUNNING_SAVE_CANCELED);
    task_end(machine);
}

static void co_end_guest(Save *save)
{
    Machine *machine = save->machine;

    managed_save_note(save->driver, machine->domain, save->file->path);
    machine->saved = true;
    machine_terminate(machine);
    if (!machine_co_wait_gone(machine, SAVE_END_US))
        log_error("domain '%s' has been saved, but its QEMU (process %d) does not end",
                  machine->domain->def->name, (int) machine->pid);
}

static bool co_run(Save *save, const char *path, const char *dxml, unsigned flags, GError **err)
{
    g_auto(SaveImage) image = {0};

    return describe(save, dxml, flags, &image, err) &&
           task_begin(save->machine, DOMAIN_JOB_OPERATION_SAVE, path, image.id, save->running,
                      err) &&
           co_make_file(save, path, &image, err) && co_pause_guest(save, err) &&
           co_write(save, err) && co_commit(save, err);
}

bool save_co_domain(QemuDriver *driver, Domain *domain, const char *path, const char *dxml,
                    unsigned flags, GError **err)
{
    g_autoptr(Machine) machine = machine_of(domain) ? machine_ref(machine_of(domain)) : NULL;
    Save save = {.driver = driver, .machine = machine, .filter_fd = -1};
    g_autoptr(GError) why = NULL;
    bool done;

    if (!check_state(domain, machine, err))
        return false;
    save.running = domain->state == DOMAIN_STATE_RUNNING;
    save.uncached = flags & DOMAIN_SAVE_MODE_BYPASS_CACHE;
    save.job = domain_job_begin(domain, DOMAIN_JOB_OPERATION_SAVE, DOMAIN_JOB_UNBOUNDED,
                                save_cancel, &save, err);
    if (!save.job)
        return false;
    done = co_run(&save, path, dxml, flags, &why);
    save_filter_co_free(save.filter);
    if (done)
        co_end_guest(&save);
    else
        co_go_back(&save);
    save_file_co_abandon(driver->base.driver.host->worker, save.file);
    domain_job_end(&driver->base, domain, done ? NULL : why);
    if (!done)
        g_propagate_error(err, g_steal_pointer(&why));
    return done;
}

/* ---- documents in files ---- */

/* Opens, and closes again. */
static DomainDef *co_read_document(QemuDriver *driver, const char *path, SaveImage *ret_image,
                                   GError **err)
{
    int fd = save_file_co_open(driver->base.driver.host->worker, path, ret_image, err);

    if (fd < 0)
        return NULL;
    close(fd);
    return parse_document(driver, ret_image->xml, err);
}

char *save_co_document(QemuDriver *driver, const char *path, unsigned flags, GError **err)
{
    g_auto(SaveImage) image = {0};
    g_autoptr(DomainDef) def = NULL;

    if (!flags_check(flags, DOMAIN_XML_SECURE, "the document of a saved domain", err))
        return NULL;
    def = co_read_document(driver, path, &image, err);
    return def ? domain_def_format(def, DOMAIN_FORMAT_INACTIVE | flags) : NULL;
}

bool save_co_define(QemuDriver *driver, const char *path, const char *dxml, unsigned flags,
                    GError **err)
{
    g_auto(SaveImage) image = {0};
    g_autoptr(DomainDef) was = NULL, def = NULL;
    g_autofree char *xml = NULL;

    if (!save_check_flags(flags & ~DOMAIN_SAVE_MODE_BYPASS_CACHE, "save_image_define_xml", err))
        return false;
    was = co_read_document(driver, path, &image, err);
    def = was ? parse_other(driver, was, dxml, err) : NULL;
    if (!def)
        return false;
    if (flags & (DOMAIN_SAVE_MODE_RUNNING | DOMAIN_SAVE_MODE_PAUSED))
        image.running = flags & DOMAIN_SAVE_MODE_RUNNING;
    xml = format_document(def);
    return save_file_co_replace(driver->base.driver.host->worker, path, xml, image.running, err);
}

/* ---- restoring ---- */

void restore_clear(Restore *restore)
{
    if (restore->fd >= 0 && restore->uncached)
        posix_fadvise(restore->fd, 0, 0, POSIX_FADV_DONTNEED);
    if (restore->fd >= 0)
        close(restore->fd);
    save_image_clear(&restore->image);
    domain_def_free(restore->def);
    *restore = (Restore) RESTORE_INIT;
}

bool restore_co_open(QemuDriver *driver, const char *path, const char *dxml, unsigned flags,
                     Restore *ret_restore, GError **err)
{
    g_auto(Restore) restore = RESTORE_INIT;
    g_autoptr(DomainDef) was = NULL;

    restore.fd = save_file_co_open(driver->base.driver.host->worker, path, &restore.image, err);
    was = restore.fd >= 0 ? parse_document(driver, restore.image.xml, err) : NULL;
    if (!was)
        return false;
    restore.def = dxml ? parse_other(driver, was, dxml, err) : g_steal_pointer(&was);
    if (!restore.def)
        return false;
    restore.uncached = flags & DOMAIN_SAVE_MODE_BYPASS_CACHE;
    restore.paused = flags & DOMAIN_SAVE_MODE_PAUSED    ? true
                     : flags & DOMAIN_SAVE_MODE_RUNNING ? false
                                                        : !restore.image.running;
    *ret_restore = restore;
    restore = (Restore) RESTORE_INIT;
    return true;
}

/* DomainJobCancel: there is no way back but to end what has been started. */
static void restore_cancel(void *data)
{
    Machine *machine = machine_of(data);

    if (!machine)
        return;
    machine->destroying = true;
    machine_terminate(machine);
}

/* Whether the program that decompresses has come to an end by itself: then it may say why. */
static bool co_filter_ended(SaveFilter *filter)
{
    for (unsigned i = 0; i < SAVE_FILTER_POLLS; i++) {
        if (save_filter_co_wait(filter, SAVE_FILTER_POLL_US))
            return true;
    }
    return false;
}

static bool co_start_from(DomainDriver *driver, Domain *domain, bool paused, const Restore *restore,
                          GError **err)
{
    StartIncoming incoming = {
        .fd = restore->fd, .origin = MACHINE_RESTORED, .consumed = restore->consumed};
    g_autoptr(GError) why = NULL;
    SaveFilter *filter = NULL;
    bool started;

    if (restore->image.format != SAVE_FORMAT_RAW) {
        filter = save_filter_co_decompress(driver->driver.host->worker, restore->image.format,
                                           restore->fd, &incoming.fd, err);
        if (!filter)
            return false;
    }
    started = start_co_incoming(driver, domain, paused, &incoming, err);
    if (!filter)
        return started;
    close(incoming.fd);
    if (!started && co_filter_ended(filter) && !save_filter_co_end(filter, &why) && err && *err)
        g_prefix_error(err, "%s; ", why->message);
    save_filter_co_free(filter);
    return started;
}

bool restore_co_start(DomainDriver *driver, Domain *domain, bool paused, void *data, GError **err)
{
    const Restore *restore = data;
    g_autoptr(GError) why = NULL;
    bool started;

    if (!domain_job_begin(domain, DOMAIN_JOB_OPERATION_RESTORE, DOMAIN_JOB_UNBOUNDED,
                          restore_cancel, domain, err))
        return false;
    started = co_start_from(driver, domain, paused, restore, &why);
    domain_job_end(driver, domain, started ? NULL : why);
    if (!started)
        g_propagate_error(err, g_steal_pointer(&why));
    return started;
}
