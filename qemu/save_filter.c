/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Programs that compress: see save_filter.h. What they say goes to a file in memory, which is read
 * when they have ended.
 */
#include "qemu/save_filter.h"

#include "base/coroutine.h"
#include "base/spawn.h"
#include "qemu/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* As much of what a program says as goes into an error. */
#define FILTER_WORDS_MAX 512

struct SaveFilter {
    const char *program;
    pid_t pid;
    LoopChild *child;
    CoWaiter ended;
    bool done;
    int status; /* of waitpid(), once done */
    int words_fd;
};

/* What each is called and told; the last word is replaced when it is to decompress. */
static const char *const programs[SAVE_FORMAT_LAST][5] = {
    [SAVE_FORMAT_GZIP] = {"gzip", "-c", "-1"},
    [SAVE_FORMAT_LZ4] = {"lz4", "-c", "-q", "-1"},
    [SAVE_FORMAT_XZ] = {"xz", "-c", "-q", "-1"},
    [SAVE_FORMAT_ZSTD] = {"zstd", "-c", "-q", "-1"},
};

static void filter_ended(pid_t pid, int status, void *data)
{
    SaveFilter *filter = data;

    (void) pid;
    filter->child = NULL;
    filter->done = true;
    filter->status = status;
    co_wake(&filter->ended);
}

static void filter_drop(SaveFilter *filter)
{
    close(filter->words_fd);
    g_free(filter);
}

static bool filter_co_run(SaveFilter *filter, Worker *worker, const char *const *argv, int in,
                          int out, GError **err)
{
    SpawnOptions options = SPAWN_OPTIONS_INIT;
    pid_t pid;

    options.argv = argv;
    options.folder = "/";
    options.stdin_fd = in;
    options.stdout_fd = out;
    options.stderr_fd = filter->words_fd;
    options.new_session = true;
    pid = spawn_co_process(worker, &options, -1, err);
    if (pid < 0)
        return false;
    filter->child = loop_child_add(worker_loop(worker), pid, filter_ended, filter, err);
    filter->pid = pid;
    if (filter->child)
        return true;
    kill(pid, SIGKILL); /* still our child, so it is no other process */
    waitpid(pid, NULL, 0);
    return false;
}

static SaveFilter *filter_co_start(Worker *worker, SaveFormat format, bool compress, int file_fd,
                                   int *ret_fd, GError **err)
{
    const char *argv[G_N_ELEMENTS(programs[0])];
    SaveFilter *filter;
    int ends[2], ours = compress ? 1 : 0;
    unsigned last = 0;

    memcpy(argv, programs[format], sizeof argv);
    g_assert(argv[0]);
    while (argv[last + 1])
        last++;
    if (!compress)
        argv[last] = "-d";
    if (pipe2(ends, O_CLOEXEC) < 0) {
        error_set_errno(err, errno, "cannot make a pipe");
        return NULL;
    }
    filter = g_new0(SaveFilter, 1);
    filter->program = argv[0];
    filter->words_fd = memfd_create("words", MFD_CLOEXEC);
    if (!filter_co_run(filter, worker, argv, compress ? ends[0] : file_fd,
                       compress ? file_fd : ends[1], err)) {
        close(ends[ours]);
        g_clear_pointer(&filter, filter_drop);
    } else {
        *ret_fd = ends[ours];
    }
    close(ends[1 - ours]);
    return filter;
}

SaveFilter *save_filter_co_compress(Worker *worker, SaveFormat format, int file_fd, int *ret_fd,
                                    GError **err)
{
    return filter_co_start(worker, format, true, file_fd, ret_fd, err);
}

SaveFilter *save_filter_co_decompress(Worker *worker, SaveFormat format, int file_fd, int *ret_fd,
                                      GError **err)
{
    return filter_co_start(worker, format, false, file_fd, ret_fd, err);
}

static char *filter_words(const SaveFilter *filter)
{
    g_autofree char *text = g_malloc0(FILTER_WORDS_MAX + 1);

    if (filter->words_fd < 0 || pread(filter->words_fd, text, FILTER_WORDS_MAX, 0) <= 0)
        return NULL;
    g_strstrip(text);
    return text[0] ? g_utf8_make_valid(text, -1) : NULL;
}

bool save_filter_co_wait(SaveFilter *filter, int64_t timeout_us)
{
    if (!filter->done)
        co_wait(&filter->ended, timeout_us);
    return filter->done;
}

bool save_filter_co_end(SaveFilter *filter, GError **err)
{
    g_autofree char *words = NULL;

    while (!filter->done)
        co_wait(&filter->ended, -1);
    if (WIFEXITED(filter->status) && WEXITSTATUS(filter->status) == 0)
        return true;
    words = filter_words(filter);
    if (words)
        return error_set(err, ERR_OPERATION_FAILED, "'%s' failed: %s", filter->program, words);
    if (WIFSIGNALED(filter->status))
        return error_set(err, ERR_OPERATION_FAILED, "'%s' was killed by signal %d", filter->program,
                         WTERMSIG(filter->status));
    return error_set(err, ERR_OPERATION_FAILED, "'%s' failed with status %d", filter->program,
                     WEXITSTATUS(filter->status));
}

void save_filter_kill(SaveFilter *filter)
{
    if (filter && filter->child)
        process_signal(filter->child, SIGKILL);
}

pid_t save_filter_pid(const SaveFilter *filter)
{
    return filter->pid;
}

void save_filter_co_free(SaveFilter *filter)
{
    if (!filter)
        return;
    save_filter_kill(filter);
    while (!filter->done)
        co_wait(&filter->ended, -1);
    filter_drop(filter);
}
