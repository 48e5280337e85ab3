/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting and finding QEMU processes: see process.h.
 *
 * The monitor's socket is bound and connected to before QEMU exists, so its greeting comes by
 * itself the moment it is ready, and nobody polls. Sockets are reached through the folder's
 * descriptor
 * (/proc/self/fd/N/name), since a path may be longer than the 108 bytes of sun_path.
 */
#include "qemu/process.h"

#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Fields of /proc/PID/stat after the name, which ends in the last ')'; the first is the state. */
#define STAT_STATE 0
#define STAT_UTIME 11
#define STAT_STIME 12
#define STAT_START 19
#define STAT_RSS 21
#define STAT_FIELDS 22

static bool socket_address(int folder_fd, const char *name, struct sockaddr_un *address,
                           GError **err)
{
    int size;

    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    size = snprintf(address->sun_path, sizeof address->sun_path, "/proc/self/fd/%d/%s", folder_fd,
                    name);
    return size < (int) sizeof address->sun_path ||
           error_set(err, ERR_INTERNAL, "the name of socket '%s' is too long", name);
}

int process_listen(int folder_fd, const char *name, GError **err)
{
    struct sockaddr_un address;
    int fd;

    if (!socket_address(folder_fd, name, &address, err))
        return -1;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        error_set_errno(err, errno, "cannot make socket '%s'", name);
        return -1;
    }
    unlinkat(folder_fd, name, 0);
    if (bind(fd, (struct sockaddr *) &address, sizeof address) == 0 && listen(fd, 8) == 0)
        return fd;
    error_set_errno(err, errno, "cannot listen on socket '%s'", name);
    close(fd);
    return -1;
}

int process_connect(int folder_fd, const char *name, GError **err)
{
    struct sockaddr_un address;
    int fd;

    if (!socket_address(folder_fd, name, &address, err))
        return -1;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *) &address, sizeof address) == 0)
        return fd;
    error_set_errno(err, errno, "cannot connect to socket '%s'", name);
    if (fd >= 0)
        close(fd);
    return -1;
}

/* Splits the text of a stat file; it is changed. */
static bool stat_split(char *text, char *fields[STAT_FIELDS])
{
    char *at = strrchr(text, ')');
    char *next;

    if (!at)
        return false;
    at++;
    for (unsigned i = 0; i < STAT_FIELDS; i++) {
        fields[i] = strtok_r(at, " ", &next);
        at = NULL;
        if (!fields[i])
            return false;
    }
    return true;
}

static bool stat_read(int fd, char *text, size_t size, char *fields[STAT_FIELDS])
{
    ssize_t got = pread(fd, text, size - 1, 0);

    if (got <= 0)
        return false;
    text[got] = '\0';
    return stat_split(text, fields);
}

bool process_user(pid_t pid, uid_t *ret_uid)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/status", (int) pid), *text = NULL;
    const char *at;

    if (!g_file_get_contents(path, &text, NULL, NULL) || !(at = strstr(text, "\nUid:")))
        return false;
    *ret_uid = (uid_t) strtoul(at + strlen("\nUid:"), NULL, 10);
    return true;
}

int process_open_stat(pid_t pid)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/stat", (int) pid);
    return open(path, O_RDONLY | O_CLOEXEC);
}

uint64_t process_born(pid_t pid)
{
    char text[1024];
    char *fields[STAT_FIELDS];
    int fd = process_open_stat(pid);
    bool read = fd >= 0 && stat_read(fd, text, sizeof text, fields);

    if (fd >= 0)
        close(fd);
    if (!read || strchr("ZXx", fields[STAT_STATE][0]))
        return 0;
    return strtoull(fields[STAT_START], NULL, 10);
}

const char *process_hindrance(int stat_fd)
{
    char text[1024];
    char *fields[STAT_FIELDS];

    if (stat_fd < 0 || !stat_read(stat_fd, text, sizeof text, fields))
        return NULL;
    switch (fields[STAT_STATE][0]) {
    case 'T':
        return PROCESS_IS_STOPPED;
    case 't':
        return "is being traced";
    case 'D':
        return "waits for a disk";
    default:
        return NULL;
    }
}

bool process_usage(int stat_fd, ProcessUsage *ret_usage)
{
    const uint64_t tick_ns = 1000000000 / (uint64_t) sysconf(_SC_CLK_TCK);
    char text[1024];
    char *fields[STAT_FIELDS];

    if (stat_fd < 0 || !stat_read(stat_fd, text, sizeof text, fields))
        return false;
    ret_usage->user_ns = strtoull(fields[STAT_UTIME], NULL, 10) * tick_ns;
    ret_usage->system_ns = strtoull(fields[STAT_STIME], NULL, 10) * tick_ns;
    ret_usage->rss_kib =
        strtoull(fields[STAT_RSS], NULL, 10) * ((uint64_t) sysconf(_SC_PAGESIZE) / 1024);
    return true;
}

bool process_thread_usage(int schedstat_fd, uint64_t *ret_run_ns, uint64_t *ret_wait_ns)
{
    char text[128];
    ssize_t got = schedstat_fd < 0 ? -1 : pread(schedstat_fd, text, sizeof text - 1, 0);

    if (got <= 0)
        return false;
    text[got] = '\0';
    return sscanf(text, "%" SCNu64 " %" SCNu64, ret_run_ns, ret_wait_ns) == 2;
}

int process_open_schedstat(pid_t pid, pid_t thread)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", (int) pid, (int) thread);
    return open(path, O_RDONLY | O_CLOEXEC);
}

/* What QEMU and its libraries may want to know of ours; the rest is none of its business, least of
 * all when it runs as another user. */
static char **qemu_environment(void)
{
    static const char *const names[] = {"PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"};
    char **environment = g_new0(char *, G_N_ELEMENTS(names) + 1);
    unsigned n = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        if (getenv(names[i]))
            environment[n++] = g_strdup_printf("%s=%s", names[i], getenv(names[i]));
    }
    return environment;
}

static pid_t co_spawn_qemu(Worker *worker, const ProcessOptions *options, int listener,
                           GError **err)
{
    SpawnOptions spawn = SPAWN_OPTIONS_INIT;
    g_auto(GStrv) environment = qemu_environment();
    g_autofree SpawnFd *fds = g_new(SpawnFd, options->n_fds + 1);

    fds[0] = (SpawnFd){.source = listener, .target = PROCESS_MONITOR_FD};
    for (size_t i = 0; i < options->n_fds; i++)
        fds[i + 1] = (SpawnFd){.source = options->fds[i], .target = PROCESS_FIRST_FD + (int) i};
    spawn.argv = (const char *const *) options->argv;
    spawn.envp = (const char *const *) environment;
    spawn.folder = "/";
    spawn.fds = fds;
    spawn.n_fds = options->n_fds + 1;
    spawn.stdout_fd = options->log_fd;
    spawn.stderr_fd = options->log_fd;
    spawn.user = options->user;
    spawn.new_session = true;
    spawn.unwanted = options->unwanted;
    spawn.hangs = options->hangs;
    spawn.data = options->data;
    return spawn_co_process(worker, &spawn, -1, err);
}

bool process_co_start(Worker *worker, const ProcessOptions *options, Process *ret_process,
                      GError **err)
{
    Process process = {.monitor_fd = -1};
    int listener = process_listen(options->folder_fd, options->name, err);
    bool started = false;

    if (listener < 0)
        goto out;
    process.monitor_fd = process_connect(options->folder_fd, options->name, err);
    if (process.monitor_fd < 0)
        goto out;
    process.pid = co_spawn_qemu(worker, options, listener, err);
    if (process.pid < 0)
        goto out;
    process.born = process_born(process.pid);
    *ret_process = process;
    started = true;
out:
    if (listener >= 0)
        close(listener);
    if (!started) {
        process_clear(&process);
        unlinkat(options->folder_fd, options->name, 0);
    }
    return started;
}

void process_clear(Process *process)
{
    if (process->monitor_fd >= 0)
        close(process->monitor_fd);
    *process = (Process){.monitor_fd = -1};
}

bool process_signal(const LoopChild *child, int signo)
{
    return child && syscall(SYS_pidfd_send_signal, loop_child_pidfd(child), signo, NULL, 0) == 0;
}
