/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The short form of connection URIs: remote:TRANSPORT:WHERE, as vmrpc's forerunners wrote it.
 *
 * It is turned into the long form, which alone is understood: the short one can say nothing that
 * the long one cannot. WHERE is taken as it is, without percent-encoding.
 */
#ifndef VMRPC_CLIENT_URI_SHORT_H
#define VMRPC_CLIENT_URI_SHORT_H

#include <glib.h>
#include <stdbool.h>

bool uri_is_short(const char *text);
/* The same in the long form; NULL and err if it is none. */
char *uri_short_expand(const char *text, GError **err);

#endif
