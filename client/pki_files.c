/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a client's certificates are: see pki_files.h. */
#include "client/pki_files.h"

#include <unistd.h>

#include "base/error.h"

/* The CA's and the client's own may be in different places: an administrator hands out the one for
 * all users, each has the other for himself. */
static char *pki_files_look(const char *const *folders, const char *name)
{
    for (; *folders; folders++) {
        g_autofree char *path = g_build_filename(*folders, name, NULL);

        if (access(path, R_OK) == 0)
            return g_steal_pointer(&path);
    }
    return NULL;
}

/* A certificate counts with its key beside it: the system's is for root alone. */
static void pki_files_look_pair(PkiFiles *files, const char *const *folders)
{
    for (; *folders && !files->cert; folders++) {
        const char *const one[] = {*folders, NULL};
        g_autofree char *cert = pki_files_look(one, "client-cert.pem");
        g_autofree char *key = pki_files_look(one, "client-key.pem");

        if (!cert || !key)
            continue;
        files->cert = g_steal_pointer(&cert);
        files->key = g_steal_pointer(&key);
    }
}

static bool pki_files_look_ca(PkiFiles *files, const char *const *folders, GError **err)
{
    const char *one[] = {NULL, NULL};
    g_autofree char *folder = NULL;

    files->ca = pki_files_look(folders, "ca-cert.pem");
    if (!files->ca)
        return error_set(err, ERR_NO_CONNECT,
                         "there is no CA to check the server by: no file ca-cert.pem that can be "
                         "read in '%s'%s%s%s; get it from who runs the server, see vmrpc-pki(1)",
                         folders[0], folders[1] ? " or '" : "", folders[1] ? folders[1] : "",
                         folders[1] ? "'" : "");
    folder = g_path_get_dirname(files->ca);
    one[0] = folder;
    files->crl = pki_files_look(one, "crl.pem");
    return true;
}

bool pki_files_find(PkiFiles *files, const char *folder, bool no_verify, GError **err)
{
    g_autofree char *user = g_build_filename(g_get_user_config_dir(), "vmrpc", "pki", NULL);
    const char *const usual[] = {user, SYSCONFDIR "/vmrpc/pki", NULL};
    const char *const given[] = {folder, NULL};
    const char *const *folders = folder ? given : usual;

    pki_files_look_pair(files, folders);
    if (!files->cert)
        files->why_no_cert = g_strdup_printf(
            "there is no client-cert.pem with its client-key.pem that can be read in '%s'%s%s%s",
            folders[0], folders[1] ? " or '" : "", folders[1] ? folders[1] : "",
            folders[1] ? "'" : "");
    files->takes_any = no_verify;
    return no_verify || pki_files_look_ca(files, folders, err);
}

void pki_files_clear(PkiFiles *files)
{
    g_free(files->ca);
    g_free(files->crl);
    g_free(files->cert);
    g_free(files->key);
    g_free(files->why_no_cert);
}
