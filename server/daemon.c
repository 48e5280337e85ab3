/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The daemon: see daemon.h. Loads the drivers before anybody may connect, so that "listening on"
 * means that calls are answered; ends in the reverse order. Guests are none of its business: they
 * go on.
 */
#include "server/daemon.h"

#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/coroutine.h"
#include "base/file.h"
#include "drivers/registry.h"
#include "rpc/tcp.h"
#include "server/activation.h"
#include "server/clients.h"
#include "server/event_hub.h"
#include "server/folders.h"
#include "server/identity.h"
#include "server/listeners.h"
#include "server/notify.h"
#include "server/policy.h"
#include "server/stream_buffer.h"

typedef struct Daemon {
    const Config *config; /* as last read */
    Config *fresh;        /* the same, if it was read again; owned */
    Limits limits;        /* config's, at a place that does not change */
    DaemonReread reread;
    void *reread_data;
    const DaemonDriver *drivers;
    size_t n_drivers;
    Folders folders;
    int lock_fd;
    Loop *loop;
    Worker *worker;
    Registry *registry;
    EventHub *events;
    DriverHost driver_host;
    PeerHost peer_host;
    ConnectionSpare spare; /* of the peers' connections */
    Notify *notify;
    Rpcbind *rpcbind;  /* NULL: it is not wanted */
    GArray *activated; /* of ActivatedSocket, handed over by a service manager */
    Listeners *listeners;
    Clients *clients;
    Policy *policy;
    LoopTimer *idle;
    LoopSignal *signals[4];
    bool starting; /* the coroutine that loads drivers has not ended */
    bool ending;   /* nobody is to come in any more */
    GError *start_error;
} Daemon;

static void daemon_watch_idle(Daemon *daemon)
{
    if (daemon->config->idle_timeout > 0 && clients_count(daemon->clients) == 0)
        loop_timer_arm(daemon->idle, (int64_t) daemon->config->idle_timeout * G_USEC_PER_SEC);
}

static void daemon_on_idle(void *data)
{
    Daemon *daemon = data;

    if (clients_count(daemon->clients) > 0 || daemon->config->idle_timeout == 0)
        return;
    if (registry_busy(daemon->registry)) {
        daemon_watch_idle(daemon);
        return;
    }
    log_info("nobody has needed the daemon for %u seconds",
             (unsigned) daemon->config->idle_timeout);
    loop_quit(daemon->loop);
}

static void daemon_on_peer_gone(Peer *peer, void *data)
{
    Daemon *daemon = data;

    clients_remove(daemon->clients, peer);
    listeners_resume(daemon->listeners);
    if (daemon->config->stdio && listeners_count(daemon->listeners) == 0)
        loop_quit(daemon->loop);
    daemon_watch_idle(daemon);
    peer_unref(peer);
}

static void daemon_on_peer_known(void *data)
{
    Daemon *daemon = data;

    clients_known(daemon->clients);
}

static void daemon_on_peers_crowded(void *data)
{
    Daemon *daemon = data;

    clients_relieve(daemon->clients);
}

static void daemon_on_peer_freed(const Peer *peer, void *data)
{
    Daemon *daemon = data;

    clients_forget(daemon->clients, peer);
}

static void daemon_add_peer(Daemon *daemon, Transport *transport, const PeerOrigin *origin)
{
    log_debug("%s: connected", origin->name);
    loop_timer_disarm(daemon->idle);
    clients_add(daemon->clients, peer_new(&daemon->peer_host, transport, origin));
}

static bool daemon_admits(Daemon *daemon, const Address *address, PeerOrigin *origin, int fd,
                          GError **err)
{
    if (origin->local &&
        !identity_is_served(&origin->identity, daemon->config->system, !address->path))
        return error_set(err, ERR_ACCESS_DENIED, "this socket is not for it");
    return clients_admit(daemon->clients, origin, fd, !origin->local && daemon->policy->tls, err);
}

static void daemon_on_client(const Listener *listener, int fd, void *data)
{
    static LogLimit limit = {.burst = LIMIT_LOG_BURST};
    Daemon *daemon = data;
    const Address *address = listener_address(listener);
    bool local = address->kind == ADDRESS_UNIX;
    Identity identity = local ? identity_of_socket(fd) : (Identity){0};
    PeerOrigin origin = {
        .read_only = address->read_only,
        .local = local,
        .libvirt = local ? daemon->config->libvirt.local : daemon->config->libvirt.remote,
        .identity = identity,
    };
    g_autoptr(GError) error = NULL;

    origin.name =
        local ? g_strdup_printf("client uid %u pid %d", (unsigned) identity.uid, (int) identity.pid)
              : address_format_peer(fd);
    if (daemon_admits(daemon, address, &origin, fd, &error)) {
        if (!local)
            tcp_prepare(fd, (unsigned) daemon->limits.keepalive);
        daemon_add_peer(daemon, transport_fd_new(fd, fd), &origin);
        return;
    }
    log_limited(&limit, LOG_WARNING, "%s: refused %s: %s", listener_name(listener), origin.name,
                error->message);
    g_free(origin.name);
    close(fd);
}

/* The one client of --stdio. What anybody else reads from 0 or prints to 1 must not be its bytes.
 */
static bool daemon_open_stdio(Daemon *daemon, GError **err)
{
    int in = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    PeerOrigin origin = {
        .local = true,
        .libvirt = daemon->config->libvirt.local,
        .identity = {.known = true, .uid = geteuid(), .gid = getegid(), .pid = getppid()}};

    if (in < 0 || out < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
        dup2(null, STDOUT_FILENO) < 0)
        return error_set_errno(err, errno, "--stdio: cannot take standard input and output");
    close(null);
    origin.name = g_strdup("the client on standard input");
    clients_admit_own(daemon->clients, &origin);
    daemon_add_peer(daemon, transport_fd_new(in, out), &origin);
    return true;
}

static bool daemon_co_load(Daemon *daemon, GError **err)
{
    for (size_t i = 0; i < daemon->n_drivers; i++) {
        const DriverOps *ops = daemon->drivers[i].ops;

        if (!registry_co_add(daemon->registry, ops, &daemon->driver_host, err)) {
            g_prefix_error(err, "driver %s: ", ops->name);
            return false;
        }
    }
    return true;
}

static bool daemon_open(Daemon *daemon, GError **err)
{
    return listeners_open(daemon->listeners, daemon->config, &daemon->folders, daemon->activated,
                          err) &&
           (!daemon->config->stdio || daemon_open_stdio(daemon, err));
}

/* Who is a program's own child is heard of where he is not wanted: on its standard error. */
static void daemon_log_start(const Daemon *daemon)
{
    g_autofree char *places = listeners_names(daemon->listeners);

    if (!daemon->config->stdio)
        log_info("vmrpcd " PACKAGE_VERSION " (process %d) has started: %s", (int) getpid(), places);
}

static void daemon_co_start(void *data)
{
    Daemon *daemon = data;
    bool good = daemon_co_load(daemon, &daemon->start_error);

    daemon->starting = false;
    if (daemon->ending)
        return;
    if (!good || !daemon_open(daemon, &daemon->start_error)) {
        loop_quit(daemon->loop);
        return;
    }
    daemon_log_start(daemon);
    notify_ready(daemon->notify);
    if (daemon->rpcbind)
        rpcbind_start(daemon->rpcbind);
    daemon_watch_idle(daemon);
}

/* Takes it over. */
static bool daemon_set_policy(Daemon *daemon, Policy *policy)
{
    if (!policy)
        return false;
    policy_free(daemon->policy);
    daemon->policy = policy;
    daemon->peer_host.policy = policy;
    if (policy->folder)
        log_info("TLS on TCP, with the certificates in '%s'", policy->folder);
    return true;
}

/* All or nothing: whatever is wrong, what was read before stays. */
static bool daemon_reread(Daemon *daemon, GError **err)
{
    Config *fresh = daemon->reread(daemon->reread_data, err);
    Policy *policy = fresh ? policy_new(fresh, daemon->policy->on_tcp, err) : NULL;

    if (!daemon_set_policy(daemon, policy)) {
        config_free(fresh);
        return false;
    }
    config_free(daemon->fresh);
    daemon->config = daemon->fresh = fresh;
    daemon->limits = fresh->limits;
    log_set_level(fresh->log_level);
    daemon_watch_idle(daemon);
    log_info("the configuration was read again");
    return true;
}

static void daemon_reload(Daemon *daemon)
{
    bool ready = !daemon->starting && !daemon->ending; /* the service manager knows of it */
    g_autoptr(GError) error = NULL;

    if (ready)
        notify_reloading(daemon->notify);
    if (!daemon_reread(daemon, &error))
        log_error("the configuration stays as it was: %s", error->message);
    g_clear_error(&error);
    if (!log_open_file(daemon->config->log_file, &error))
        log_error("%s", error->message);
    if (ready)
        notify_ready(daemon->notify);
}

/* What is there at the moment, for who wonders what the daemon is at. */
static void daemon_report(const Daemon *daemon)
{
    unsigned clients = clients_count(daemon->clients);

    log_info("statistics: clients %u, gone with calls in flight %u, coroutines %u", clients,
             clients_alive(daemon->clients) - clients, coroutine_count());
}

static void daemon_on_signal(int signo, void *data)
{
    Daemon *daemon = data;

    if (signo == SIGHUP) {
        daemon_reload(daemon);
    } else if (signo == SIGUSR1) {
        daemon_report(daemon);
    } else {
        log_debug("told to end by signal %d", signo);
        loop_quit(daemon->loop);
    }
}

/* Folders and the lock, unless nobody would use them: a client's private daemon with the test
 * driver should leave no trace. */
static bool daemon_claim(Daemon *daemon, GError **err)
{
    g_autofree char *lock = NULL;
    bool in_memory = daemon->config->stdio;

    for (size_t i = 0; i < daemon->n_drivers; i++)
        in_memory = in_memory && daemon->drivers[i].in_memory;
    if (!folders_find(&daemon->folders, daemon->config->system, daemon->config->root, err))
        return false;
    if (in_memory)
        return true;
    lock = g_build_filename(daemon->folders.run, "vmrpcd.lock", NULL);
    if (!folders_make(&daemon->folders, daemon->config->system, err))
        return false;
    daemon->lock_fd = file_lock(lock, err);
    return daemon->lock_fd >= 0;
}

/* What drivers and peers have of the daemon. */
static void daemon_lend(Daemon *daemon, const GuestIdentity *guests)
{
    daemon->driver_host = (DriverHost){
        .loop = daemon->loop,
        .worker = daemon->worker,
        .system = daemon->config->system,
        .config_folder = daemon->folders.config,
        .state_folder = daemon->folders.run,
        .data_folder = daemon->folders.data,
        .log_folder = daemon->folders.log,
        .guests = *guests,
        .save_format = daemon->config->qemu.save_format,
        .answer_timeout = (unsigned) daemon->config->qemu.answer_timeout,
        .job_timeout = (unsigned) daemon->config->qemu.job_timeout,
        .vnc_tls = daemon->config->qemu.vnc_tls,
        .emit = event_hub_emit,
        .emit_data = daemon->events,
    };
    daemon->peer_host = (PeerHost){
        .loop = daemon->loop,
        .limits = &daemon->limits,
        .registry = daemon->registry,
        .events = daemon->events,
        .clients = daemon->clients,
        .policy = daemon->policy,
        .spare = &daemon->spare,
        .known = daemon_on_peer_known,
        .gone = daemon_on_peer_gone,
        .crowded = daemon_on_peers_crowded,
        .freed = daemon_on_peer_freed,
        .data = daemon,
    };
}

static bool daemon_init(Daemon *daemon, GError **err)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};
    GuestIdentity guests;
    Policy *policy;

    if (!config_guests(daemon->config, &guests, err))
        return false;
    daemon->clients = clients_new(&daemon->limits);
    daemon->activated = activation_take(err);
    daemon->loop = daemon->activated ? loop_new(err) : NULL;
    if (!daemon->loop)
        return false;
    if (daemon->config->stdio)
        g_unsetenv("NOTIFY_SOCKET"); /* it is our client's */
    daemon->notify = notify_new(daemon->loop);
    policy = policy_new(daemon->config, activation_has_tcp(daemon->activated), err);
    if (!daemon_set_policy(daemon, policy) || !daemon_claim(daemon, err))
        return false;
    if (daemon->config->rpcbind && !daemon->config->stdio)
        daemon->rpcbind = rpcbind_new(daemon->loop, daemon->config->rpcbind_socket
                                                        ? daemon->config->rpcbind_socket
                                                        : RPCBIND_SOCKET);
    daemon->listeners = listeners_new(daemon->loop, daemon->rpcbind, daemon_on_client, daemon);
    for (size_t i = 0; i < G_N_ELEMENTS(signals); i++)
        daemon->signals[i] = loop_signal_add(daemon->loop, signals[i], daemon_on_signal, daemon);
    daemon->idle = loop_timer_new(daemon->loop, daemon_on_idle, daemon);
    daemon->worker = worker_new(daemon->loop, err);
    if (!daemon->worker)
        return false;
    daemon->registry = registry_new();
    daemon->events = event_hub_new(&daemon->limits);
    daemon_lend(daemon, &guests);
    return true;
}

/* Ends all connections and gives the calls in flight some time. False: one of them does not end. */
static bool daemon_close_peers(Daemon *daemon)
{
    int64_t deadline = g_get_monotonic_time() + LIMIT_STOP_US;
    g_autoptr(GPtrArray) clients = clients_list(daemon->clients);

    for (guint i = 0; i < clients->len; i++)
        peer_close(((const Client *) clients->pdata[i])->peer);
    while ((clients_alive(daemon->clients) > 0 || daemon->starting) &&
           g_get_monotonic_time() < deadline)
        loop_run_once(daemon->loop, 100);
    return clients_alive(daemon->clients) == 0 && !daemon->starting;
}

static void daemon_clear(Daemon *daemon)
{
    g_clear_pointer(&daemon->listeners, listeners_free);
    registry_free(daemon->registry);
    worker_free(daemon->worker);
    event_hub_free(daemon->events);
    loop_timer_free(daemon->idle);
    for (size_t i = 0; i < G_N_ELEMENTS(daemon->signals); i++)
        loop_signal_remove(daemon->signals[i]);
    clients_free(daemon->clients);
    g_clear_pointer(&daemon->activated, g_array_unref);
    policy_free(daemon->policy);
    config_free(daemon->fresh);
    notify_free(daemon->notify);
    connection_spare_clear(&daemon->spare);
    loop_free(daemon->loop);
    coroutine_pool_drain();
    stream_buffers_drain();
    if (daemon->lock_fd >= 0)
        close(daemon->lock_fd);
    folders_clear(&daemon->folders);
}

bool daemon_run(const Config *config, const DaemonDriver *drivers, size_t n, DaemonReread reread,
                void *reread_data, GError **err)
{
    /* Static: a coroutine that does not end in time may still point at it. */
    static Daemon daemon;

    daemon = (Daemon){
        .config = config,
        .limits = config->limits,
        .reread = reread,
        .reread_data = reread_data,
        .drivers = drivers,
        .n_drivers = n,
        .lock_fd = -1,
    };
    if (daemon_init(&daemon, err)) {
        daemon.starting = true;
        coroutine_start(daemon.loop, daemon_co_start, &daemon);
        loop_run(daemon.loop);
        if (!daemon.config->stdio && !daemon.start_error)
            log_info("vmrpcd (process %d) ends", (int) getpid());
        daemon.ending = true;
        notify_stopping(daemon.notify);
        listeners_close(daemon.listeners);
        g_clear_pointer(&daemon.rpcbind, rpcbind_free);
        if (!daemon_close_peers(&daemon)) {
            if (daemon.starting)
                log_warning("the drivers did not load in time and are left");
            else
                log_warning("calls of %u clients did not end in time and are left",
                            clients_alive(daemon.clients));
            return true;
        }
    }
    daemon_clear(&daemon);
    if (!daemon.start_error)
        return !*err;
    g_propagate_error(err, daemon.start_error);
    return false;
}
