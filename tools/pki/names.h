/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names that go into certificates: which are allowed, and as what.
 *
 * A host name is stored in lower case and ASCII (IDNA), without a final dot; anything that is an
 * IPv4 or IPv6 address becomes an address. Wildcards are refused: RFC 9289 clients do not match
 * them.
 */
#ifndef VMRPC_TOOLS_PKI_NAMES_H
#define VMRPC_TOOLS_PKI_NAMES_H

#include <glib.h>
#include <openssl/x509v3.h>
#include <stdbool.h>

enum { NAMES_MAX_COMMON = 64 }; /* ub-common-name of RFC 5280 */

/* The host name or address as it is compared; NULL and a usage error if it is neither. */
char *names_normalize_host(const char *text, GError **err);
/* Whether a normalized host is an address, and which: 4, 16 or 0 bytes into address. */
int names_parse_address(const char *host, unsigned char address[16]);
/* Names of a server; the arguments are normalized hosts. */
GENERAL_NAMES *names_of_server(char **hosts);
/* Names of a client; NULL without an error if there are none. */
bool names_of_client(char **emails, char **uris, GENERAL_NAMES **ret_names, GError **err);
/* Whether the name of a client can be a common name and part of a file name. */
bool names_check_client(const char *name, GError **err);

#endif
