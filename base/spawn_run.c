/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running a command to its end from a coroutine (spawn_co_run() of spawn.h).
 *
 * Its two outputs are non-blocking pipes on the loop, so a command that prints for hours delays
 * nobody. The command leads a process group, which is killed as a whole, and only while its leader
 * has not been reaped: after that the number may belong to others.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/coroutine.h"
#include "base/error.h"
#include "base/spawn.h"

/* How much of standard error is kept for the message: its end, which says why. */
#define RUN_ERRORS_MAX 2048
#define RUN_PIECE 16384

typedef struct Run Run;

typedef struct RunPipe {
    Run *run;
    int fd;         /* our end */
    LoopFd *source; /* NULL: its end was seen */
    Buffer text;
} RunPipe;

struct Run {
    const char *name;
    size_t max_output;
    bool keep_output;
    RunPipe output;
    RunPipe errors;
    pid_t pid;
    LoopChild *child; /* NULL: has ended */
    int status;
    bool overflow;
    CoWaiter waiter;
};

static void run_kill(Run *run)
{
    if (run->child)
        kill(-run->pid, SIGKILL);
}

/* The whole of standard output up to the limit, the last of standard error. */
static void run_keep(Run *run, RunPipe *pipe)
{
    size_t size = buffer_size(&pipe->text);

    if (pipe == &run->errors) {
        if (size > RUN_ERRORS_MAX)
            buffer_consume(&pipe->text, size - RUN_ERRORS_MAX);
    } else if (!run->keep_output) {
        buffer_consume(&pipe->text, size);
    } else if (size > run->max_output) {
        buffer_truncate(&pipe->text, 0);
        run->overflow = true;
        run_kill(run);
    }
}

static void run_readable(LoopFd *source, uint32_t events, void *data)
{
    RunPipe *pipe = data;
    ssize_t got = read(pipe->fd, buffer_reserve(&pipe->text, RUN_PIECE), RUN_PIECE);

    (void) events;
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (got > 0) {
        buffer_commit(&pipe->text, (size_t) got);
        run_keep(pipe->run, pipe);
        return;
    }
    loop_fd_remove(source);
    pipe->source = NULL;
    co_wake(&pipe->run->waiter);
}

static void run_ended(pid_t pid, int status, void *data)
{
    Run *run = data;

    (void) pid;
    run->child = NULL;
    run->status = status;
    co_wake(&run->waiter);
}

/* Our end of a new pipe goes to the loop, the other one to the caller. -1 on failure. */
static int run_pipe_open(Loop *loop, Run *run, RunPipe *pipe, GError **err)
{
    int ends[2];

    if (pipe2(ends, O_CLOEXEC) < 0) {
        error_set_errno(err, errno, "cannot make a pipe for '%s'", run->name);
        return -1;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    pipe->run = run;
    pipe->fd = ends[0];
    pipe->source = loop_fd_add(loop, ends[0], EPOLLIN, run_readable, pipe);
    return ends[1];
}

static void run_pipe_close(RunPipe *pipe)
{
    loop_fd_remove(pipe->source);
    if (pipe->fd >= 0)
        close(pipe->fd);
    buffer_clear(&pipe->text);
}

static bool run_co_start(Worker *worker, Run *run, const char *const *argv, int64_t timeout_us,
                         GError **err)
{
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    Loop *loop = worker_loop(worker);

    options.argv = argv;
    options.new_session = true;
    options.stdout_fd = run_pipe_open(loop, run, &run->output, err);
    if (options.stdout_fd >= 0)
        options.stderr_fd = run_pipe_open(loop, run, &run->errors, err);
    run->pid = options.stderr_fd >= 0 ? spawn_co_process(worker, &options, timeout_us, err) : -1;
    if (options.stdout_fd >= 0)
        close(options.stdout_fd);
    if (options.stderr_fd >= 0)
        close(options.stderr_fd);
    if (run->pid < 0)
        return false;
    run->child = loop_child_add(loop, run->pid, run_ended, run, err);
    if (run->child)
        return true;
    kill(-run->pid, SIGKILL);
    while (waitpid(run->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    return false;
}

/* false: not over at the deadline. */
static bool run_co_wait(Run *run, int64_t timeout_us)
{
    int64_t deadline = timeout_us < 0 ? -1 : g_get_monotonic_time() + timeout_us;

    while (run->child || run->output.source || run->errors.source) {
        int64_t left = deadline < 0 ? -1 : MAX(deadline - g_get_monotonic_time(), 0);

        if (!co_wait(&run->waiter, left) && left == 0)
            return false;
    }
    return true;
}

static char *run_text(Buffer *text)
{
    buffer_append(text, "", 1);
    return g_strdup((const char *) buffer_data(text));
}

static bool run_check(Run *run, GError **err)
{
    g_autofree char *errors = g_strstrip(run_text(&run->errors.text));
    const char *colon = *errors ? ": " : "";

    if (run->overflow)
        return error_set(err, ERR_OVERFLOW, "command '%s' printed more than %zu bytes", run->name,
                         run->max_output);
    if (run->status == -1)
        return error_set(err, ERR_OPERATION_FAILED,
                         "command '%s' was reaped by somebody else, its exit status is not known",
                         run->name);
    if (WIFSIGNALED(run->status))
        return error_set(err, ERR_OPERATION_FAILED, "command '%s' was killed by signal %d (%s)%s%s",
                         run->name, WTERMSIG(run->status), strsignal(WTERMSIG(run->status)), colon,
                         errors);
    if (WEXITSTATUS(run->status) != 0)
        return error_set(err, ERR_OPERATION_FAILED, "command '%s' failed with exit status %d%s%s",
                         run->name, WEXITSTATUS(run->status), colon, errors);
    return true;
}

static bool run_co_finish(Run *run, int64_t timeout_us, GError **err)
{
    if (run_co_wait(run, timeout_us))
        return run_check(run, err);
    run_kill(run);
    /* SIGKILL cannot be ignored; only the kernel itself can hold it up. */
    while (run->child)
        co_wait(&run->waiter, -1);
    return error_set(err, ERR_OPERATION_TIMEOUT, "command '%s' did not end within %.1f seconds",
                     run->name, (double) timeout_us / G_USEC_PER_SEC);
}

bool spawn_co_run(Worker *worker, const char *const *argv, int64_t timeout_us, size_t max_output,
                  char **ret_output, GError **err)
{
    Run run = {.name = argv[0], .max_output = max_output, .keep_output = ret_output != NULL};
    bool ok;

    run.output.fd = run.errors.fd = -1;
    ok = run_co_start(worker, &run, argv, timeout_us, err) && run_co_finish(&run, timeout_us, err);
    if (ok && ret_output)
        *ret_output = run_text(&run.output.text);
    run_pipe_close(&run.output);
    run_pipe_close(&run.errors);
    return ok;
}
