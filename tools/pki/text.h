/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a certificate says, as text for people.
 *
 * A certificate may come from a stranger and may hold any bytes: everything here returns printable
 * text, so a terminal never sees a control sequence. All the strings are the caller's.
 */
#ifndef VMRPC_TOOLS_PKI_TEXT_H
#define VMRPC_TOOLS_PKI_TEXT_H

#include <glib.h>
#include <openssl/x509.h>
#include <time.h>

/* id-kp-rpcTLSClient and id-kp-rpcTLSServer of RFC 9289. */
#define TEXT_OID_RPC_CLIENT "1.3.6.1.5.5.7.3.33"
#define TEXT_OID_RPC_SERVER "1.3.6.1.5.5.7.3.34"

/* Control characters, NUL among them, and what is no UTF-8 become \xNN or \uNNNN. */
char *text_printable(const char *bytes, size_t size);
/* "CN=host, O=Example". */
char *text_name(const X509_NAME *name);
/* The last common name, or the whole name if there is none. */
char *text_common_name(const X509_NAME *name);
/* The subject alternative names: "host.example", "192.0.2.1", "email:…", "uri:…", "other". */
GPtrArray *text_alternatives(const X509 *certificate);
/* The same as one line, "no names" if there are none. */
char *text_alternatives_line(const X509 *certificate);
/* Words of the extended key usage: "server", "client", "rpc-server", "rpc-client", else the OID. */
GPtrArray *text_usages(const X509 *certificate);
/* Lower-case hexadecimal. */
char *text_serial(const ASN1_INTEGER *serial);
/* SHA-256, "AB:CD:…". */
char *text_fingerprint(const X509 *certificate);
/* "2026-11-21 04:31 UTC". */
char *text_time(time_t when);
/* "2026-11-21T04:31:05Z". */
char *text_time_iso(time_t when);
/* Seconds since 1970 of a time in a certificate; 0 for one that cannot be read. */
time_t text_parse_time(const ASN1_TIME *when);
/* Whole days from now, negative for the past. */
int text_days_left(time_t until);
/* "a, b, c". */
char *text_join(const GPtrArray *words);

#endif
