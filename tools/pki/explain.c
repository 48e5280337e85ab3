/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a server's refusals mean: see explain.h.
 *
 * Alerts are those of RFC 8446, section 6.2, as TLS libraries really use them: OpenSSL says
 * certificate_expired for a revocation list that ran out too, and unknown_ca for one that is
 * missing.
 */
#include "tools/pki/explain.h"

#include "tools/pki/fail.h"
#include "tools/pki/text.h"

static bool explain_certificate(int alert, const Identity *identity, GError **err)
{
    switch (alert) {
    case SSL_AD_UNKNOWN_CA:
        return fail_with(err,
                         "our certificate is refused: the server does not trust the CA that "
                         "issued it, '%s' (its ca-cert.pem is another)",
                         identity->issuer);
    case SSL_AD_CERTIFICATE_EXPIRED:
        return fail_with(err, "our certificate is refused: the server finds it, or its own "
                              "revocation list, expired: is the clock right there?");
    case SSL_AD_CERTIFICATE_REVOKED:
        return fail_with(err, "our certificate is refused: '%s' is revoked", identity->name);
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
        return fail_with(err, "our certificate is refused: its usage (%s) does not suit the server",
                         identity->usages);
    case SSL_AD_ACCESS_DENIED:
        return fail_with(err,
                         "our certificate is refused: '%s' is not on the server's list of "
                         "those who may",
                         identity->name);
    default:
        return fail_with(err, "our certificate '%s' is refused: %s", identity->name,
                         SSL_alert_desc_string_long(alert));
    }
}

static bool is_about_certificate(int alert)
{
    return (alert >= SSL_AD_BAD_CERTIFICATE && alert <= SSL_AD_CERTIFICATE_UNKNOWN) ||
           alert == SSL_AD_UNKNOWN_CA || alert == SSL_AD_ACCESS_DENIED;
}

static bool explain_alert(int alert, const Identity *identity, GError **err)
{
    if (is_about_certificate(alert) && identity->certificate)
        return explain_certificate(alert, identity, err);
    switch (alert) {
    case SSL_AD_CERTIFICATE_REQUIRED:
        return fail_with(err,
                         "no certificate: the server wants one from us, and '%s' is not there: "
                         "make it with 'vmrpc pki client NAME', or name it with --cert and --key",
                         identity->cert_path);
    case SSL_AD_PROTOCOL_VERSION:
        return fail_with(err, "the server speaks no TLS 1.3, only older versions");
    case SSL_AD_NO_APPLICATION_PROTOCOL:
        return fail_with(err, "TLS there is not for RPC: the server knows no ALPN 'sunrpc'");
    case SSL_AD_HANDSHAKE_FAILURE:
        return fail_with(err, "the server refuses the handshake: no cipher in common, or it has no "
                              "certificate of its own");
    case SSL_AD_UNRECOGNIZED_NAME:
        return fail_with(err, "the server says that it is not the host of this name");
    default:
        return fail_with(err, "the server ended TLS: alert '%s' (%d)",
                         SSL_alert_desc_string_long(alert), alert);
    }
}

bool explain_tls(TlsResult result, const Tls *tls, const Trust *trust, const Identity *identity,
                 int seconds, GError **err)
{
    g_autofree char *fault = NULL;

    switch (result) {
    case TLS_REFUSED:
        fault = trust_explain(trust);
        return fail_with(err, "%s", fault ? fault : "the server's certificate is refused");
    case TLS_ALERT:
        return explain_alert(tls->alert, identity, err);
    case TLS_CLOSED:
        if (tls->shook_hands)
            return fail_with(err, "the server ended the connection after the handshake%s%s",
                             identity->name ? ": it may not let in "
                                            : ": it may want a certificate "
                                              "from us",
                             identity->name ? identity->name : "");
        return fail_with(err, "the server ended the connection in the handshake: it speaks no TLS, "
                              "or not with us");
    case TLS_TIMEOUT:
        return fail_with(err, "no answer within %d s %s", seconds,
                         tls->shook_hands ? "to a call over TLS: is this a vmrpc daemon?"
                                          : "to the TLS handshake");
    case TLS_NOT_TLS:
        return fail_with(err, "no TLS: what the server answers is something else");
    default:
        return fail_with(err, "the TLS handshake failed: %s", tls->words);
    }
}

bool explain_answer(OncAnswer answer, const Identity *identity, GError **err)
{
    switch (answer) {
    case ONC_NO_PROGRAM:
        return fail_with(err, "TLS is fine, but the RPC server there is not a vmrpc daemon");
    case ONC_REFUSED:
        return fail_with(err, "the server lets nobody in as '%s': see its list of those who may",
                         identity->name ? identity->name : "nobody");
    case ONC_FAILED:
        return fail_with(err, "TLS is fine, but the server answers a call with an error");
    default:
        return fail_with(err, "TLS is fine, but what answers is not RPC");
    }
}

bool explain_strange(const uint8_t *bytes, size_t size, GError **err)
{
    enum { EXPLAIN_SHOWN = 32 };
    g_autofree char *shown = text_printable((const char *) bytes, MIN(size, EXPLAIN_SHOWN));

    return fail_with(err, "no vmrpc daemon listens there: what answers begins with '%s'", shown);
}
