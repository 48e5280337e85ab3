/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting a process (see spawn.h; running a command to its end is base/spawn_run.c).
 *
 * The child shares our memory until it has called exec (CLONE_VM | CLONE_VFORK), so the cost does
 * not grow with the daemon and a failed exec is known without a pipe. Therefore the child runs on a
 * stack of its own with all signals blocked and only makes system calls; whatever allocates or
 * looks up a name is done before. Our threads, if any, go on; only the caller waits for the exec.
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

/* -1 with errno if no process could be made; else waits until it has called exec or ended. */
static pid_t spawn_clone(Spawn *spawn)
{
    sigset_t all;
    sigset_t before;
    int dumpable = prctl(PR_GET_DUMPABLE);
    pid_t pid;
    int errnum;
    char *stack = mmap(NULL, SPAWN_STACK_SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);

    if (stack == MAP_FAILED)
        return -1;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid = clone(child_main, stack + SPAWN_STACK_SIZE, CLONE_VM | CLONE_VFORK | SIGCHLD, spawn);
    errnum = errno;
    /* A change of user has taken this from the memory that both share. */
    if (spawn->user && dumpable == 1)
        prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
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

static pid_t spawn_start(Spawn *spawn, GError **err)
{
    pid_t pid = spawn_clone(spawn);

    if (pid < 0) {
        error_set_errno(err, errno, "cannot make a process for '%s'", spawn->program);
        return -1;
    }
    if (spawn->errnum == 0)
        return pid;
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    spawn_report(spawn, err);
    return -1;
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

pid_t spawn_process(const SpawnOptions *options, GError **err)
{
    g_autofree char *program = g_find_program_in_path(options->argv[0]);
    Spawn spawn = {0};
    int null_fd;
    pid_t pid;

    if (!program && !strchr(options->argv[0], '/')) {
        error_set(err, ERR_SYSTEM, "cannot run '%s': it is not in PATH (%s)", options->argv[0],
                  g_getenv("PATH") ? g_getenv("PATH") : "which is not set");
        return -1;
    }
    null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null_fd < 0) {
        error_set_errno(err, errno, "cannot open '/dev/null'");
        return -1;
    }
    spawn.program = program ? program : options->argv[0];
    spawn.argv = (char *const *) options->argv;
    spawn.envp = options->envp ? (char *const *) options->envp : environ;
    spawn.folder = options->folder;
    spawn.new_session = options->new_session;
    spawn.user = options->user;
    spawn_collect_fds(&spawn, options, null_fd);
    pid = spawn_start(&spawn, err);
    close(null_fd);
    g_free(spawn.fds);
    return pid;
}
