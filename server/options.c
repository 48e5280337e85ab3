/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Command line and configuration file of vmrpcd: see options.h. A list on the command line replaces
 * the one in the file. Starts nothing and prints nothing but --help.
 */
#include "server/options.h"

#include <string.h>
#include <unistd.h>

#include "server/folders.h"

typedef struct CommandLine {
    gboolean session, system, stdio, rpcbind, check, version;
    char *config_file, *root, *log_level, *log_file;
    char **listen, **drivers;
    gint64 idle_timeout;
} CommandLine;

static void command_line_clear(CommandLine *line)
{
    g_free(line->config_file);
    g_free(line->root);
    g_free(line->log_level);
    g_free(line->log_file);
    g_strfreev(line->listen);
    g_strfreev(line->drivers);
}

static bool command_line_read(CommandLine *line, int argc, char **argv, GError **err)
{
    const GOptionEntry entries[] = {
        {"session", 0, 0, G_OPTION_ARG_NONE, &line->session,
         "Serve this user alone (the default, except for root)", NULL},
        {"system", 0, 0, G_OPTION_ARG_NONE, &line->system, "Serve the machine (root's default)",
         NULL},
        {"config", 0, 0, G_OPTION_ARG_FILENAME, &line->config_file,
         "Read this configuration file (vmrpcd.conf in the configuration folder)", "FILE"},
        {"listen", 0, 0, G_OPTION_ARG_STRING_ARRAY, &line->listen,
         "Listen on unix:/path, unix:@name, unix-ro:/path or tcp:host:port; may be repeated",
         "ADDRESS"},
        {"root", 0, 0, G_OPTION_ARG_FILENAME, &line->root,
         "Keep configuration, state, data, logs and sockets below DIR", "DIR"},
        {"driver", 0, 0, G_OPTION_ARG_STRING_ARRAY, &line->drivers,
         "Serve this driver; may be repeated (default: all there are)", "NAME"},
        {"stdio", 0, 0, G_OPTION_ARG_NONE, &line->stdio,
         "Serve one client on standard input and output, and end with it", NULL},
        {"idle-timeout", 0, 0, G_OPTION_ARG_INT64, &line->idle_timeout,
         "End after so long without clients and guests", "SECONDS"},
        {"rpcbind", 0, 0, G_OPTION_ARG_NONE, &line->rpcbind, "Tell rpcbind where to find us", NULL},
        {"log-level", 0, 0, G_OPTION_ARG_STRING, &line->log_level,
         "debug, info, warning or error (default: info)", "LEVEL"},
        {"log-file", 0, 0, G_OPTION_ARG_FILENAME, &line->log_file,
         "Log to this file, reopened on SIGHUP, instead of standard error", "FILE"},
        {"check-config", 0, 0, G_OPTION_ARG_NONE, &line->check,
         "Only say what is wrong with the configuration file, if anything", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &line->version, "Print the version", NULL},
        {0},
    };
    g_autoptr(GOptionContext) context =
        g_option_context_new("- serve virtual machines over ONC RPC");
    /* What is recognised is taken out of this array. */
    g_autofree char **left = g_memdup2(argv, (gsize) (argc + 1) * sizeof(*argv));

    argv = left;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, err))
        return false;
    if (argc > 1)
        return error_set(err, ERR_INVALID_ARG, "what is '%s'? See vmrpcd --help", argv[1]);
    if (line->session && line->system)
        return error_set(err, ERR_INVALID_ARG, "--session and --system exclude each other");
    if (line->idle_timeout < 0 || line->idle_timeout > G_MAXINT32)
        return error_set(err, ERR_INVALID_ARG, "--idle-timeout: not a number of seconds");
    return true;
}

/* The file that was named must be there, the usual one may be. */
static bool options_load(Config *config, const CommandLine *line, GError **err)
{
    g_autofree char *usual = NULL;
    Folders folders = {0};
    bool found;

    if (line->config_file)
        return config_load(config, line->config_file, err);
    found = folders_find(&folders, config->system, config->root, err);
    if (found)
        usual = g_build_filename(folders.config, "vmrpcd.conf", NULL);
    folders_clear(&folders);
    if (!found)
        return false;
    return !g_file_test(usual, G_FILE_TEST_EXISTS) || config_load(config, usual, err);
}

static bool options_apply(Config *config, CommandLine *line, GError **err)
{
    if (line->log_level && !log_level_from_string(line->log_level, &config->log_level))
        return error_set(err, ERR_INVALID_ARG,
                         "--log-level: '%s' is none of debug, info, warning, error",
                         line->log_level);
    if (line->listen || line->stdio) { /* where a daemon listens is nothing to one client's own */
        g_strfreev(config->listen);
        config->listen = g_steal_pointer(&line->listen);
    }
    if (line->drivers) {
        g_strfreev(config->drivers);
        config->drivers = g_steal_pointer(&line->drivers);
    }
    if (line->log_file) {
        g_free(config->log_file);
        config->log_file = g_steal_pointer(&line->log_file);
    }
    if (line->idle_timeout > 0)
        config->idle_timeout = (uint64_t) line->idle_timeout;
    config->stdio = line->stdio;
    config->rpcbind = config->rpcbind || line->rpcbind;
    return true;
}

Options options_parse(Config *config, int argc, char **argv, GError **err)
{
    CommandLine line = {0};
    Options result = OPTIONS_RUN;

    if (!command_line_read(&line, argc, argv, err)) {
        result = OPTIONS_USAGE;
    } else if (line.version) {
        result = OPTIONS_VERSION;
    } else {
        config->system = line.system || (!line.session && geteuid() == 0);
        config->root = g_steal_pointer(&line.root);
        if (!options_load(config, &line, err))
            result = OPTIONS_FAILED;
        else if (!options_apply(config, &line, err))
            result = OPTIONS_USAGE;
        else if (line.check)
            result = OPTIONS_CHECK;
    }
    command_line_clear(&line);
    return result;
}
