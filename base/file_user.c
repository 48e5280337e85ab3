/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Acting as another user (file_act_as() of file.h).
 *
 * Linux keeps ids for files apart from the others, and all of them by thread; where the C library
 * changes those of the whole process, the kernel is asked itself. credentials(7).
 */
#include "base/file.h"

#include <errno.h>
#include <glib.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool set_groups(const gid_t *groups, int count)
{
    return syscall(SYS_setgroups, (size_t) count, groups) == 0;
}

bool file_act_as(uid_t uid, gid_t gid, void (*func)(void *data), void *data)
{
    int count = getgroups(0, NULL);
    g_autofree gid_t *groups = g_new0(gid_t, MAX(count, 1));
    int own_uid, own_gid;
    bool changed;

    if ((count = getgroups(count, groups)) < 0 || !set_groups(NULL, 0))
        return false;
    own_gid = setfsgid(gid);
    own_uid = setfsuid(uid);
    changed = setfsuid((uid_t) -1) == (int) uid && setfsgid((gid_t) -1) == (int) gid;
    if (changed)
        func(data);
    setfsuid((uid_t) own_uid);
    setfsgid((gid_t) own_gid);
    if (!set_groups(groups, count)) /* the thread would go on with fewer rights than it had */
        g_error("cannot get back the groups of a thread: %s", g_strerror(errno));
    return changed;
}
