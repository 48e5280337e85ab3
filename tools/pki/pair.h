/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A certificate and its key, each in its file: what is there, and whether it will do.
 *
 * Asking for what is there already changes nothing, so every command can be repeated. A key that is
 * there is replaced only by force.
 */
#ifndef VMRPC_TOOLS_PKI_PAIR_H
#define VMRPC_TOOLS_PKI_PAIR_H

#include "tools/pki/authority.h"
#include "tools/pki/options.h"

typedef struct {
    const char *cert_path;
    const char *key_path;
} Pair;

/* Common name and alternative names (NULL: none) of the certificate that is there. */
bool pair_read_names(const Pair *pair, char **ret_common, GENERAL_NAMES **ret_names, GError **err);
/* Makes certificate and, where there is none, key for the request; its period is chosen here. Says
 * on standard output what was done. */
bool pair_make(const Pair *pair, Authority *authority, const Options *options, Request *request,
               GError **err);

#endif
