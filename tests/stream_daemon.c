/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A daemon like vmrpcd, options and all, whose one driver is that of server_fixture.h: so tests
 * over the wire have streams of every kind (see stream_ends.h). URI fake:///.
 *
 * With START_HELD in the environment the driver takes its time to load: it says so on standard
 * output, and goes on when the file of that name is gone.
 */
#include "server_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "server/daemon.h"
#include "server/options.h"

#define LOOK_US (5 * 1000)

typedef struct Words {
    int argc;
    char **argv;
} Words;

static Driver *held_co_create(const DriverHost *host, GError **err)
{
    const char *path = g_getenv("START_HELD");

    if (path) {
        puts("loading");
        fflush(stdout);
    }
    while (path && access(path, F_OK) == 0)
        co_wait(&(CoWaiter){0}, LOOK_US);
    return fake_co_create(host, err);
}

static Config *reread(void *data, GError **err)
{
    const Words *words = data;
    g_autoptr(Config) config = config_new();

    return options_parse(config, words->argc, words->argv, err) == OPTIONS_RUN
               ? g_steal_pointer(&config)
               : NULL;
}

int main(int argc, char **argv)
{
    DriverOps ops = fake_ops;
    const DaemonDriver driver = {.ops = &ops, .in_memory = true};
    Words words = {argc, argv};
    g_autoptr(Config) config = config_new();
    g_autoptr(GError) error = NULL;

    ops.co_create = held_co_create;
    signal(SIGPIPE, SIG_IGN);
    if (options_parse(config, argc, argv, &error) == OPTIONS_RUN &&
        daemon_run(config, &driver, 1, reread, &words, &error))
        return 0;
    fprintf(stderr, "%s\n", error ? error->message : "it only runs");
    return 1;
}
