/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who guests run as: the words of the configuration, and what they mean for this daemon. */
#include "server/config_guests.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

/* (uid_t) -1 means "no change" to the kernel. */
#define UID_MAX (G_MAXUINT32 - 1)

bool config_guests_set_user(ConfigQemu *qemu, const char *value, GError **err)
{
    const struct passwd *user = getpwnam(value);
    guint64 number;

    qemu->user_given = true;
    if (strcmp(value, "each") == 0) {
        qemu->guests.kind = GUEST_IDENTITY_EACH;
        return true;
    }
    if (user) {
        number = user->pw_uid;
    } else if (g_ascii_string_to_unsigned(value, 10, 0, UID_MAX, &number, NULL)) {
        user = getpwuid((uid_t) number);
    } else {
        return error_set(err, ERR_CONF_SYNTAX,
                         "user: '%s' is neither 'each' nor a user's name or number", value);
    }
    qemu->guests.kind = GUEST_IDENTITY_FIXED;
    qemu->guests.uid = (uid_t) number;
    qemu->guests.gid = user ? user->pw_gid : (gid_t) number;
    return true;
}

bool config_guests_set_range(ConfigQemu *qemu, const char *value, GError **err)
{
    g_auto(GStrv) ends = g_strsplit(value, "-", 2);
    guint64 first, last;

    if (g_strv_length(ends) != 2 ||
        !g_ascii_string_to_unsigned(g_strstrip(ends[0]), 10, 1, UID_MAX, &first, NULL) ||
        !g_ascii_string_to_unsigned(g_strstrip(ends[1]), 10, first, UID_MAX, &last, NULL))
        return error_set(err, ERR_CONF_SYNTAX,
                         "uid-range: '%s' is no range FIRST-LAST of numbers of users", value);
    qemu->guests.first = (uid_t) first;
    qemu->guests.last = (uid_t) last;
    return true;
}

bool config_guests(const Config *config, GuestIdentity *ret_guests, GError **err)
{
    const ConfigQemu *qemu = &config->qemu;
    bool root = geteuid() == 0;

    *ret_guests = qemu->guests;
    if (!qemu->user_given)
        ret_guests->kind = root && config->system ? GUEST_IDENTITY_EACH : GUEST_IDENTITY_OURS;
    if (ret_guests->kind == GUEST_IDENTITY_FIXED && ret_guests->uid == geteuid())
        ret_guests->kind = GUEST_IDENTITY_OURS;
    return root || ret_guests->kind == GUEST_IDENTITY_OURS ||
           error_set(err, ERR_CONF_SYNTAX,
                     "user in [qemu] of the configuration: only a daemon that runs as root can "
                     "start guests as another user");
}
