/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Users of guests and their folders: see guest_user.h. Numbers are handed out in turn, so that one
 * just given back rests as long as possible.
 */
#include "qemu/guest_user.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct GuestUsers {
    GuestIdentity identity;
    GHashTable *taken; /* numbers */
    uid_t next;
};

GuestUsers *guest_users_new(const GuestIdentity *identity)
{
    GuestUsers *users = g_new0(GuestUsers, 1);

    users->identity = *identity;
    users->taken = g_hash_table_new(g_direct_hash, g_direct_equal);
    users->next = identity->first;
    return users;
}

void guest_users_free(GuestUsers *users)
{
    if (!users)
        return;
    g_hash_table_unref(users->taken);
    g_free(users);
}

static bool take_own(GuestUsers *users, uid_t *ret_uid, GError **err)
{
    const GuestIdentity *identity = &users->identity;
    uid_t count = identity->last - identity->first + 1;

    for (uid_t i = 0; i < count; i++) {
        uid_t uid = users->next;

        users->next = uid == identity->last ? identity->first : uid + 1;
        if (g_hash_table_add(users->taken, GUINT_TO_POINTER(uid))) {
            *ret_uid = uid;
            return true;
        }
    }
    return error_set(err, ERR_RESOURCE_BUSY,
                     "each of the %u users from %u to %u has a running guest (uid-range in [qemu] "
                     "of the configuration)",
                     (unsigned) count, (unsigned) identity->first, (unsigned) identity->last);
}

bool guest_users_take(GuestUsers *users, uid_t *ret_uid, gid_t *ret_gid, bool *ret_other,
                      GError **err)
{
    switch (users->identity.kind) {
    case GUEST_IDENTITY_EACH:
        if (!take_own(users, ret_uid, err))
            return false;
        *ret_gid = (gid_t) *ret_uid;
        *ret_other = true;
        return true;
    case GUEST_IDENTITY_FIXED:
        *ret_uid = users->identity.uid;
        *ret_gid = users->identity.gid;
        *ret_other = true;
        return true;
    default:
        *ret_uid = geteuid();
        *ret_gid = getegid();
        *ret_other = false;
        return true;
    }
}

void guest_users_note(GuestUsers *users, uid_t uid)
{
    g_hash_table_add(users->taken, GUINT_TO_POINTER(uid));
}

void guest_users_give_back(GuestUsers *users, uid_t uid)
{
    g_hash_table_remove(users->taken, GUINT_TO_POINTER(uid));
}

/* ---- folders ---- */

/* By the folder's descriptor: whoever it belonged to cannot lead us elsewhere by a link. */
void guest_folder_remove(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    g_autoptr(GDir) folder = NULL;
    g_autofree char *numbered = g_strdup_printf("/proc/self/fd/%d", fd);
    const char *name;

    if (fd < 0 && errno == ENOENT)
        return;
    folder = fd >= 0 ? g_dir_open(numbered, 0, NULL) : NULL;
    while (folder && (name = g_dir_read_name(folder)))
        unlinkat(fd, name, 0);
    if (fd >= 0)
        close(fd);
    if (rmdir(path) < 0 && errno != ENOENT)
        log_warning("cannot remove folder '%s': %s", path, g_strerror(errno));
}

bool guest_folder_make(const char *path, uid_t uid, gid_t gid, GError **err)
{
    guest_folder_remove(path);
    if (!file_make_folder(path, 0700, err))
        return false;
    return (uid == geteuid() && gid == getegid()) || lchown(path, uid, gid) == 0 ||
           error_set_errno(err, errno, "cannot give folder '%s' to user %u", path, (unsigned) uid);
}

gid_t guest_user_kvm_group(void)
{
    struct stat info;
    const mode_t group = S_IRGRP | S_IWGRP, others = S_IROTH | S_IWOTH;

    if (stat("/dev/kvm", &info) < 0 || (info.st_mode & others) == others ||
        (info.st_mode & group) != group)
        return (gid_t) -1;
    return info.st_gid;
}
