/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU as a process: started so that it outlives us, recognised again, asked to go. Knows nothing
 * of QMP or of domains.
 *
 * A process is known by pid and start time: the number alone may have become somebody else's.
 */
#ifndef VMRPC_QEMU_PROCESS_H
#define VMRPC_QEMU_PROCESS_H

#include "base/error.h"
#include "base/loop.h"
#include "base/spawn.h"

#include <stdint.h>

/* Numbers of descriptors in QEMU: the monitor's listening socket, and what else it is given. */
#define PROCESS_MONITOR_FD 3
#define PROCESS_FIRST_FD 4

typedef struct Process {
    pid_t pid;
    uint64_t born;  /* as process_born() */
    int monitor_fd; /* connected, non-blocking; QEMU will find the connection waiting */
} Process;

typedef struct ProcessOptions {
    char *const *argv;
    int folder_fd;    /* of the monitor's socket */
    const char *name; /* of the same */
    int log_fd;       /* its standard output and error; stays the caller's */
    const int *fds;   /* become PROCESS_FIRST_FD and those after it; stay the caller's */
    size_t n_fds;
    const SpawnUser *user; /* NULL: ours */
    /* All as in spawn.h. */
    const bool *unwanted;
    void (*hangs)(pid_t child, void *data);
    void *data;
} ProcessOptions;

/* Makes a listening socket called name in the folder, connects to it, and starts argv with it. On
 * failure nothing is left. */
bool process_co_start(Worker *worker, const ProcessOptions *options, Process *ret_process,
                      GError **err);
/* Closes what has not been taken over (set monitor_fd to -1 for that). Does not end the process. */
void process_clear(Process *process);

/* A listening descriptor for QEMU, with the socket called name in the folder; -1 on failure. */
int process_listen(int folder_fd, const char *name, GError **err);
/* A connected non-blocking descriptor to a socket that a running QEMU listens on; -1 on failure. */
int process_connect(int folder_fd, const char *name, GError **err);

/* Who it runs as; false: it has ended. */
bool process_user(pid_t pid, uid_t *ret_uid);
/* Start time of a living process in clock ticks since boot; 0: there is none, or it is a zombie. */
uint64_t process_born(pid_t pid);
/* What it has used so far: processor time in ns, memory that it has in KiB. */
typedef struct ProcessUsage {
    uint64_t user_ns, system_ns;
    uint64_t rss_kib;
} ProcessUsage;

/* From an open descriptor of its /proc/PID/stat. */
bool process_usage(int stat_fd, ProcessUsage *ret_usage);
/* From one of /proc/PID/task/TID/schedstat: how long the thread ran, and how long it waited for a
 * CPU although it could have run. */
bool process_thread_usage(int schedstat_fd, uint64_t *ret_run_ns, uint64_t *ret_wait_ns);
int process_open_schedstat(pid_t pid, pid_t thread);
int process_open_stat(pid_t pid);
#define PROCESS_IS_STOPPED "is stopped"
/* What keeps a process from working, read from the same: "is stopped", "waits for a disk"; NULL:
 * nothing that can be seen. Static. */
const char *process_hindrance(int stat_fd);

/* Through the pidfd, so it never hits another process. */
bool process_signal(const LoopChild *child, int signo);

#endif
