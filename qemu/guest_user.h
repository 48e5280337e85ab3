/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The users that QEMUs run as: one number for each guest at a time (drivers/guest_identity.h), and
 * the folder of the guest, which belongs to that user and to nobody else: where QEMU makes its
 * sockets itself.
 */
#ifndef VMRPC_QEMU_GUEST_USER_H
#define VMRPC_QEMU_GUEST_USER_H

#include "base/error.h"
#include "drivers/guest_identity.h"

typedef struct GuestUsers GuestUsers;

GuestUsers *guest_users_new(const GuestIdentity *identity);
void guest_users_free(GuestUsers *users); /* takes NULL */

/* A user for another guest; *ret_other is false if it is the daemon's own, which needs no change.
 * Fails if all numbers are in use. */
bool guest_users_take(GuestUsers *users, uid_t *ret_uid, gid_t *ret_gid, bool *ret_other,
                      GError **err);
/* A guest was found running as uid. */
void guest_users_note(GuestUsers *users, uid_t uid);
void guest_users_give_back(GuestUsers *users, uid_t uid);

/* Makes the folder, emptied of what an earlier run has left, for that user alone. */
bool guest_folder_make(const char *path, uid_t uid, gid_t gid, GError **err);
/* With all that is in it; what cannot be removed is logged. */
void guest_folder_remove(const char *path);

/* The group that has /dev/kvm; (gid_t) -1: none needs to be asked. */
gid_t guest_user_kvm_group(void);

#endif
