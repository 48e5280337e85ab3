/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Says which part of a path denies whom (file_explain_denied() and file_set_error() of file.h).
 *
 * Asks the kernel about each folder on the way, with the ids that opening it uses, so ACLs and
 * read-only mounts count too. It only words what was found: the access it explains has already
 * failed, and nothing may be decided by the answer.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

static bool denied(const char *path, int access_mode)
{
    return faccessat(AT_FDCWD, path, access_mode, AT_EACCESS) < 0 && errno == EACCES;
}

static char *denied_user(void)
{
    char memory[1024];
    struct passwd entry;
    struct passwd *found = NULL;
    uid_t uid = (uid_t) setfsuid((uid_t) -1); /* as it is: the effective one, or file_act_as() */

    if (getpwuid_r(uid, &entry, memory, sizeof(memory), &found) == 0 && found)
        return g_strdup(found->pw_name);
    return g_strdup_printf("with uid %u", (unsigned) uid);
}

static char *denied_text(const char *path, const char *how)
{
    g_autofree char *user = denied_user();
    struct stat info;
    const char *kind = stat(path, &info) == 0 && S_ISDIR(info.st_mode) ? "directory" : "file";

    return g_strdup_printf("%s '%s' is not %s by user %s", kind, path, how, user);
}

char *file_explain_denied(const char *path, int access_mode)
{
    g_autofree char *part = g_strdup(path);
    char *slash = part;

    if (denied("/", X_OK))
        return denied_text("/", "searchable");
    while ((slash = strchr(slash + 1, '/'))) {
        *slash = '\0';
        if (denied(part, X_OK))
            return denied_text(part, "searchable");
        *slash = '/';
    }
    if (access_mode & R_OK && denied(path, R_OK))
        return denied_text(path, "readable");
    if (access_mode & W_OK && denied(path, W_OK))
        return denied_text(path, "writable");
    if (access_mode & X_OK && denied(path, X_OK))
        return denied_text(path, "executable");
    return NULL;
}

bool file_set_error(GError **err, int errnum, const char *path, int access_mode, const char *format,
                    ...)
{
    g_autofree char *why = errnum == EACCES ? file_explain_denied(path, access_mode) : NULL;
    g_autofree char *what = NULL;
    va_list args;

    va_start(args, format);
    what = g_strdup_vprintf(format, args);
    va_end(args);
    return why ? error_set(err, ERR_SYSTEM, "%s: %s (%s)", what, g_strerror(errnum), why)
               : error_set_errno(err, errnum, "%s", what);
}
