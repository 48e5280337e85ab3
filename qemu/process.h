/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU as a process: started so that it outlives us, recognised again, asked to go, and what it
 * said on standard error. Knows nothing of QMP or of domains.
 *
 * A process is known by pid and start time: the number alone may have become somebody else's.
 */
#ifndef VMRPC_QEMU_PROCESS_H
#define VMRPC_QEMU_PROCESS_H

#include "base/error.h"
#include "base/loop.h"

#include <stdint.h>

/* The descriptor number of the monitor's listening socket in QEMU. */
#define PROCESS_MONITOR_FD 3

typedef struct Process {
    pid_t pid;
    uint64_t born;  /* as process_born() */
    int monitor_fd; /* connected, non-blocking; QEMU will find the connection waiting */
    char *log_path;
    int64_t log_start; /* what lies before was not said by this process */
} Process;

/* Makes a listening socket called name in folder, connects to it, and starts argv with it. On
 * failure nothing is left. log_path is appended to. */
bool process_start(char *const *argv, int folder_fd, const char *name, const char *log_path,
                   Process *ret_process, GError **err);
/* Closes what has not been taken over (set monitor_fd to -1 for that). Does not end the process. */
void process_clear(Process *process);

/* What it said on standard error since its start: at most the last max bytes, trimmed; NULL:
 * nothing. */
char *process_log_tail(const Process *process, size_t max);

/* A connected non-blocking descriptor to a socket that a running QEMU listens on; -1 on failure. */
int process_connect(int folder_fd, const char *name, GError **err);

/* Start time of a living process in clock ticks since boot; 0: there is none, or it is a zombie. */
uint64_t process_born(pid_t pid);
/* Processor time so far from an open descriptor of its /proc/PID/stat. */
bool process_cpu_time(int stat_fd, uint64_t *ret_nanoseconds);
int process_open_stat(pid_t pid);

/* Through the pidfd, so it never hits another process. */
bool process_signal(const LoopChild *child, int signo);

#endif
