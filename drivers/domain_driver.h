/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The part of a hypervisor driver that is the same for all of them: finding and reading domains,
 * their persistent definitions, and the rules of their life (what is allowed in which state, which
 * event tells of it).
 *
 * A hypervisor supplies a Hypervisor: how a machine is really started, stopped, paused. It reports
 * every change of a machine, asked for or not, through domain_driver_set_state() and
 * domain_driver_stopped(); nobody else changes state, so an event is never lost or sent twice.
 */
#ifndef VMRPC_DRIVERS_DOMAIN_DRIVER_H
#define VMRPC_DRIVERS_DOMAIN_DRIVER_H

#include "conf/device_edit.h"
#include "drivers/domain.h"
#include "drivers/driver.h"

typedef struct Console Console;
typedef struct DomainFiles DomainFiles;
typedef struct DomainDriver DomainDriver;

/* What a guest is asked to do. */
typedef enum { DOMAIN_GUEST_SHUTDOWN, DOMAIN_GUEST_REBOOT } DomainGuestEnd;

typedef struct Hypervisor {
    const char *type;             /* connect_get_type: "QEMU", "Test" */
    DomainParseFlags parse_flags; /* for documents that clients send and for definitions on disk */
    /* Version as major * 1,000,000 + minor * 1,000 + release. */
    uint64_t (*co_version)(DomainDriver *driver);
    /* XML, to be freed. */
    char *(*co_capabilities)(DomainDriver *driver, GError **err);
    char *(*co_domain_capabilities)(DomainDriver *driver,
                                    const connect_get_domain_capabilities_args *args, GError **err);
    /* Fills in what the document left open (machine, emulator, addresses), refuses what cannot be
     * honoured. Called at define, and at each start for the copy that is to run (def is domain->def
     * then, and what co_start fills in is forgotten when the machine stops). Changes nothing in a
     * def that it has completed before. */
    bool (*complete)(DomainDriver *driver, DomainDef *def, GError **err);

    /* Changes of one machine; called with the job lock held and the state checked; may wait. Each
     * returns when the change has happened (or, for shutdown and reboot, has been asked of the
     * guest), having reported it. co_start leaves nothing behind when it fails; it may give the
     * domain its id itself, early (then a destroy can find it). paused: it reports STARTED, then
     * SUSPENDED PAUSED, with the state PAUSED/USER. */
    bool (*co_start)(DomainDriver *driver, Domain *domain, bool paused, GError **err);
    /* The same for one with a managed save, by domain_life_co_run(), with the document of the save;
     * and removing that of one which does not run. NULL: no domain ever has any. */
    bool (*co_start_saved)(DomainDriver *driver, Domain *domain, bool paused, GError **err);
    bool (*co_forget_saved)(DomainDriver *driver, Domain *domain, GError **err);
    bool (*co_shutdown)(DomainDriver *driver, Domain *domain, unsigned flags, GError **err);
    bool (*co_reboot)(DomainDriver *driver, Domain *domain, unsigned flags, GError **err);
    /* The same asked of the agent in the guest, without the job lock: true once the guest is about
     * to do it. NULL: there never is an agent. */
    bool (*co_ask_guest)(DomainDriver *driver, Domain *domain, DomainGuestEnd end, GError **err);
    bool (*co_reset)(DomainDriver *driver, Domain *domain, GError **err);
    bool (*co_suspend)(DomainDriver *driver, Domain *domain, GError **err);
    bool (*co_resume)(DomainDriver *driver, Domain *domain, GError **err);
    /* Without the job lock, since it must work while another change is stuck. graceful: give up
     * with ERR_RESOURCE_BUSY rather than kill by force. */
    bool (*co_destroy)(DomainDriver *driver, Domain *domain, bool graceful, GError **err);

    /* Whether the machine can be asked anything; *ret_busy_us: since when (g_get_monotonic_time())
     * it has been about to answer, untouched if it is not. Waits nowhere. NULL: always. */
    bool (*answers)(DomainDriver *driver, const Domain *domain, int64_t *ret_busy_us);

    /* Devices of an active domain, NULL: they cannot be changed while it runs. Each checks all
     * first, and then changes the guest, domain->def and what else is known of the run, or nothing.
     * Devices are as device_edit_parse() gives them and stay the caller's, but for the one that is
     * attached, which is taken over in any case. */
    bool (*co_attach)(DomainDriver *driver, Domain *domain, DomainDevice device, GError **err);
    /* Asks the guest to let go of the device of that alias; whether it did is told by the next,
     * which is called without the job lock: ERR_OPERATION_TIMEOUT if it has not done so (yet). */
    bool (*co_detach)(DomainDriver *driver, Domain *domain, const char *alias, GError **err);
    bool (*co_await_detached)(DomainDriver *driver, Domain *domain, const char *alias,
                              GError **err);
    /* found is what it shall become wanted; force: even if the guest minds. */
    bool (*co_update)(DomainDriver *driver, Domain *domain, const DomainDevice *found,
                      const DomainDevice *wanted, bool force, GError **err);

    /* domain->def has changed in something that the machine need not be told of: a next daemon has
     * to know it. Waits nowhere. NULL: nothing outlives this daemon. */
    bool (*save_live)(DomainDriver *driver, Domain *domain, GError **err);
    /* Tells the machine what a reboot of its guest is from now on. NULL: it need not know. */
    bool (*co_set_reboot_action)(DomainDriver *driver, Domain *domain, DomainAction action,
                                 GError **err);
    /* Names to domain_rename_add() all files and folders that bear the name of a domain, but for
     * its definition: what has to move when it gets another one. NULL: there are none. */
    void (*list_files)(DomainDriver *driver, const char *name, const char *new_name,
                       DomainFiles *files);

    /* Newest known CPU time; waits nowhere. NULL: stays as it is. */
    void (*sample)(DomainDriver *driver, Domain *domain);
    /* Somebody reads the statistics of an active domain: those that cost nothing to know become the
     * newest, the others are made sure to be asked for soon, for who reads next. Waits nowhere.
     * NULL: there are none. */
    void (*observe)(DomainDriver *driver, Domain *domain);
    /* Measures for so many seconds how fast the guest changes its memory; the result will be in the
     * statistics. mode is one of StatsDirtyRate. With the job lock held. NULL: not supported. */
    bool (*co_measure_dirty_rate)(DomainDriver *driver, Domain *domain, int seconds,
                                  const char *mode, GError **err);

    /* Both of an active domain, without the job lock; NULL: not supported. The console that a
     * client means by device, as in domain_console_device(); borrowed. Waits nowhere. */
    Console *(*console)(DomainDriver *driver, Domain *domain, const char *device, GError **err);
    /* How many processors an active guest sees (all) or uses, as the agent in it says; and has it
     * use so many. Without the job lock. NULL: not supported. */
    bool (*co_count_guest_vcpus)(DomainDriver *driver, Domain *domain, bool all,
                                 unsigned *ret_count, GError **err);
    bool (*co_use_guest_vcpus)(DomainDriver *driver, Domain *domain, unsigned count, GError **err);
    /* The addresses that the agent in an active guest knows, without the job lock. NULL: not
     * supported. */
    bool (*co_guest_addresses)(DomainDriver *driver, Domain *domain,
                               domain_interface_addresses_ret *ret, GError **err);
    /* A PNG of a screen (counted over the heads of all its adapters) in memory, as a descriptor
     * that becomes the caller's; -1 on failure. May wait. */
    int (*co_screenshot)(DomainDriver *driver, Domain *domain, unsigned screen, GError **err);
    /* The same of a connection to the server of a screen, the index-th <graphics>. */
    int (*co_open_graphics)(DomainDriver *driver, Domain *domain, unsigned index, bool skip_auth,
                            GError **err);

    /* ---- processors and memory of an active domain, with the job lock held; what is NULL is a
     * change of the document alone ---- */
    /* Plugs a processor in, or out again once the guest has let go of it (ERR_OPERATION_TIMEOUT if
     * it does not); changes domain->def. */
    bool (*co_set_vcpu)(DomainDriver *driver, Domain *domain, unsigned number, bool enabled,
                        GError **err);
    /* Binds a processor of the guest, or what is none (vcpu -1), to the host's. Waits nowhere. */
    bool (*pin)(DomainDriver *driver, Domain *domain, int vcpu, const CpuMap *map, GError **err);
    /* Time that a processor of the guest has used and where it ran last, without the job lock;
     * waits nowhere; what is not known is left alone. */
    void (*vcpu_usage)(DomainDriver *driver, Domain *domain, unsigned number, uint64_t *ret_time_ns,
                       int *ret_cpu);
    /* Asks the balloon to make the guest this large. */
    bool (*co_set_memory)(DomainDriver *driver, Domain *domain, uint64_t kib, GError **err);
    bool (*co_set_stats_period)(DomainDriver *driver, Domain *domain, unsigned seconds,
                                GError **err);
    unsigned max_vcpus; /* of any domain */
    /* Names of CPU models of an architecture; may wait. NULL: not supported. */
    char **(*co_cpu_models)(DomainDriver *driver, const char *arch, GError **err);
} Hypervisor;

struct DomainDriver {
    Driver driver; /* first: a Driver * of ours is a DomainDriver * */
    const Hypervisor *hypervisor;
    DomainList *domains;
    char *folder;        /* of the persistent definitions; NULL: kept in memory only */
    char *uri;           /* what connect_get_uri says */
    CoMutex renaming;    /* there is one journal of it */
    CoMutex forgetting;  /* files of moments, of domains that have gone */
    unsigned forgetters; /* who do so */
};

/* Initialises the common part. folder NULL: nothing is kept on disk. */
void domain_driver_init(DomainDriver *driver, const DriverOps *ops, const DriverHost *host,
                        const Hypervisor *hypervisor, const char *folder, const char *uri);
void domain_driver_clear(DomainDriver *driver);

/* Whether a domain is active: for DriverOps.busy. */
bool domain_driver_busy(const DomainDriver *driver);

/* The machine's state changed: records it and emits the lifecycle event (event_type -1: no event).
 * DOMAIN_EVENT_STARTED gives the domain its id if it has none yet. */
void domain_driver_set_state(DomainDriver *driver, Domain *domain, int state, int reason,
                             int event_type, int event_detail);
/* The machine is gone (domain->machine must be NULL by now): takes the id away, puts next_def in
 * place, emits the event, and forgets a transient domain (only the caller's reference keeps it). */
void domain_driver_stopped(DomainDriver *driver, Domain *domain, int state, int reason,
                           int event_type, int event_detail);
/* Emits any other event; fills in nothing. */
void domain_driver_emit(DomainDriver *driver, const event *body);
/* After a change of domain->def while the domain is active: for the daemon that finds the machine
 * again. Waits nowhere. */
bool domain_driver_save_live(DomainDriver *driver, Domain *domain, GError **err);
/* The wire's reference to a domain; strings are borrowed from it. */
remote_domain domain_driver_ref(const Domain *domain);

#endif
