/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting processes: fork and exec with exactly the descriptors, session and output wanted.
 *
 * The child gets an empty signal mask, default dispositions, only the descriptors named, and its
 * own session if asked. A failed exec is reported to the caller with errno's words. What it costs
 * does not grow with the daemon.
 *
 * An exec reads the program and its interpreter, which may hang with their disk: whoever has a loop
 * to serve lets a thread of the worker wait for it (spawn_co_process()).
 */
#ifndef VMRPC_BASE_SPAWN_H
#define VMRPC_BASE_SPAWN_H

#include "base/worker.h"

/* As long as an exec may take: it reads the program, and its interpreter. */
#define SPAWN_EXEC_MAX_US (30 * G_USEC_PER_SEC)

typedef struct SpawnFd {
    int source; /* descriptor in this process; stays open here */
    int target; /* its number in the child */
} SpawnFd;

/* Who the child becomes: it loses all rights of ours, supplementary groups too, and cannot win any
 * by exec (no_new_privs). What it makes is for nobody else (umask 077). */
typedef struct SpawnUser {
    uid_t uid;
    gid_t gid;
    const gid_t *groups; /* supplementary ones */
    size_t n_groups;
} SpawnUser;

typedef struct SpawnOptions {
    const char *const *argv;    /* argv[0] is looked up in our PATH if it has no slash */
    const char *const *envp;    /* NULL: ours */
    const char *folder;         /* working directory, NULL: ours */
    const SpawnFd *fds;         /* targets above 2; all others but 0, 1, 2 are closed */
    size_t n_fds;
    int stdin_fd;               /* -1: /dev/null */
    int stdout_fd;              /* -1: /dev/null */
    int stderr_fd;              /* -1: /dev/null */
    const SpawnUser *user;      /* NULL: ours, with our umask */
    bool new_session;           /* setsid(): outlives us, gets no signal from our terminal */
    /* Of spawn_co_process(): it gives up once this is true; NULL: never. And who is told, once, of
     * a child whose exec takes its time; NULL: nobody. */
    const bool *unwanted;
    void (*hangs)(pid_t child, void *data);
    void *data;
} SpawnOptions;
#define SPAWN_OPTIONS_INIT { .stdin_fd = -1, .stdout_fd = -1, .stderr_fd = -1 }

/* The pid of the child, which the caller watches with loop_child_add(); -1 on failure, in which
 * case nothing is left behind. Waits for the exec. */
pid_t spawn_process(const SpawnOptions *options, GError **err);
/* The same, while the loop goes on: a child whose exec takes longer than timeout_us (negative, or
 * more than that: SPAWN_EXEC_MAX_US) is killed (ERR_OPERATION_TIMEOUT), and so is one that is
 * unwanted meanwhile (ERR_OPERATION_ABORTED). */
pid_t spawn_co_process(Worker *worker, const SpawnOptions *options, int64_t timeout_us,
                       GError **err);

/* Runs a command to its end, in a session of its own and with no input: collects its standard
 * output (more than max_output bytes are ERR_OVERFLOW) and the last of its standard error; kills
 * it and its children after timeout_us (ERR_OPERATION_TIMEOUT; negative: no limit). Fails unless
 * it exits 0: the message ends with its standard error. ret_output may be NULL: the output is
 * thrown away. Waits for the end of the output too, so a command that leaves a process behind
 * must not leave it its output. */
bool spawn_co_run(Worker *worker, const char *const *argv, int64_t timeout_us, size_t max_output,
                  char **ret_output, GError **err);

#endif
