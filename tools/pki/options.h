/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the command line said, and the commands it can name.
 *
 * A command prints its result on standard output itself; what goes wrong it reports. main.c owns
 * every string here.
 */
#ifndef VMRPC_TOOLS_PKI_OPTIONS_H
#define VMRPC_TOOLS_PKI_OPTIONS_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
    char *folder; /* of --dir, or the default one */
    gboolean json;
    char **arguments; /* NULL-terminated */
    int count;        /* of arguments */

    char *name; /* init: common name of the CA; check: the name that the server must have */
    gboolean rsa, force, renew;
    int days; /* 0: not given */
    char *from, *until;
    char **emails, **uris;
    char *out;

    char *ca, *crl, *cert, *key, *client;
    gboolean plain, verbose;
    int timeout; /* seconds for each step */
} Options;

bool issue_run_init(const Options *options, GError **err);
bool issue_run_server(const Options *options, GError **err);
bool issue_run_client(const Options *options, GError **err);
bool revoke_run_revoke(const Options *options, GError **err);
bool revoke_run_crl(const Options *options, GError **err);
bool show_run(const Options *options, GError **err);
bool check_run(const Options *options, GError **err);

#endif
