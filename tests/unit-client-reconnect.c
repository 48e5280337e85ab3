/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VMRPC_CONNECTION_OPEN_RECONNECT against a server that goes away as its script says: calls in
 * flight fail and new ones wait, missed events come in order and once, a gap is told once although
 * attempts fail on the way, attempts have growing pauses between them, and closing waits for
 * nothing.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "fake_server.h"

typedef struct Rounds Rounds;

/* A server that takes one connection after the other, each by the script with its number. */
struct Rounds {
    void (*script)(FakeServer *server);
    int round;
    int listener;
    char *path;
    char *uri;
    GThread *thread;
    GString *seen;
};

static void *serve(void *data)
{
    Rounds *rounds = data;
    int fd;

    while ((fd = accept(rounds->listener, NULL, NULL)) >= 0) {
        fake_serve(fd, rounds->script, rounds);
        rounds->round++;
    }
    return NULL;
}

static VmrpcConnection *rounds_open(Rounds *rounds, void (*script)(FakeServer *server))
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    VmrpcError *error = NULL;
    VmrpcConnection *connection;

    *rounds = (Rounds){.script = script, .seen = g_string_new(NULL)};
    rounds->path = g_strdup_printf("%s/vmrpc-test.%d.s", g_get_tmp_dir(), (int) getpid());
    rounds->uri = g_strdup_printf("qemu+unix:///session?socket=%s", rounds->path);
    unlink(rounds->path);
    strcpy(address.sun_path, rounds->path);
    rounds->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(bind(rounds->listener, (struct sockaddr *) &address, sizeof(address)), ==, 0);
    g_assert_cmpint(listen(rounds->listener, 10), ==, 0);
    rounds->thread = g_thread_new("server", serve, rounds);
    connection = vmrpc_connection_open(rounds->uri, VMRPC_CONNECTION_OPEN_RECONNECT, &error);
    g_assert_cmpstr(vmrpc_error_message(error), ==, "no error");
    return connection;
}

/* Nobody can connect any more. */
static void rounds_end(Rounds *rounds)
{
    if (!rounds->thread)
        return;
    shutdown(rounds->listener, SHUT_RDWR);
    g_thread_join(rounds->thread);
    close(rounds->listener);
    unlink(rounds->path);
    rounds->thread = NULL;
}

static void rounds_clear(Rounds *rounds)
{
    rounds_end(rounds);
    g_free(rounds->path);
    g_free(rounds->uri);
    g_string_free(rounds->seen, TRUE);
}

static void take(VmrpcConnection *connection, const VmrpcEvent *happened, void *data)
{
    Rounds *rounds = data;

    g_assert_nonnull(connection);
    if (happened->kind == VMRPC_EVENT_KIND_GAP)
        g_string_append(rounds->seen, "gap ");
    else
        g_string_append_printf(rounds->seen, "%d ", (int) happened->sequence);
}

static void subscribe(VmrpcConnection *connection, Rounds *rounds)
{
    g_assert_cmpint(vmrpc_event_subscribe(connection, VMRPC_EVENT_KIND_LIFECYCLE, NULL, take,
                                          rounds, NULL, NULL),
                    >, 0);
}

/* Until this many events have been delivered. */
static void wait_seen(VmrpcConnection *connection, const Rounds *rounds, const char *expected)
{
    while (strlen(rounds->seen->str) < strlen(expected))
        g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), >=, 0);
    g_assert_cmpstr(rounds->seen->str, ==, expected);
}

static bool is_domains(const FakeCall *call)
{
    return call->program == REMOTE_PROGRAM && call->procedure == CONNECT_LIST_DOMAINS;
}

/* ---- missed events ------------------------------------------------- */

static void answer_resume(FakeServer *server, const FakeCall *call, bool complete)
{
    vmrpc_event_resume_res result = {
        .vmrpc_event_resume_res_u.ret = {.complete = complete, .event_sequence = 106}};

    fake_reply(server, call, (xdrproc_t) xdr_vmrpc_event_resume_res, &result);
}

static uint64_t resume_after(const FakeCall *call)
{
    vmrpc_event_resume_args args = {0};
    XDR xdr;

    xdrmem_create(&xdr, (char *) call->body, (u_int) call->body_size, XDR_DECODE);
    g_assert_true(xdr_vmrpc_event_resume_args(&xdr, &args));
    g_assert_cmpuint(args.epoch, ==, 7);
    return args.last_sequence;
}

/* The first connection ends, unanswered, with the call for domains; 102 to 105 are missed. */
static void script_missed(FakeServer *server)
{
    const Rounds *rounds = server->data;
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (is_domains(&call))
            return;
        if (call.program == VMRPC_PROGRAM && call.procedure == VMRPC_EVENT_RESUME) {
            g_assert_cmpuint(resume_after(&call), ==, 101);
            for (uint64_t sequence = 102; sequence <= 105; sequence++)
                fake_event(server, sequence, "abc");
            answer_resume(server, &call, true);
            continue;
        }
        g_assert_true(fake_answer(server, &call));
        if (call.procedure == CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY &&
            call.program == REMOTE_PROGRAM)
            fake_event(server, rounds->round == 0 ? 101 : 106, "abc");
    }
}

static void test_missed(void)
{
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_missed);
    connect_list_domains_res result = {0};
    VmrpcCall *call;
    VmrpcError *error = NULL;
    g_autofree char *name = NULL;

    subscribe(connection, &rounds);
    call = fake_start_echo(connection, 1, &result, VMRPC_TIMEOUT_DEFAULT);
    g_assert_cmpint(vmrpc_call_wait(call, &error), ==, -1);
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    vmrpc_error_free(error);
    vmrpc_call_free(call);
    name = vmrpc_connection_hostname(connection, NULL); /* waits for the connection */
    g_assert_cmpstr(name, ==, "fake");
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 1);
    wait_seen(connection, &rounds, "101 102 103 104 105 106 ");
    vmrpc_connection_close(connection);
    rounds_clear(&rounds);
}

/* ---- a gap ------------------------------------------------- */

static void send_gap(FakeServer *server)
{
    /* Record mark, header of an event, sequence 102, time 0, EVENT_GAP, first 102, count 1. */
    const uint32_t words[] = {0x80000000u | 68,
                              0,
                              0,
                              2,
                              VMRPC_PROGRAM,
                              VMRPC_V1,
                              VMRPC_EVENT,
                              0,
                              0,
                              0,
                              0,
                              0,
                              102,
                              0,
                              0,
                              EVENT_GAP,
                              0,
                              102,
                              0,
                              1};
    uint32_t wire[G_N_ELEMENTS(words)];

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        wire[i] = GUINT32_TO_BE(words[i]);
    wire[0] = GUINT32_TO_BE(0x80000000u | (uint32_t) (sizeof(wire) - 4));
    fake_send(server, wire, sizeof(wire));
}

/* Every connection but the last ends in the middle of the events that were missed. */
static void script_gap(FakeServer *server)
{
    const Rounds *rounds = server->data;
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (is_domains(&call))
            return;
        if (call.program == VMRPC_PROGRAM && call.procedure == VMRPC_EVENT_RESUME) {
            g_assert_cmpuint(resume_after(&call), ==, 100);
            send_gap(server);
            fake_event(server, 103, "abc");
            if (rounds->round < 3)
                return;
            answer_resume(server, &call, false);
        } else {
            g_assert_true(fake_answer(server, &call));
        }
    }
}

static void test_gap(void)
{
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_gap);
    connect_list_domains_res result = {0};
    VmrpcCall *call;

    subscribe(connection, &rounds);
    call = fake_start_echo(connection, 1, &result, VMRPC_TIMEOUT_DEFAULT);
    wait_seen(connection, &rounds, "gap 103 ");
    g_assert_cmpint(rounds.round, ==, 3);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    vmrpc_call_free(call);
    vmrpc_connection_close(connection);
    rounds_clear(&rounds);
}

/* ---- while it is down ------------------------------------------------- */

static void script_once(FakeServer *server)
{
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (is_domains(&call))
            return;
        g_assert_true(fake_answer(server, &call));
    }
}

static void called(VmrpcCall *call, void *data)
{
    VmrpcConnection *connection = data;
    VmrpcError *error = NULL;

    g_assert_cmpint(vmrpc_call_is_done(call), ==, 1);
    g_assert_null(vmrpc_connection_hostname(connection, &error)); /* does not wait */
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    vmrpc_error_free(error);
}

/* How many threads of this process no signal of the application's can reach. */
static unsigned count_deaf_threads(void)
{
    const guint64 wanted = 1ull << (SIGTERM - 1) | 1ull << (SIGCHLD - 1) | 1ull << (SIGALRM - 1);
    g_autoptr(GDir) tasks = g_dir_open("/proc/self/task", 0, NULL);
    const char *task;
    unsigned count = 0;

    while ((task = g_dir_read_name(tasks))) {
        g_autofree char *path = g_build_filename("/proc/self/task", task, "status", NULL);
        g_autofree char *status = NULL;
        const char *blocked = NULL;

        if (g_file_get_contents(path, &status, NULL, NULL))
            blocked = strstr(status, "\nSigBlk:\t");
        if (blocked)
            count += (g_ascii_strtoull(blocked + 9, NULL, 16) & wanted) == wanted;
    }
    return count;
}

/* Loses the connection for good; what waits does so in poll(), and ends in time. */
static void test_down(void)
{
    static const VmrpcCallProcedure procedure = {
        .program = REMOTE_PROGRAM,
        .version = REMOTE_V1,
        .procedure = CONNECT_LIST_DOMAINS,
        .xdr_args = (xdrproc_t) xdr_connect_list_domains_args,
        .xdr_result = (xdrproc_t) xdr_connect_list_domains_res,
    };
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_once);
    struct pollfd pollfd = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};
    connect_list_domains_args args = {.maxids = 1};
    connect_list_domains_res result = {0};
    VmrpcError *error = NULL;
    VmrpcCall *call;
    int timeout_ms;

    shutdown(rounds.listener, SHUT_RDWR);
    call = vmrpc_call_start(connection, &procedure, &args, &result, called, connection,
                            VMRPC_TIMEOUT_DEFAULT, NULL);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, VMRPC_TIMEOUT_NONE, NULL), ==, 1);
    vmrpc_call_free(call);
    g_assert_cmpint(vmrpc_connection_is_alive(connection), ==, 0);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 0, NULL), ==, 0);
    timeout_ms = vmrpc_connection_poll_timeout(connection);
    g_assert_cmpint(timeout_ms, ==, -1);
    g_assert_cmpint(poll(&pollfd, 1, 0), ==, 0);
    g_assert_cmpint(vmrpc_connection_fd(connection), ==, pollfd.fd);
    g_assert_cmpint(vmrpc_connection_dispatch(connection, 50, NULL), ==, 0);
    vmrpc_connection_set_timeout(connection, 50);
    g_assert_null(vmrpc_connection_hostname(connection, &error));
    g_assert_cmpint(vmrpc_error_code(error), ==, VMRPC_ERR_RPC);
    g_assert_nonnull(strstr(vmrpc_error_message(error), "is being made anew"));
    g_assert_cmpuint(count_deaf_threads(), ==, 1);
    vmrpc_error_free(error);
    vmrpc_connection_close(connection);
    rounds_clear(&rounds);
}

static void *wait_for_ever(void *data)
{
    return GINT_TO_POINTER(vmrpc_connection_dispatch(data, VMRPC_TIMEOUT_NONE, NULL));
}

/* A thread that waits for events goes on with those of the next connection; closing ends it. */
static void test_waiting(void)
{
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_missed);
    connect_list_domains_res result = {0};
    GThread *waiting;
    VmrpcCall *call;

    subscribe(connection, &rounds);
    wait_seen(connection, &rounds, "101 ");
    waiting = g_thread_new("waiting", wait_for_ever, connection);
    call = fake_start_echo(connection, 1, &result, VMRPC_TIMEOUT_DEFAULT);
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(waiting)), ==, 5);
    vmrpc_call_free(call);
    g_assert_cmpstr(rounds.seen->str, ==, "101 102 103 104 105 106 ");
    vmrpc_connection_ref(connection);
    waiting = g_thread_new("waiting", wait_for_ever, connection);
    vmrpc_connection_close(connection);
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(waiting)), ==, -1);
    vmrpc_connection_unref(connection);
    rounds_clear(&rounds);
}

/* ---- pauses ------------------------------------------------- */

/* What the first three pauses last at least, behind an attempt that is made at once. */
#define PAUSES_US (7 * G_USEC_PER_SEC / 10)
/* After this one is cut off nobody has been for long. */
#define PAUSES_ROUND 4
/* A connection that lasted so long was a good one. */
#define PAUSES_LONG_US (G_GINT64_CONSTANT(3600) * G_USEC_PER_SEC)
/* More than this test takes; then it hangs. */
#define PAUSES_SECONDS 60

static int64_t clock_ahead_us;

/* In GLib's place, also for the library that is linked to this program: the clock may be put on. */
gint64 g_get_monotonic_time(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000 +
           __atomic_load_n(&clock_ahead_us, __ATOMIC_RELAXED);
}

static bool is_hostname(const FakeCall *call)
{
    return call->program == REMOTE_PROGRAM && call->procedure == CONNECT_GET_HOSTNAME;
}

/* The first connection ends with the call for the name, the next ones at once. */
static void script_refusing(FakeServer *server)
{
    const Rounds *rounds = server->data;
    FakeCall call;

    if (rounds->round > 0 && rounds->round < PAUSES_ROUND)
        return;
    while (fake_receive(server, &call)) {
        if (is_hostname(&call) && rounds->round == 0)
            return;
        g_assert_true(fake_answer(server, &call));
    }
}

/* Each connection is a good one until it is asked for the name: the last but one the second time.
 */
static void script_dropping(FakeServer *server)
{
    const Rounds *rounds = server->data;
    bool was_asked = rounds->round < PAUSES_ROUND;
    FakeCall call;

    while (fake_receive(server, &call)) {
        if (is_hostname(&call) && rounds->round <= PAUSES_ROUND) {
            if (was_asked)
                return;
            was_asked = true;
        }
        g_assert_true(fake_answer(server, &call));
    }
}

/* Asks until there is an answer; returns how often there was none. */
static int ask_name(VmrpcConnection *connection)
{
    int failures = 0;
    char *name;

    while (!(name = vmrpc_connection_hostname(connection, NULL)))
        failures++;
    free(name);
    return failures;
}

static void test_refused(void)
{
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_refusing);
    int64_t before_us = g_get_monotonic_time();

    vmrpc_connection_set_timeout(connection, VMRPC_TIMEOUT_NONE);
    g_assert_cmpint(ask_name(connection), ==, 1);
    g_assert_cmpint(rounds.round, ==, PAUSES_ROUND);
    g_assert_cmpint(g_get_monotonic_time() - before_us, >=, PAUSES_US);
    vmrpc_connection_close(connection);
    rounds_clear(&rounds);
}

/* Success is no reason to try again at once, unless it lasted. */
static void test_dropped(void)
{
    Rounds rounds;
    VmrpcConnection *connection = rounds_open(&rounds, script_dropping);
    int64_t before_us = g_get_monotonic_time();

    vmrpc_connection_set_timeout(connection, VMRPC_TIMEOUT_NONE);
    g_assert_cmpint(ask_name(connection), ==, PAUSES_ROUND);
    g_assert_cmpint(rounds.round, ==, PAUSES_ROUND);
    g_assert_cmpint(g_get_monotonic_time() - before_us, >=, PAUSES_US);
    /* A pause would now last as long as the clock has been put on. */
    alarm(PAUSES_SECONDS);
    __atomic_store_n(&clock_ahead_us, PAUSES_LONG_US, __ATOMIC_RELAXED);
    g_assert_cmpint(ask_name(connection), ==, 1);
    g_assert_cmpint(rounds.round, ==, PAUSES_ROUND + 1);
    alarm(0);
    vmrpc_connection_close(connection);
    rounds_clear(&rounds);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/client/reconnect/missed", test_missed);
    g_test_add_func("/client/reconnect/gap", test_gap);
    g_test_add_func("/client/reconnect/down", test_down);
    g_test_add_func("/client/reconnect/waiting", test_waiting);
    g_test_add_func("/client/reconnect/refused", test_refused);
    g_test_add_func("/client/reconnect/dropped", test_dropped);
    return g_test_run();
}
