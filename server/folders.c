/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The daemon's folders: see folders.h. Knows names only, not what lies in the folders.
 */
#include "server/folders.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static bool folders_is_ours(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
}

/* $variable/vmrpc[/below], or that under the home folder if it is not set. */
static char *folders_xdg(const char *variable, const char *in_home, const char *below)
{
    const char *base = g_getenv(variable);

    if (base && *base)
        return g_build_filename(base, "vmrpc", below, NULL);
    return g_build_filename(g_get_home_dir(), in_home, "vmrpc", below, NULL);
}

static char *folders_session_run(void)
{
    const char *runtime = g_getenv("XDG_RUNTIME_DIR");
    g_autofree char *user = NULL;

    if (runtime && *runtime)
        return g_build_filename(runtime, "vmrpc", NULL);
    user = g_strdup_printf("%s/user/%u", RUNSTATEDIR, (unsigned) geteuid());
    if (folders_is_ours(user))
        return g_build_filename(user, "vmrpc", NULL);
    return g_build_filename(g_get_home_dir(), ".cache", "vmrpc", NULL);
}

static char *folders_absolute(const char *path)
{
    return g_canonicalize_filename(path, NULL);
}

bool folders_find(Folders *folders, bool system, const char *root, GError **err)
{
    if (root) {
        g_autofree char *base = folders_absolute(root);

        folders->config = g_build_filename(base, "config", NULL);
        folders->run = g_build_filename(base, "run", NULL);
        folders->data = g_build_filename(base, "data", NULL);
        folders->log = g_build_filename(base, "log", NULL);
    } else if (system) {
        folders->config = g_strdup(SYSCONFDIR "/vmrpc");
        folders->run = g_strdup(RUNSTATEDIR "/vmrpc");
        folders->data = g_strdup(LOCALSTATEDIR "/lib/vmrpc");
        folders->log = g_strdup(LOCALSTATEDIR "/log/vmrpc");
    } else {
        folders->config = folders_xdg("XDG_CONFIG_HOME", ".config", NULL);
        folders->run = folders_session_run();
        folders->data = folders_xdg("XDG_DATA_HOME", ".local/share", NULL);
        folders->log = folders_xdg("XDG_STATE_HOME", ".local/state", "log");
    }
    for (char **folder =
             (char *[]){folders->config, folders->run, folders->data, folders->log, NULL};
         *folder; folder++)
        if (!g_path_is_absolute(*folder))
            return error_set(
                err, ERR_CONF_SYNTAX,
                "the folder '%s' is not absolute: set HOME and the XDG variables, or use "
                "--root",
                *folder);
    return true;
}

bool folders_make(const Folders *folders, bool system, GError **err)
{
    mode_t mode = system ? 0755 : 0700;

    return file_make_folder(folders->config, mode, err) &&
           file_make_folder(folders->run, mode, err) &&
           file_make_folder(folders->data, mode, err) && file_make_folder(folders->log, mode, err);
}

void folders_clear(Folders *folders)
{
    g_free(folders->config);
    g_free(folders->run);
    g_free(folders->data);
    g_free(folders->log);
    *folders = (Folders){0};
}
