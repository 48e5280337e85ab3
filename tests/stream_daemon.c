/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A daemon like vmrpcd, options and all, whose one driver is that of server_fixture.h: so tests
 * over the wire have streams of every kind (see stream_ends.h). URI fake:///.
 */
#include "server_fixture.h"

#include <signal.h>
#include <stdio.h>

#include "server/daemon.h"
#include "server/options.h"

int main(int argc, char **argv)
{
    const DaemonDriver driver = {.ops = &fake_ops, .in_memory = true};
    g_autoptr(Config) config = config_new();
    g_autoptr(GError) error = NULL;

    signal(SIGPIPE, SIG_IGN);
    if (options_parse(config, argc, argv, &error) == OPTIONS_RUN &&
        daemon_run(config, &driver, 1, NULL, NULL, &error))
        return 0;
    fprintf(stderr, "%s\n", error ? error->message : "it only runs");
    return 1;
}
