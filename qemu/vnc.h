/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a guest's VNC server needs beside the command line: its password, which must not stand
 * there, until when that counts, and certificates, which QEMU can only find as files.
 *
 * The files are copied into the guest's own folder, whoever they belong to, and go again as soon as
 * QEMU has read them: no guest can read the key while it runs.
 */
#ifndef VMRPC_QEMU_VNC_H
#define VMRPC_QEMU_VNC_H

#include "qemu/argv.h"
#include "qemu/machine.h"

/* Before QEMU starts; *ret_tls, which says what has been copied, is for its command line (folder to
 * be freed by its owner; NULL: no TLS). */
bool vnc_co_prepare(Machine *machine, ArgvTls *ret_tls, GError **err);
/* Once QEMU has greeted. */
bool vnc_co_start(Machine *machine, GError **err);

/* The certificates as files in a folder (to be freed) for another server of the guest's, until they
 * are taken back. */
bool vnc_co_lend_certificates(Machine *machine, char **ret_folder, GError **err);
void vnc_take_back_certificates(const Machine *machine);

/* Password and expiry as in graphics (of any type), which has a password; an empty one lets nobody
 * in. */
bool vnc_co_set_password(Machine *machine, const DomainGraphics *graphics, GError **err);

#endif
