/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Machine: the running side of a domain (domain->machine): its process, its monitor, and what has
 * been asked of it but has not happened yet. Also QemuDriver, to which all machines belong.
 *
 * From machine_watch() on, the end of the process is noticed here and nowhere else, reported once,
 * and everything of the run is cleaned away; but for a start, which cleans up after itself. Who
 * waits holds a reference and asks machine->gone afterwards.
 */
#ifndef VMRPC_QEMU_MACHINE_H
#define VMRPC_QEMU_MACHINE_H

#include "drivers/domain_driver.h"
#include "drivers/domain_job.h"
#include "qemu/complete.h"
#include "qemu/monitor.h"

typedef struct Emulators Emulators;
typedef struct ImageUses ImageUses;
typedef struct GuestUsers GuestUsers;

typedef struct QemuDriver {
    DomainDriver base; /* first */
    char *state_folder;
    char *log_folder;
    CompleteContext complete;
    char *variables_folder;
    int state_fd; /* of state_folder, for the sockets in it */
    Emulators *emulators;
    struct NetCounters *net_counters; /* see net_counters.h */
    struct GuestLog *guest_log;
    ImageUses *images; /* of running guests */
    GuestUsers *users; /* the same */
    VncTls vnc_tls;
    unsigned background;  /* coroutines of background.h */
    CoWaiter autostarted; /* woken when all that is marked for it has been started */
    bool closing;         /* the daemon ends: start nothing any more */
} QemuDriver;

/* How long QEMU has to obey SIGTERM before it is killed, or before a graceful destroy gives up. */
#define MACHINE_GRACE_US (5 * G_USEC_PER_SEC)

/* What the run of a machine began with. */
typedef enum {
    MACHINE_BOOTED,
    MACHINE_RESTORED,
    MACHINE_FROM_SNAPSHOT,
} MachineOrigin;

/* What is known of a snapshot that the guest is to take up while it runs: see snapshot_load.h. */
typedef enum {
    MACHINE_LOAD_NONE,
    MACHINE_LOAD_WHILE_RUNNING, /* nothing has been done to the guest, which ran */
    MACHINE_LOAD_WHILE_PAUSED,
    MACHINE_LOAD_DONE,
    MACHINE_LOAD_FAILED,
    MACHINE_LOAD_LAST,
} MachineLoad;

/* See task.h. */
typedef struct MachineTask {
    DomainJobOperation operation; /* DOMAIN_JOB_OPERATION_UNKNOWN: none */
    char *path;
    uint8_t id[UUID_BYTES];
    bool running;
    pid_t helper; /* 0: none */
    uint64_t helper_born;
} MachineTask;

typedef struct Machine {
    unsigned references;
    QemuDriver *driver;  /* NULL: the daemon has let go of it */
    Domain *domain;      /* holds a reference */
    Monitor *monitor;    /* NULL: not connected */
    struct Agent *agent; /* see guest_agent.h; NULL: not connected */
    int agent_timeout;   /* the same: for its answers, as the user has set it; 0: he has not */
    bool quiesced;       /* see quiesce.h: the guest's file systems are frozen, or may be, by us */
    bool quiescing;      /* and whoever wanted that is about to let them go */
    pid_t pid;
    uint64_t born; /* see process.h */
    LoopChild *child;
    int stat_fd;
    LoopTimer *kill_timer;
    LoopTimer *reconnect_timer;
    LoopTimer *button_timer;
    GQueue waiters;
    GPtrArray *consoles; /* see guest_console.h; NULL: none yet, or no more */
    char *dump_failure;  /* why the last dump of QEMU's own has failed; NULL: not known */
    char
        *unplug_refused; /* alias of the device that the guest last refused to let go of, or NULL */
    GHashTable *leaving; /* aliases of devices on their way out: see leaving.h; NULL: none yet */
    GPtrArray *jobs;     /* of BlockJob: see block_job.h; NULL: none */
    struct BackupDef *backup; /* see backup.h; NULL: none goes on */
    GError *backup_failure;   /* the first of its disks' */
    bool jobs_polled;         /* a coroutine asks how they are */
    bool jobs_changed;        /* and shall do so at once */
    bool settling;            /* see hotplug_settle.c: a coroutine finds out what is late */

    bool lost; /* it was told that the monitor does not answer */

    MachineOrigin origin;
    MachineTask task;
    MachineLoad load;
    char *consumed; /* the file of the state it began with, which goes once it runs; or NULL */

    uid_t uid; /* of the process, while it runs or is about to */
    gid_t gid;
    bool other_user;   /* it is not ours */
    unsigned last_set; /* of descriptors at QEMU; 0: not known, ask it */

    struct StatsSampler *sampler; /* see stats_sampler.h; NULL: no more */

    GArray *vcpu_threads; /* of pid_t by number of the CPU: see vcpus.h; NULL: not known */
    GArray *iothreads;    /* of pid_t, as in the document: see iothreads.h; NULL: not known */
    bool vcpu_unplugged;  /* one has gone in this run */
    int vcpu_refused;     /* the CPU that the guest did not let go of last; -1: none */

    bool starting;     /* nothing has been reported yet; co_start cleans up */
    bool released;     /* the guest may have run, or is meant to stay paused: it is worth keeping */
    bool saved;        /* it ends because its state has been saved */
    bool destroying;   /* the user wants it gone */
    bool to_snapshot;  /* the same, because of a snapshot */
    bool powered_off;  /* it ends because guest or host asked it to, and this was reported */
    bool crashed;      /* it ends because the guest panicked */
    bool reboot_asked; /* a power-off shall become a reboot */
    bool restarting;   /* a reset after power-off or panic is under way */
    bool gone;         /* the process has ended */
    unsigned presses;  /* how often the power button may still be pressed again */
    int64_t booted_us; /* when the guest was last started or reset */
    int pause_reason;  /* DOMAIN_REASON_PAUSED_* of a STOP that is about to come, or -1 */
    int run_reason;    /* DOMAIN_REASON_RUNNING_* of a RESUME that is about to come, or -1 */
    int64_t event_us;  /* QEMU's time of the event that is being handled */
    unsigned resets;   /* RESET events so far */
    int64_t reset_us;  /* QEMU's time of the last one */
    unsigned resets_due;   /* so many more belong to what has been told already */
    int64_t resets_due_us; /* since when they could have come, in QEMU's time */
} Machine;

/* To be let go of by machine_detach() before the last reference is dropped. */
Machine *machine_new(QemuDriver *driver, Domain *domain);
Machine *machine_ref(Machine *machine);
void machine_unref(Machine *machine); /* takes NULL */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Machine, machine_unref)

static inline Machine *machine_of(const Domain *domain)
{
    return domain->machine;
}

static inline Loop *machine_loop(const Machine *machine)
{
    return machine->driver->base.driver.host->loop;
}

/* Watches the process, which must be pid of that start time. */
bool machine_watch(Machine *machine, pid_t pid, uint64_t born, GError **err);
/* Takes over the connected descriptor; events come from now on. */
void machine_connect(Machine *machine, int fd);
/* Undoes all of it without touching the process: the daemon ends, or a start has failed. */
void machine_detach(Machine *machine);

/* Asks the process to end, and kills it if it does not. */
void machine_terminate(Machine *machine);
/* Just asks it. */
void machine_ask_to_end(Machine *machine);
/* The guest shall see the power button being pressed: again and again while it boots, since a guest
 * that has not enabled its button yet never hears of it. Until machine_release_button(). */
void machine_press_button(Machine *machine);
void machine_release_button(Machine *machine);
/* Waits for anything to happen to the machine: an event, a reply, its end. Callers loop. */
bool machine_co_wait(Machine *machine, int64_t timeout_us);
/* false: it is still there. */
bool machine_co_wait_gone(Machine *machine, int64_t timeout_us);
/* Wakes those. */
void machine_touch(Machine *machine);
/* After a wait: false (ERR_OPERATION_INVALID) if it has ended, and with it the document that ran
 * and every device in that, or if the daemon has let go of it. */
bool machine_check_alive(const Machine *machine, GError **err);
/* Takes the job lock of its domain for what must be done in any case, however long others hold it;
 * domain_end_job() gives it back. false: there is nothing to be done, the machine is gone. */
bool machine_co_claim(Machine *machine, const char *job);

/* How long QEMU has for an answer. */
int64_t machine_answer_us(const Machine *machine);
/* All of these actions or none, in one transaction; takes the array. Nothing to do if it is empty.
 */
bool machine_co_transaction(Machine *machine, json_t *actions, GError **err);
/* A command on the machine's monitor, which may still have to answer for the first time; fails if
 * the machine has none. Other arguments as there. */
bool machine_co_command(Machine *machine, const char *name, json_t *arguments, json_t **ret_result,
                        GError **err);
/* The same for a command that comes with a descriptor, which stays the caller's. */
bool machine_co_pass(Machine *machine, const char *name, json_t *arguments, int passed,
                     json_t **ret_result, GError **err);

/* "domain 'x': QEMU (process 1)", and what keeps that from going on; to be freed. */
char *machine_describe(const Machine *machine);
/* The guest's own folder, for what its QEMU makes there; to be freed, as the next. */
char *machine_folder(const Machine *machine);
/* The name of its monitor's socket. */
char *machine_socket_name(const DomainDef *def);

/* Records a state that the machine reached, on disk as well, and tells (event_type -1: nobody). */
void machine_set_state(Machine *machine, int state, int reason, int event_type, int event_detail);

#endif
