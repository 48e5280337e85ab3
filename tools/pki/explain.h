/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words for what a server said or did that ends a check. All return false. */
#ifndef VMRPC_TOOLS_PKI_EXPLAIN_H
#define VMRPC_TOOLS_PKI_EXPLAIN_H

#include "tools/pki/onc_probe.h"
#include "tools/pki/tls.h"

/* A result of a step of TLS that is not TLS_DONE. */
bool explain_tls(TlsResult result, const Tls *tls, const Trust *trust, const Identity *identity,
                 int seconds, GError **err);
/* An answer to the call within TLS that is not ONC_SUCCESS. */
bool explain_answer(OncAnswer answer, const Identity *identity, GError **err);
/* Bytes that are no answer to the probe. */
bool explain_strange(const uint8_t *bytes, size_t size, GError **err);

#endif
