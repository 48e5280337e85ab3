/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words for failures: see tls_failure.h. Asks in this order: our own verdict on the other's
 * certificate, the alert that the other end sent, what kind of bytes came, OpenSSL, the system.
 */
#include "rpc/tls_failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/error.h"

typedef struct AlertText {
    int alert; /* RFC 8446, section 6 */
    bool of_certificate;
    const char *text; /* with WHO, how the other end is called, and OWN, our certificate */
} AlertText;

/* OpenSSL answers an expired revocation list with the alert for an expired certificate, hence "or".
 */
static const AlertText alert_texts[] = {
    {SSL_AD_HANDSHAKE_FAILURE, false,
     "the WHO refuses the TLS handshake: no cipher or signature algorithm in common, or it does "
     "not "
     "accept who we are"},
    {SSL_AD_BAD_CERTIFICATE, true, "the WHO refuses OWN: it is damaged or not for this name"},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, true, "the WHO refuses OWN: it may not be used for this"},
    {SSL_AD_CERTIFICATE_REVOKED, true, "the WHO refuses OWN: it has been revoked"},
    {SSL_AD_CERTIFICATE_EXPIRED, true,
     "the WHO refuses OWN: it, or the WHO's revocation list, has expired or is not yet "
     "valid"},
    {SSL_AD_CERTIFICATE_UNKNOWN, true,
     "the WHO refuses OWN: it could not be checked (the WHO's log knows more)"},
    {SSL_AD_UNKNOWN_CA, true, "the WHO refuses OWN: it does not trust the CA"},
    {SSL_AD_ACCESS_DENIED, true, "the WHO refuses OWN: it gives us no access"},
    {SSL_AD_DECRYPT_ERROR, true, "the WHO refuses OWN: its signature, or ours, is wrong"},
    {SSL_AD_PROTOCOL_VERSION, false, "the WHO does not accept TLS 1.3"},
    {SSL_AD_INSUFFICIENT_SECURITY, false, "the WHO wants stronger ciphers than we offer"},
    {SSL_AD_INTERNAL_ERROR, false, "the WHO has failed: it reports an internal error"},
    {SSL_AD_USER_CANCELLED, false, "the WHO has given up the TLS handshake"},
    {SSL_AD_UNRECOGNIZED_NAME, false, "the WHO does not know the name that we asked for"},
    {SSL_AD_CERTIFICATE_REQUIRED, true, "the WHO wants a certificate and we have sent none"},
    {SSL_AD_NO_APPLICATION_PROTOCOL, false,
     "the WHO does not speak '" TLS_ALPN "' (ONC RPC) over TLS: no ALPN protocol in common"},
};

static const char *failure_peer(const TlsVerdict *verdict)
{
    return tls_context_role(verdict->context) == TLS_CLIENT ? "server" : "client";
}

/* What each alert means to us. A client's handshake is over when the server looks at the client's
 * certificate (TLS 1.3): whatever is refused from then on is who we are. */
static const char *failure_text(int alert, const TlsVerdict *verdict, bool opened,
                                bool *ret_of_certificate)
{
    bool of_certificate = false;
    const char *text = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(alert_texts); i++)
        if (alert_texts[i].alert == alert) {
            of_certificate = alert_texts[i].of_certificate;
            text = alert_texts[i].text;
        }
    if (opened && alert == SSL_AD_HANDSHAKE_FAILURE &&
        tls_context_role(verdict->context) == TLS_CLIENT) {
        of_certificate = true;
        text = "the WHO does not let us in with OWN (the WHO's log knows more)";
    }
    if (of_certificate && !tls_context_own(verdict->context))
        text = "the WHO wants a certificate and we have sent none";
    *ret_of_certificate = of_certificate;
    return text;
}

static GError *failure_of_alert(int alert, const TlsVerdict *verdict, bool opened)
{
    const char *who = failure_peer(verdict);
    const char *own = tls_context_own(verdict->context);
    const char *why_none = own ? NULL : tls_context_why_no_cert(verdict->context);
    bool of_certificate;
    const char *text = failure_text(alert, verdict, opened, &of_certificate);
    g_autoptr(GString) message = g_string_new(text);
    g_autofree char *ours = g_strdup_printf("our %s", own ? own : "certificate");

    if (!text)
        return g_error_new(ERROR_DOMAIN, ERR_RPC, "the %s has ended TLS with alert %d (%s)", who,
                           alert, SSL_alert_desc_string_long(alert));
    g_string_replace(message, "WHO", who, 0);
    g_string_replace(message, "OWN", ours, 0); /* last: it has names of others in it */
    if (of_certificate && why_none)
        g_string_append_printf(message, ": %s", why_none);
    return g_error_new_literal(ERROR_DOMAIN, of_certificate ? ERR_AUTH_FAILED : ERR_RPC,
                               message->str);
}

static GError *failure_of_version(const char *who)
{
    return g_error_new(ERROR_DOMAIN, ERR_RPC,
                       "the %s does not offer TLS 1.3, and nothing older is accepted", who);
}

/* What OpenSSL found out by itself; NULL if that says less than the state of the socket. */
static GError *failure_of_reason(int reason, const char *who)
{
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_BAD_PROTOCOL_VERSION_NUMBER:
        return failure_of_version(who);
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
        return g_error_new(ERROR_DOMAIN, ERR_AUTH_FAILED, "the %s has sent no certificate", who);
    case SSL_R_NO_APPLICATION_PROTOCOL:
        return g_error_new(ERROR_DOMAIN, ERR_RPC,
                           "the %s offers other ALPN protocols but not '" TLS_ALPN "'", who);
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
        return g_error_new(ERROR_DOMAIN, ERR_AUTH_FAILED,
                           "the %s has sent too many or too large certificates", who);
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
        return g_error_new(ERROR_DOMAIN, ERR_RPC,
                           "the %s offers no cipher, curve or signature algorithm that we have",
                           who);
    default:
        return NULL;
    }
}

static GError *failure_of_socket(const TlsSocket *socket, const char *who, bool opened)
{
    if (socket->errnum)
        return g_error_new(ERROR_DOMAIN, ERR_SYSTEM, "the connection to the %s is broken%s: %s",
                           who, opened ? "" : " in the TLS handshake", g_strerror(socket->errnum));
    if (socket->ended && opened)
        return g_error_new(
            ERROR_DOMAIN, ERR_RPC,
            "the %s has closed the connection without ending TLS: the last bytes may "
            "be missing",
            who);
    if (socket->ended)
        return g_error_new(ERROR_DOMAIN, ERR_RPC,
                           "the %s has closed the connection in the TLS handshake", who);
    return NULL;
}

GError *tls_failure_new(const TlsVerdict *verdict, const TlsSocket *socket, bool opened)
{
    const char *who = failure_peer(verdict);
    unsigned long code = ERR_peek_error();
    int reason = ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
    GError *error = NULL;

    ERR_clear_error();
    if (verdict->error)
        return g_error_copy(verdict->error);
    if (reason >= SSL_AD_REASON_OFFSET && reason < SSL_AD_REASON_OFFSET + 256)
        return failure_of_alert(reason - SSL_AD_REASON_OFFSET, verdict, opened);
    if (!opened && !tls_socket_began_as_tls(socket))
        return g_error_new(
            ERROR_DOMAIN, ERR_RPC,
            "the %s does not speak TLS: what it sent begins with the bytes %02x %02x", who,
            socket->first[0], socket->first[1]);
    error = failure_of_reason(reason, who);
    if (!error)
        error = failure_of_socket(socket, who, opened);
    if (!error)
        error = g_error_new(ERROR_DOMAIN, ERR_RPC, "TLS with the %s has failed: %s", who,
                            code ? ERR_reason_error_string(code) : "no reason is known");
    return error;
}

GError *tls_failure_no_alpn(void)
{
    return g_error_new_literal(ERROR_DOMAIN, ERR_RPC,
                               "the server has not chosen '" TLS_ALPN
                               "' (ALPN): it is no ONC RPC server as RFC 9289 wants it");
}

GError *tls_failure_unsent(const TlsVerdict *verdict)
{
    return g_error_new(ERROR_DOMAIN, ERR_RPC, "the %s asks for ever new keys and takes none",
                       failure_peer(verdict));
}
