/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The course of a start: see start.h. Status file (without a pid), QEMU with -S, status file (with
 * its pid), greeting, settings that have no place on the command line, status file (worth keeping),
 * cont. Why in this order is told in status.h.
 */
#include "qemu/start.h"

#include "base/file_co.h"
#include "base/log.h"
#include "qemu/argv.h"
#include "qemu/balloon.h"
#include "qemu/boot_files.h"
#include "qemu/chardev_files.h"
#include "qemu/cpu_check.h"
#include "qemu/disk_tune.h"
#include "qemu/emulator.h"
#include "qemu/events.h"
#include "qemu/firmware_vars.h"
#include "qemu/guest_console.h"
#include "qemu/guest_log.h"
#include "qemu/guest_user.h"
#include "qemu/host_smbios.h"
#include "qemu/image_open.h"
#include "qemu/iothreads.h"
#include "qemu/live_def.h"
#include "qemu/managed_save.h"
#include "qemu/migration.h"
#include "qemu/process.h"
#include "qemu/shared_folder.h"
#include "qemu/spice.h"
#include "qemu/stats_sampler.h"
#include "qemu/status.h"
#include "qemu/tap.h"
#include "qemu/vcpus.h"
#include "qemu/vnc.h"
#include "qemu/vsock.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* From exec to greeting; 40 ms on a quiet machine. */
#define START_TIMEOUT_US (60 * G_USEC_PER_SEC)
/* A QEMU whose monitor has broken off is about to end, and to say why. */
#define START_END_US (2 * G_USEC_PER_SEC)
/* As much of what QEMU said as goes into an error. */
#define START_WORDS_MAX 2048

/* ---- before QEMU ---- */

static bool co_check_emulator(QemuDriver *driver, const DomainDef *def, GError **err)
{
    g_autoptr(GError) why = NULL;

    if (!def->emulator)
        return error_set(err, ERR_CONFIG_UNSUPPORTED,
                         "domain '%s': no emulator for %s is installed; install the package "
                         "qemu-system-x86, or name one in <emulator>",
                         def->name, def->os.arch);
    if (emulator_co_look(driver->base.driver.host->worker, def->emulator, NULL, &why))
        return true;
    g_propagate_prefixed_error(err, g_steal_pointer(&why), "domain '%s': ", def->name);
    return false;
}

static bool make_user(Machine *machine, GError **err)
{
    g_autofree char *folder = machine_folder(machine);

    return guest_users_take(machine->driver->users, &machine->uid, &machine->gid,
                            &machine->other_user, err) &&
           guest_folder_make(folder, machine->uid, machine->gid, err);
}

static bool fail_destroyed(const Machine *machine, GError **err)
{
    return error_set(err, ERR_OPERATION_ABORTED, "domain '%s' was destroyed while it started",
                     machine->domain->def->name);
}

/* What is being started, and where its own words in the log begin. */
typedef struct Launch {
    Process process;
    char **argv;
    int log_fd;
    int64_t log_start;
    int spice_from; /* the lowest port that SPICE may get by itself */
    int spice_lost; /* the one that another program took meanwhile; 0: none */
} Launch;

static void launch_clear(Launch *launch)
{
    process_clear(&launch->process);
    g_strfreev(launch->argv);
    if (launch->log_fd >= 0)
        close(launch->log_fd);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Launch, launch_clear)

/* With the descriptors in fds; incoming: it is to wait for a stream. */
static bool co_prepare(Machine *machine, const Parts *fds, const ArgvTls *tls, bool incoming,
                       Launch *launch, GError **err)
{
    const DomainDef *def = machine->domain->def;
    const ArgvContext context = {.monitor_fd = PROCESS_MONITOR_FD,
                                 .now = g_get_real_time() / G_USEC_PER_SEC,
                                 .fds = fds,
                                 .first_fd = PROCESS_FIRST_FD,
                                 .vnc_tls = tls->folder ? tls : NULL,
                                 .incoming = incoming};

    launch->argv = argv_build(def, &context, err);
    if (!launch->argv)
        return false;
    launch->log_fd =
        guest_log_co_begin(machine->driver, def->name, launch->argv, &launch->log_start, err);
    if (launch->log_fd < 0)
        return false;
    return machine_check_alive(machine, err);
}

/* Known to a next daemon, which has to end it: it cannot be spoken to yet. */
static void note_child(pid_t child, void *data)
{
    Machine *machine = data;

    machine->pid = child;
    machine->born = process_born(child);
    if (!machine->gone)
        machine_set_state(machine, machine->domain->state, machine->domain->reason, -1, 0);
}

static bool co_spawn(Machine *machine, const Parts *fds, Launch *launch, GError **err)
{
    const DomainDef *def = machine->domain->def;
    g_autofree char *socket = machine_socket_name(def);
    g_autofree int *numbers = g_new(int, parts_count(fds));
    const gid_t kvm = def->type == DOMAIN_TYPE_KVM ? guest_user_kvm_group() : (gid_t) -1;
    const SpawnUser user = {
        .uid = machine->uid, .gid = machine->gid, .groups = &kvm, .n_groups = kvm != (gid_t) -1};
    const ProcessOptions options = {.argv = launch->argv,
                                    .folder_fd = machine->driver->state_fd,
                                    .name = socket,
                                    .log_fd = launch->log_fd,
                                    .fds = numbers,
                                    .n_fds = parts_count(fds),
                                    .user = machine->other_user ? &user : NULL,
                                    .unwanted = &machine->destroying,
                                    .hangs = note_child,
                                    .data = machine};

    for (unsigned i = 0; i < parts_count(fds); i++)
        numbers[i] = parts_at(fds, i)->fd;
    return process_co_start(machine->driver->base.driver.host->worker, &options, &launch->process,
                            err);
}

/* From now on its end is noticed; on failure it has none to come. */
static bool watch(Machine *machine, const Process *process, GError **err)
{
    if (machine_check_alive(machine, err) &&
        machine_watch(machine, process->pid, process->born, err))
        return true;
    kill(process->pid, SIGKILL); /* still our child, so it is no other process */
    waitpid(process->pid, NULL, 0);
    return false;
}

/* Our own descriptors of images go as soon as QEMU has them: they would keep its locks. */
static bool co_launch(Machine *machine, bool incoming, Launch *launch, GError **err)
{
    const DomainDef *def = machine->domain->def;
    g_autoptr(Parts) fds = parts_new();
    g_auto(ArgvTls) tls = {.folder = NULL};
    Process *process = &launch->process;

    if (!shared_folder_co_check_all(machine, err) || !image_open_co_all(machine, fds, err) ||
        !boot_files_co_open(machine, fds, err) || !chardev_files_co_open_all(machine, fds, err) ||
        !tap_open_all(def, fds, err) ||
        !vsock_open(def->name, def->vsock, VSOCK_DEVICE, fds, err) ||
        !vnc_co_prepare(machine, &tls, err) ||
        !spice_choose_port(machine, launch->spice_from, err) ||
        !co_prepare(machine, fds, &tls, incoming, launch, err))
        return false;
    if (machine->destroying)
        return fail_destroyed(machine, err);
    if (!co_spawn(machine, fds, launch, err) || !watch(machine, process, err))
        return false;
    machine_connect(machine, process->monitor_fd);
    process->monitor_fd = -1;
    return vcpus_bind_process(def, process->pid, err);
}

/* ---- while the guest has not run yet ---- */

static bool co_set_links(Machine *machine, GError **err)
{
    const DomainDef *def = machine->domain->def;

    for (unsigned i = 0; i < def->interfaces->len; i++) {
        const DomainInterface *interface = def->interfaces->pdata[i];

        if (interface->link == DOMAIN_LINK_DOWN &&
            !machine_co_command(machine, "set_link",
                                json_pack("{s:s, s:b}", "name", interface->info.alias, "up", 0),
                                NULL, err))
            return false;
    }
    return true;
}

static bool co_learn(Machine *machine, GError **err)
{
    DomainDef *def = machine->domain->def;
    json_t *reply = NULL;

    if (live_def_wants_chardevs(def)) {
        if (!machine_co_command(machine, "query-chardev", NULL, &reply, err))
            return false;
        live_def_note_chardevs(def, reply);
        json_decref(reply);
    }
    if (live_def_wants_vnc(def)) {
        if (!machine_co_command(machine, "query-vnc", NULL, &reply, err))
            return false;
        live_def_note_vnc(def, reply);
        json_decref(reply);
    }
    guest_console_open_all(machine);
    stats_sampler_co_sample(machine);
    return true;
}

/* ---- the start as a whole ---- */

static bool co_release(Machine *machine, bool paused, GError **err)
{
    int state = paused ? DOMAIN_STATE_PAUSED : DOMAIN_STATE_RUNNING;
    int reason = events_start_reason(machine, paused);

    if (machine->destroying)
        return fail_destroyed(machine, err);
    machine->released = true;
    if (!status_save(machine, state, reason, err))
        return false;
    if (!paused && !machine_co_command(machine, "cont", NULL, NULL, err))
        return false;
    if (machine->gone)
        return error_set(err, ERR_OPERATION_FAILED, "QEMU has ended");
    if (paused)
        events_started_paused(machine);
    else
        events_running(machine); /* unless its RESUME came first */
    managed_save_co_consume(machine);
    return true;
}

static bool co_take_state(Machine *machine, const StartIncoming *incoming, GError **err)
{
    if (!incoming)
        return true;
    return incoming->co_load
               ? incoming->co_load(machine, incoming->data, err)
               : migration_co_in(machine, incoming->fd, machine->domain->running_job, err);
}

static bool co_greet(Machine *machine, GError **err)
{
    if (!monitor_co_open(machine->monitor, START_TIMEOUT_US, err))
        return false;
    if (!machine->monitor || !machine->driver)
        return error_set(err, ERR_OPERATION_FAILED, "QEMU has ended");
    guest_log_note(machine->driver, machine->domain->def->name, "started: process %d is QEMU %s",
                   (int) machine->pid, monitor_version(machine->monitor));
    return true;
}

/* The process stays to be watched when this fails. */
static bool co_bring_up(Machine *machine, bool paused, const StartIncoming *incoming,
                        Launch *launch, GError **err)
{
    const int state = DOMAIN_STATE_PAUSED, reason = DOMAIN_REASON_PAUSED_STARTING_UP;

    host_smbios_fill(machine->domain->def);
    live_def_prepare(machine->domain->def, machine->driver->state_folder);
    return make_user(machine, err) && firmware_vars_co_make(machine, err) &&
           status_save(machine, state, reason, err) &&
           co_launch(machine, incoming && incoming->fd >= 0, launch, err) &&
           status_save(machine, state, reason, err) && co_greet(machine, err) &&
           vnc_co_start(machine, err) && co_set_links(machine, err) &&
           disk_tune_co_apply_all(machine, err) && cpu_check_co_start(machine, err) &&
           vcpus_co_start(machine, err) && iothreads_co_start(machine, err) &&
           balloon_co_start(machine, err) && co_learn(machine, err) &&
           co_take_state(machine, incoming, err) && co_release(machine, paused, err);
}

/* If QEMU complains of a path that the document names, which part of it denies access. */
static char *co_explain_denied(Worker *worker, const DomainDef *def, const char *words)
{
    char *why;

    if (!strstr(words, g_strerror(EACCES)))
        return NULL;
    for (unsigned i = 0; i < def->disks->len; i++) {
        const DomainDisk *disk = def->disks->pdata[i];

        if (disk->image && strstr(words, disk->image->path) &&
            (why = file_co_explain_denied(worker, disk->image->path,
                                          disk->readonly ? R_OK : R_OK | W_OK)))
            return why;
    }
    return def->os.kernel && strstr(words, def->os.kernel)
               ? file_co_explain_denied(worker, def->os.kernel, R_OK)
               : NULL;
}

/* In the log of the guest; what QEMU has said stands there already. */
static void note_failure(const Machine *machine, const char *why)
{
    if (machine->driver)
        guest_log_note(machine->driver, machine->domain->def->name, "not started: %s",
                       machine->destroying ? "it was destroyed meanwhile" : why);
}

/* Replaces an error by what is behind it: that it was destroyed, or what QEMU said when it ended.
 */
static void co_explain(Machine *machine, Launch *launch, GError **err)
{
    const DomainDef *def = machine->domain->def;
    g_autofree char *name = g_strdup(def->name), *words = NULL, *why = NULL;

    if (machine->destroying) {
        g_clear_error(err);
        fail_destroyed(machine, err);
        return;
    }
    if (launch->process.pid <= 0)
        return;
    if (!machine->monitor)
        machine_co_wait_gone(machine, START_END_US);
    if (machine->destroying || !machine->gone || !machine->driver ||
        !(words =
              guest_log_co_tail(machine->driver, def->name, launch->log_start, START_WORDS_MAX)))
        return;
    launch->spice_lost = spice_failed_port(def, words);
    why = spice_is_missing(words)
              ? g_strdup_printf("the emulator '%s' has no SPICE: install it, mostly as the package "
                                "qemu-system-modules-spice, or use <graphics type='vnc'>",
                                def->emulator)
              : co_explain_denied(machine->driver->base.driver.host->worker, def, words);
    g_clear_error(err);
    error_set(err, ERR_OPERATION_FAILED, "domain '%s' did not start, QEMU said: %s%s%s%s", name,
              words, why ? " (" : "", why ? why : "", why ? ")" : "");
}

static void co_clean_up(Machine *machine)
{
    if (machine->child) {
        process_signal(machine->child, SIGKILL);
        if (!machine_co_wait_gone(machine, START_TIMEOUT_US))
            log_warning("domain '%s': process %d cannot be killed", machine->domain->def->name,
                        (int) machine->pid);
    }
    if (machine->driver)
        status_remove(machine);
    machine_detach(machine);
    if (machine->domain->machine == machine) {
        machine->domain->machine = NULL;
        machine_unref(machine);
    }
}

static Machine *new_machine(QemuDriver *driver, Domain *domain, const StartIncoming *incoming)
{
    Machine *machine = machine_new(driver, domain);

    machine->starting = true;
    if (incoming) {
        machine->origin = incoming->origin;
        machine->consumed = g_strdup(incoming->consumed);
    }
    domain->machine = machine_ref(machine);
    return machine;
}

/* Unless *spice_from is changed, another attempt would be of no use. */
static bool co_attempt(QemuDriver *driver, Domain *domain, bool paused,
                       const StartIncoming *incoming, int *spice_from, GError **err)
{
    g_autoptr(Machine) machine = new_machine(driver, domain, incoming);
    g_auto(Launch)
        launch = {.process = {.monitor_fd = -1}, .log_fd = -1, .spice_from = *spice_from};
    g_autofree char *bare = NULL;
    g_autoptr(GError) why = NULL;

    if (co_bring_up(machine, paused, incoming, &launch, &why))
        return true;
    bare = g_strdup(why->message);
    co_explain(machine, &launch, &why);
    note_failure(machine, bare); /* or it would be among QEMU's words */
    g_propagate_error(err, g_steal_pointer(&why));
    /* Once it has been reported as started, its end is reported like any other. */
    if (!machine->starting)
        return false;
    if (launch.spice_lost && machine->driver && !driver->closing)
        *spice_from = launch.spice_lost + 1;
    co_clean_up(machine);
    return false;
}

bool start_co_incoming(DomainDriver *base, Domain *domain, bool paused,
                       const StartIncoming *incoming, GError **err)
{
    QemuDriver *driver = (QemuDriver *) base;
    g_autoptr(GError) why = NULL;
    int spice_from = SPICE_PORT_MIN, tried;

    if (!co_check_emulator(driver, domain->def, err) ||
        (domain->def->type == DOMAIN_TYPE_KVM &&
         !emulator_co_check_kvm(driver->emulators, domain->def, err)))
        return false;
    if (driver->closing)
        return error_set(err, ERR_OPERATION_ABORTED, "domain '%s' is not started: the daemon ends",
                         domain->def->name);
    domain_list_set_id(base->domains, domain, domain_list_next_id(base->domains));
    domain_driver_set_state(base, domain, DOMAIN_STATE_PAUSED, DOMAIN_REASON_PAUSED_STARTING_UP, -1,
                            0);
    for (unsigned attempts = SPICE_PORTS_TRIED_MAX; attempts > 0; attempts--) {
        g_clear_error(&why);
        tried = spice_from;
        if (co_attempt(driver, domain, paused, incoming, &spice_from, &why))
            return true;
        if (spice_from == tried)
            break;
    }
    g_propagate_error(err, g_steal_pointer(&why));
    return false;
}

bool start_co_domain(DomainDriver *base, Domain *domain, bool paused, GError **err)
{
    return start_co_incoming(base, domain, paused, NULL, err);
}
