/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parameters of a connection URI: what stands behind its question mark.
 *
 * Which transport takes which is one table. One that is not in it, does not suit the transport or
 * comes twice is refused by name, so that a slip of the pen never weakens a connection in silence.
 */
#ifndef VMRPC_CLIENT_URI_PARAMETERS_H
#define VMRPC_CLIENT_URI_PARAMETERS_H

#include "client/uri.h"

/* Fills in what query says; uri->transport is known. text is for messages, query may be NULL. */
bool uri_parameters_take(const char *text, Uri *uri, const char *query, GError **err);

#endif
