/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpcd: the command, and the one place that names concrete drivers. Says in one line on standard
 * error why it cannot start. Exit status 0 after an orderly end, 1 if it could not start, 2 if it
 * was called wrongly.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <config.h>
#include "drivers/storage.h"
#include "drivers/test_driver.h"
#include "qemu/qemu_driver.h"
#include "server/daemon.h"
#include "server/options.h"
#include "server/policy.h"

static const DaemonDriver main_drivers[] = {
    {.ops = &qemu_driver_ops},
    {.ops = &storage_driver_ops},
    {.ops = &test_driver_ops, .in_memory = true},
};

static int main_fail(int status, const GError *error)
{
    fprintf(stderr, "vmrpcd: %s\n", error->message);
    return status;
}

static const DaemonDriver *main_find_driver(const char *name, GError **err)
{
    g_autoptr(GString) names = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(main_drivers); i++) {
        if (strcmp(main_drivers[i].ops->name, name) == 0)
            return &main_drivers[i];
        g_string_append_printf(names, "%s%s", i ? ", " : "", main_drivers[i].ops->name);
    }
    error_set(err, ERR_INVALID_ARG, "there is no driver '%s', only %s", name, names->str);
    return NULL;
}

/* Those that are configured, in that order; all if none is. */
static bool main_choose_drivers(const Config *config, GArray *chosen, GError **err)
{
    if (!config->drivers)
        g_array_append_vals(chosen, main_drivers, G_N_ELEMENTS(main_drivers));
    for (char **name = config->drivers; name && *name; name++) {
        const DaemonDriver *found = main_find_driver(*name, err);

        if (!found)
            return false;
        for (guint i = 0; i < chosen->len; i++)
            if (g_array_index(chosen, DaemonDriver, i).ops == found->ops)
                return error_set(err, ERR_INVALID_ARG, "driver '%s' is named twice", *name);
        g_array_append_vals(chosen, found, 1);
    }
    return true;
}

/* As many descriptors as may be had, and none of ours ever with number 0, 1 or 2. */
static void main_prepare_descriptors(void)
{
    struct rlimit limit;
    int fd;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    close(fd);
}

typedef struct CommandLineWords {
    int argc;
    char **argv;
} CommandLineWords;

/* DaemonReread. */
static Config *main_reread(void *data, GError **err)
{
    const CommandLineWords *words = data;
    g_autoptr(Config) config = config_new();

    if (options_parse(config, words->argc, words->argv, err) != OPTIONS_RUN)
        return NULL;
    return g_steal_pointer(&config);
}

/* What the file names is looked at as well. */
static int main_check(const Config *config, GArray *chosen)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Policy) policy = NULL;

    if (!main_choose_drivers(config, chosen, &error))
        return main_fail(1, error);
    policy = policy_new(config, false, &error);
    return policy ? 0 : main_fail(1, error);
}

int main(int argc, char **argv)
{
    g_autoptr(Config) config = config_new();
    g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(DaemonDriver));
    g_autoptr(GError) error = NULL;
    CommandLineWords words = {argc, argv};

    main_prepare_descriptors();
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* who writes too large a file is told by write() */
    switch (options_parse(config, argc, argv, &error)) {
    case OPTIONS_VERSION:
        printf("vmrpcd (vmrpc) %s\n", PACKAGE_VERSION);
        return 0;
    case OPTIONS_CHECK:
        return main_check(config, chosen);
    case OPTIONS_USAGE:
        return main_fail(2, error);
    case OPTIONS_FAILED:
        return main_fail(1, error);
    case OPTIONS_RUN:
        break;
    }
    log_set_level(config->log_level);
    if (!main_choose_drivers(config, chosen, &error))
        return main_fail(2, error);
    if (config->log_file && !log_open_file(config->log_file, &error))
        return main_fail(1, error);
    if (!daemon_run(config, &g_array_index(chosen, DaemonDriver, 0), chosen->len, main_reread,
                    &words, &error))
        return main_fail(1, error);
    return 0;
}
