/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting a process (see spawn.h; running a command to its end is base/spawn_run.c).
 *
 * The child shares our memory until it has called exec (CLONE_VM | CLONE_VFORK), so the cost does
 * not grow with the daemon and a failed exec is known without a pipe. Therefore the child runs on a
 * stack of its own with all signals blocked and only makes system calls; whatever allocates or
 * looks up a name is done before. Our threads go on; only the calling one waits for the exec.
 *
 * spawn_co_process() lets the worker call, and looks at the child meanwhile, whose number is known
 * as soon as it is there. It is reaped after that, so that its number cannot be somebody else's.
 */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/loop_private.h"

/* How often a child whose exec takes its time is looked at. */
#define SPAWN_LOOK_US (G_USEC_PER_SEC / 10)
#define SPAWN_STACK_SIZE (64 * 1024)

/* The child's frames end with exec, not with a return: nothing would unmark their stack. */
#define SPAWN_CHILD __attribute__((no_sanitize_address))

typedef enum { STEP_SESSION, STEP_DESCRIPTORS, STEP_FOLDER, STEP_USER, STEP_EXEC } SpawnStep;

/* What the child needs, and its answer. */
typedef struct Spawn {
    const char *program;
    char *const *argv;
    char *const *envp;
    const char *folder;
    const SpawnUser *user;
    bool new_session;
    SpawnFd *fds; /* with 0, 1 and 2; sources are replaced by their copies in the child */
    size_t n_fds;
    int highest;    /* target */
    SpawnStep step; /* the last one begun */
    int errnum;     /* why it failed; 0: the program runs */
    pid_t child;    /* set by the kernel before it runs; 0: there is none yet */
} Spawn;

/* Every descriptor but 0, 1, 2 goes at exec. */
static SPAWN_CHILD void child_close_others(void)
{
    struct rlimit limit;

    if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
    /* Linux before 5.11: ours all have the flag already, this is for what we inherited. */
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > 65536)
        limit.rlim_cur = 65536;
    for (int fd = 3; fd < (int) limit.rlim_cur; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static SPAWN_CHILD bool child_has_target(const Spawn *spawn, int fd)
{
    for (size_t i = 0; i < spawn->n_fds; i++) {
        if (spawn->fds[i].target == fd)
            return true;
    }
    return false;
}

/* Those go now, since the exec may hang: the lock of a daemon that was killed meanwhile, and where
 * it listens, are to be free for the next one. */
static SPAWN_CHILD void child_drop_others(const Spawn *spawn)
{
    for (int fd = 3; fd < spawn->highest; fd++) {
        if (!child_has_target(spawn, fd))
            close(fd);
    }
    syscall(SYS_close_range, (unsigned) spawn->highest + 1, ~0U, 0U);
}

/* First copies everything above the highest target, so that no target overwrites a later source. */
static SPAWN_CHILD bool child_place_fds(Spawn *spawn)
{
    for (size_t i = 0; i < spawn->n_fds; i++) {
        spawn->fds[i].source = fcntl(spawn->fds[i].source, F_DUPFD_CLOEXEC, spawn->highest + 1);
        if (spawn->fds[i].source < 0)
            return false;
    }
    child_close_others();
    for (size_t i = 0; i < spawn->n_fds; i++) {
        if (dup2(spawn->fds[i].source, spawn->fds[i].target) < 0)
            return false;
    }
    child_drop_others(spawn);
    return true;
}

static SPAWN_CHILD void child_reset_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};

    for (int signo = 1; signo < NSIG; signo++)
        sigaction(signo, &action, NULL);
}

/* By system calls: the C library's functions would change the daemon's other threads along. */
static SPAWN_CHILD bool child_change_user(const SpawnUser *user)
{
    umask(077);
    return syscall(SYS_setgroups, user->n_groups, user->groups) == 0 &&
           syscall(SYS_setresgid, user->gid, user->gid, user->gid) == 0 &&
           syscall(SYS_setresuid, user->uid, user->uid, user->uid) == 0 &&
           prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

static SPAWN_CHILD bool child_become(Spawn *spawn)
{
    sigset_t none;

    child_reset_signals();
    spawn->step = STEP_SESSION;
    if (spawn->new_session && setsid() < 0)
        return false;
    spawn->step = STEP_DESCRIPTORS;
    if (!child_place_fds(spawn))
        return false;
    spawn->step = STEP_FOLDER;
    if (spawn->folder && chdir(spawn->folder) < 0)
        return false;
    spawn->step = STEP_USER;
    if (spawn->user && !child_change_user(spawn->user))
        return false;
    spawn->step = STEP_EXEC;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    execve(spawn->program, spawn->argv, spawn->envp);
    return false;
}

static SPAWN_CHILD int child_main(void *data)
{
    Spawn *spawn = data;

    if (!child_become(spawn))
        spawn->errnum = errno;
    _exit(127);
}

/* A change of user takes this from the memory that the child shares with us, until the last of
 * those that do so at once has its own. */
static void spawn_keep_dumpable(int change)
{
    static GMutex mutex;
    static int changing, before;

    g_mutex_lock(&mutex);
    if (changing == 0)
        before = prctl(PR_GET_DUMPABLE);
    changing += change;
    if (changing == 0 && before == 1)
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    g_mutex_unlock(&mutex);
}

/* -1 with errno if no process could be made; else waits until it has called exec or ended. */
static pid_t spawn_clone(Spawn *spawn)
{
    sigset_t all;
    sigset_t before;
    pid_t pid;
    int errnum;
    char *stack = mmap(NULL, SPAWN_STACK_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

    if (stack == MAP_FAILED)
        return -1;
    if (spawn->user)
        spawn_keep_dumpable(1);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = clone(child_main, stack + SPAWN_STACK_SIZE,
                CLONE_VM | CLONE_VFORK | CLONE_PARENT_SETTID | SIGCHLD, spawn, &spawn->child);
    errnum = errno;
    if (spawn->user)
        spawn_keep_dumpable(-1);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    munmap(stack, SPAWN_STACK_SIZE);
    errno = errnum;
    return pid;
}

/* For the steps at which a path can be at fault: the words that say how. */
static char *spawn_reason(const Spawn *spawn)
{
    const char *path = spawn->step == STEP_FOLDER ? spawn->folder : spawn->program;
    g_autofree char *denied = NULL;

    if (spawn->errnum == EACCES)
        denied = file_explain_denied(path, X_OK);
    else if (spawn->errnum == ENOENT && spawn->step == STEP_EXEC && access(path, F_OK) == 0)
        denied = g_strdup("the interpreter named in its first line is missing");
    return denied ? g_strdup_printf(" (%s)", denied) : g_strdup("");
}

static void spawn_report(const Spawn *spawn, GError **err)
{
    const char *why = g_strerror(spawn->errnum);
    g_autofree char *reason = NULL;

    switch (spawn->step) {
    case STEP_SESSION:
        error_set(err, ERR_SYSTEM, "cannot make a session for '%s': %s", spawn->program, why);
        break;
    case STEP_DESCRIPTORS:
        error_set(err, ERR_SYSTEM, "cannot pass its descriptors to '%s': %s", spawn->program, why);
        break;
    case STEP_FOLDER:
        reason = spawn_reason(spawn);
        error_set(err, ERR_SYSTEM, "cannot enter '%s' to run '%s': %s%s", spawn->folder,
                  spawn->program, why, reason);
        break;
    case STEP_USER:
        error_set(err, ERR_SYSTEM, "cannot become user %u, group %u to run '%s': %s",
                  (unsigned) spawn->user->uid, (unsigned) spawn->user->gid, spawn->program, why);
        break;
    case STEP_EXEC:
        reason = spawn_reason(spawn);
        error_set(err, ERR_SYSTEM, "cannot run '%s': %s%s", spawn->program, why, reason);
        break;
    }
}

/* All descriptors the child gets, in one new array; nothing is duplicated yet. */
static void spawn_collect_fds(Spawn *spawn, const SpawnOptions *options, int null_fd)
{
    const int standard[] = {options->stdin_fd, options->stdout_fd, options->stderr_fd};

    spawn->fds = g_new(SpawnFd, 3 + options->n_fds);
    spawn->highest = 2;
    for (int i = 0; i < 3; i++)
        spawn->fds[spawn->n_fds++] = (SpawnFd){standard[i] >= 0 ? standard[i] : null_fd, i};
    for (size_t i = 0; i < options->n_fds; i++) {
        g_assert(options->fds[i].target > 2);
        spawn->fds[spawn->n_fds++] = options->fds[i];
        spawn->highest = MAX(spawn->highest, options->fds[i].target);
    }
}

/* One call of spawn_process(). */
typedef struct SpawnCall {
    const SpawnOptions *options;
    Spawn spawn;
    pid_t pid; /* -1: none has been made */
    GError *error;
} SpawnCall;

/* Until the exec is done. */
static void call_begin(SpawnCall *call)
{
    const SpawnOptions *options = call->options;
    g_autofree char *program = g_find_program_in_path(options->argv[0]);
    Spawn *spawn = &call->spawn;
    int null_fd;

    call->pid = -1;
    if (!program && !strchr(options->argv[0], '/')) {
        error_set(&call->error, ERR_SYSTEM, "cannot run '%s': it is not in PATH (%s)",
                  options->argv[0], g_getenv("PATH") ? g_getenv("PATH") : "which is not set");
        return;
    }
    null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd < 0) {
        error_set_errno(&call->error, errno, "cannot open '/dev/null'");
        return;
    }
    spawn->program = program ? program : options->argv[0];
    spawn->argv = (char *const *) options->argv;
    spawn->envp = options->envp ? (char *const *) options->envp : environ;
    spawn->folder = options->folder;
    spawn->new_session = options->new_session;
    spawn->user = options->user;
    spawn_collect_fds(spawn, options, null_fd);
    call->pid = spawn_clone(spawn);
    if (call->pid < 0)
        error_set_errno(&call->error, errno, "cannot make a process for '%s'", spawn->program);
    else if (spawn->errnum != 0)
        spawn_report(spawn, &call->error);
    close(null_fd);
    g_free(spawn->fds);
}

/* Of a call that has failed: the child has ended, or is being killed. */
static void call_reap(SpawnCall *call)
{
    while (call->pid > 0 && waitpid(call->pid, NULL, 0) < 0 && errno == EINTR)
        ;
}

pid_t spawn_process(const SpawnOptions *options, GError **err)
{
    SpawnCall call = {.options = options};

    call_begin(&call);
    if (!call.error)
        return call.pid;
    call_reap(&call);
    g_propagate_error(err, call.error);
    return -1;
}

/* ---- while the loop goes on ---- */

/* How the loop looks after a call that is in a thread. */
typedef struct SpawnWatch {
    SpawnCall call;
    LoopTimer timer;
    int64_t timeout_us;
    int64_t deadline;    /* 0: no child has been seen yet */
    bool late, unwanted; /* why it is to be killed */
} SpawnWatch;

/* WorkerFunc */
static void watch_begin(void *data)
{
    call_begin(data);
}

/* The same. */
static void watch_reap(void *data)
{
    call_reap(data);
}

static bool watch_is_unwanted(const SpawnWatch *watch)
{
    const bool *unwanted = watch->call.options->unwanted;

    return watch->unwanted || (unwanted && *unwanted);
}

static void watch_look(void *data)
{
    SpawnWatch *watch = data;
    const SpawnOptions *options = watch->call.options;
    pid_t child = __atomic_load_n(&watch->call.spawn.child, __ATOMIC_RELAXED);

    if (child > 0 && !watch->deadline) {
        watch->deadline = g_get_monotonic_time() + watch->timeout_us;
        if (options->hangs)
            options->hangs(child, options->data);
    }
    watch->late = watch->deadline && g_get_monotonic_time() >= watch->deadline;
    watch->unwanted = watch_is_unwanted(watch);
    if (child > 0 && (watch->unwanted || watch->late))
        kill(child, SIGKILL);
    loop_timer_arm(&watch->timer, SPAWN_LOOK_US);
}

static void watch_report(SpawnWatch *watch)
{
    const char *name = watch->call.options->argv[0];

    if (watch->call.error)
        return;
    if (watch_is_unwanted(watch))
        error_set(&watch->call.error, ERR_OPERATION_ABORTED, "'%s' is not run any more", name);
    else if (watch->late)
        error_set(&watch->call.error, ERR_OPERATION_TIMEOUT,
                  "cannot run '%s': it has not been read within %.1f seconds; does its disk hang?",
                  name, (double) watch->timeout_us / G_USEC_PER_SEC);
}

pid_t spawn_co_process(Worker *worker, const SpawnOptions *options, int64_t timeout_us,
                       GError **err)
{
    SpawnWatch watch = {.call = {.options = options},
                        .timeout_us = timeout_us < 0 ? SPAWN_EXEC_MAX_US
                                                     : MIN(timeout_us, SPAWN_EXEC_MAX_US)};

    loop_timer_init(&watch.timer, worker_loop(worker), watch_look, &watch);
    loop_timer_arm(&watch.timer, SPAWN_LOOK_US);
    worker_co_run(worker, watch_begin, &watch.call);
    loop_timer_disarm(&watch.timer);
    watch_report(&watch);
    if (!watch.call.error)
        return watch.call.pid;
    if (watch.call.pid > 0) {
        kill(watch.call.pid, SIGKILL); /* it may just have begun */
        worker_co_run(worker, watch_reap, &watch.call);
    }
    g_propagate_error(err, watch.call.error);
    return -1;
}
