/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command check: walks through a connection and says where it ends and why, in one line.
 *
 * The steps are those of a client, in its order: files, address, port, probe, handshake with both
 * certificates, one call of procedure 0. Nothing is changed anywhere. A server that could not show
 * who it is gets no call.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/pki/dial.h"
#include "tools/pki/explain.h"
#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/names.h"
#include "tools/pki/onc_probe.h"
#include "tools/pki/options.h"
#include "tools/pki/period.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"
#include "tools/pki/tls.h"

enum { CHECK_PROBE_XID = 1, CHECK_CALL_XID = 2, CHECK_LIBVIRT_WELCOME = 1 };

typedef struct {
    const Options *options;
    Target target;
    char *host;       /* that the certificate must have */
    char *address;    /* that answered */
    const char *step; /* that runs */
    Trust *trust;
    Identity *identity;
    int fd;
    Tls *tls;
} Check;

static void check_clear(Check *check)
{
    tls_free(check->tls);
    if (check->fd >= 0)
        close(check->fd);
    trust_free(check->trust);
    identity_free(check->identity);
    dial_clear_target(&check->target);
    g_free(check->host);
    g_free(check->address);
}

static void check_passed(const Check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void check_passed(const Check *check, const char *format, ...)
{
    va_list arguments;

    if (!check->options->verbose || check->options->json)
        return;
    printf("%-12s", check->step);
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
}

/* The target and the name that its certificate must have. */
static bool check_parse(Check *check, GError **err)
{
    g_autofree char *plain = NULL;

    if (check->options->count != 1)
        return fail_usage(err, "give one HOST or HOST:PORT");
    if (!dial_parse(check->options->arguments[0], &check->target, err))
        return false;
    plain = g_strdup(check->options->name ? check->options->name : check->target.host);
    if (strchr(plain, ':') && strchr(plain, '%'))
        *strchr(plain, '%') = '\0'; /* the interface of a link-local address */
    check->host = names_normalize_host(plain, err);
    return check->host != NULL;
}

static bool check_files(Check *check, GError **err)
{
    const Options *options = check->options;
    g_autofree char *ca = options->ca ? g_strdup(options->ca)
                                      : g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autofree char *crl = g_strdup(options->crl);

    if (!options->ca && !options->crl) {
        crl = g_build_filename(options->folder, STORE_CRL, NULL);
        if (!store_exists(crl))
            g_clear_pointer(&crl, g_free);
    }
    if (!store_exists(ca))
        return fail_with(err,
                         "no CA certificate '%s': copy ca-cert.pem from where the CA is, or "
                         "name it with --ca",
                         ca);
    check->trust = trust_load(ca, crl, check->host, err);
    check->identity = check->trust ? identity_load(options, err) : NULL;
    if (!check->identity)
        return false;
    check_passed(check, "trusting '%s'%s%s, being %s%s%s", ca, crl ? " less " : "", crl ? crl : "",
                 check->identity->name ? "'" : "nobody",
                 check->identity->name ? check->identity->name : "",
                 check->identity->name ? "'" : "");
    return true;
}

/* Sends the probe and reads until the answer is clear. 0 bytes: the server said nothing. */
static OncAnswer check_exchange(int fd, int seconds, uint8_t *bytes, size_t *ret_size)
{
    gint64 deadline = dial_deadline(seconds);
    uint8_t call[ONC_CALL_SIZE];
    OncAnswer answer = ONC_MORE;
    size_t size = 0;

    onc_make_call(call, CHECK_PROBE_XID, 1);
    if (dial_send(fd, call, sizeof(call), deadline)) {
        while (answer == ONC_MORE && size < ONC_MAX_REPLY) {
            ssize_t got = dial_receive(fd, bytes + size, ONC_MAX_REPLY - size, deadline);

            if (got <= 0)
                break;
            size += (size_t) got;
            answer = onc_read_reply(bytes, size, CHECK_PROBE_XID);
        }
    }
    *ret_size = size;
    return answer == ONC_MORE ? ONC_STRANGE : answer;
}

typedef enum {
    OTHER_NOTHING,
    OTHER_WORKS,
    OTHER_PLAIN_RPC, /* an RPC server that knows of no TLS */
} OtherWay;

/* Ends the connection and opens another: whether the other way to start TLS works. */
static OtherWay check_other_way(Check *check)
{
    const Options *options = check->options;
    g_autofree char *address = NULL;
    uint8_t bytes[ONC_MAX_REPLY];
    size_t size;
    OtherWay way = OTHER_NOTHING;

    close(check->fd);
    check->fd = dial_connect(&check->target, options->timeout, &address, NULL);
    if (check->fd < 0)
        return OTHER_NOTHING;
    if (options->plain) {
        OncAnswer answer = check_exchange(check->fd, options->timeout, bytes, &size);

        if (answer != ONC_STRANGE)
            way = answer == ONC_STARTTLS ? OTHER_WORKS : OTHER_PLAIN_RPC;
    } else {
        g_autoptr(Tls) tls = tls_new(check->fd, NULL, NULL, check->host, NULL);
        TlsResult result = tls ? tls_handshake(tls, dial_deadline(options->timeout)) : TLS_BROKEN;

        if (result == TLS_DONE || result == TLS_ALERT)
            way = OTHER_WORKS;
    }
    return way;
}

static bool fail_plain_rpc(GError **err)
{
    return fail_with(err, "no TLS there: the server speaks plain RPC only (it does not know RFC "
                          "9289's AUTH_TLS, or is not set up for it)");
}

static bool check_probe(Check *check, GError **err)
{
    int seconds = check->options->timeout;
    uint8_t bytes[ONC_MAX_REPLY];
    size_t size = 0;
    OncAnswer answer = check_exchange(check->fd, seconds, bytes, &size);

    if (answer == ONC_STARTTLS) {
        check_passed(check, "the server offers TLS");
        return true;
    }
    if (answer != ONC_STRANGE)
        return fail_plain_rpc(err);
    if (check_other_way(check) == OTHER_WORKS)
        return fail_with(err, "the server wants TLS from the first byte: use --plain");
    if (size > 0)
        return explain_strange(bytes, size, err);
    return fail_with(err, "no vmrpc daemon listens there: no answer to the probe (RFC 9289)");
}

/* A handshake from the first byte that got no TLS for an answer. True: there is nothing to say. */
static bool check_rpc_instead(Check *check, TlsResult result, GError **err)
{
    OtherWay way = OTHER_NOTHING;

    if (result == TLS_NOT_TLS || result == TLS_CLOSED || result == TLS_TIMEOUT)
        way = check_other_way(check);
    if (way == OTHER_WORKS)
        return fail_with(err, "the server starts TLS by RFC 9289: leave out --plain");
    return way == OTHER_NOTHING || fail_plain_rpc(err);
}

static bool check_handshake(Check *check, GError **err)
{
    int seconds = check->options->timeout;
    TlsResult result;

    check->tls = tls_new(check->fd, check->trust, check->identity, check->host, err);
    if (!check->tls)
        return false;
    result = tls_handshake(check->tls, dial_deadline(seconds));
    if (check->options->plain && !check_rpc_instead(check, result, err))
        return false;
    if (result != TLS_DONE)
        return explain_tls(result, check->tls, check->trust, check->identity, seconds, err);
    if (!check->options->plain && !tls_is_rpc(check->tls))
        return fail_with(err, "TLS there is not for RPC: the server chose no ALPN 'sunrpc'");
    check_passed(check, "%s, %s; the server is who it should be", SSL_get_version(check->tls->ssl),
                 SSL_get_cipher_name(check->tls->ssl));
    return true;
}

/* libvirt's way, which is what TLS without ALPN means: the server says one byte when it has let us
 * in. */
static bool check_welcome(Check *check, GError **err)
{
    gint64 deadline = dial_deadline(check->options->timeout);
    uint8_t byte = 0;
    size_t size = 0;
    TlsResult result = tls_read(check->tls, &byte, 1, &size, deadline);

    if (result != TLS_DONE)
        return explain_tls(result, check->tls, check->trust, check->identity,
                           check->options->timeout, err);
    if (byte != CHECK_LIBVIRT_WELCOME)
        return fail_with(err,
                         "TLS is fine, but what answers is neither RPC nor libvirt's protocol");
    check_passed(check, "the server let us in (libvirt's protocol)");
    return true;
}

/* In TLS 1.3 a client learns only now that its certificate was refused: with the first bytes. A
 * write that fails is not looked at, since the alert may be there to be read all the same. */
static bool check_call(Check *check, GError **err)
{
    int seconds = check->options->timeout;
    gint64 deadline = dial_deadline(seconds);
    uint8_t call[ONC_CALL_SIZE];
    uint8_t bytes[ONC_MAX_REPLY];
    OncAnswer answer = ONC_MORE;
    size_t size = 0;

    if (!tls_is_rpc(check->tls))
        return check_welcome(check, err);
    onc_make_call(call, CHECK_CALL_XID, 0);
    tls_write(check->tls, call, sizeof(call), deadline);
    while (answer == ONC_MORE && size < sizeof(bytes)) {
        size_t got = 0;
        TlsResult result = tls_read(check->tls, bytes + size, sizeof(bytes) - size, &got, deadline);

        if (result != TLS_DONE)
            return explain_tls(result, check->tls, check->trust, check->identity, seconds, err);
        size += got;
        answer = onc_read_reply(bytes, size, CHECK_CALL_XID);
    }
    if (answer != ONC_SUCCESS)
        return explain_answer(answer, check->identity, err);
    check_passed(check, "answered");
    return true;
}

static bool check_walk(Check *check, GError **err)
{
    check->step = "files";
    if (!check_files(check, err))
        return false;
    check->step = "connect";
    check->fd = dial_connect(&check->target, check->options->timeout, &check->address, err);
    if (check->fd < 0)
        return false;
    check_passed(check, "%s", check->address);
    check->step = "probe";
    if (!check->options->plain && !check_probe(check, err))
        return false;
    check->step = "handshake";
    if (!check_handshake(check, err))
        return false;
    check->step = "call";
    return check_call(check, err);
}

static char *check_describe(const Check *check)
{
    const X509 *leaf = check->trust->leaf;
    g_autofree char *common = text_common_name(X509_get_subject_name(leaf));
    g_autofree char *names = text_alternatives_line(leaf);
    time_t until = text_parse_time(X509_get0_notAfter(leaf));
    g_autofree char *end = text_time(until);
    int left = text_days_left(until);
    g_autofree char *soon = left < PERIOD_WARN_DAYS
                                ? g_strdup_printf(" (in %d days: renew it soon)", left)
                                : g_strdup("");
    g_autofree char *ours = NULL;

    if (!check->tls->was_asked)
        ours = g_strdup("no certificate asked of us");
    else if (check->identity->name)
        ours = g_strdup_printf("our certificate '%s' accepted", check->identity->name);
    else
        ours = g_strdup("let in without a certificate");
    return g_strdup_printf("%s, %s, server certificate '%s' (%s) valid until %s%s, %s",
                           check->address, SSL_get_version(check->tls->ssl), common, names, end,
                           soon, ours);
}

static void check_print(const Check *check, bool ok, const char *message)
{
    bool v6 = strchr(check->target.host, ':') != NULL;
    g_autofree char *target =
        g_strdup_printf(v6 ? "[%s]:%s" : "%s:%s", check->target.host, check->target.port);
    g_autofree char *shown = text_printable(target, strlen(target));
    g_autoptr(json_t) root = NULL;
    g_autofree char *text = NULL;

    if (!check->options->json) {
        printf("%s: %s: %s\n", ok ? "ok" : "failed", shown, message);
        return;
    }
    root = json_pack("{s:b, s:s, s:s, s:s}", "ok", (int) ok, "target", shown, "step", check->step,
                     "message", message);
    text = json_dumps(root, JSON_INDENT(2));
    puts(text ? text : "{\"ok\": false}");
}

/* An outcome is printed here, good or bad; only a command line that makes no sense is an error. */
bool check_run(const Options *options, GError **err)
{
    Check check = {.options = options, .fd = -1, .step = "arguments"};
    g_autoptr(GError) problem = NULL;
    g_autofree char *fine = NULL;
    bool ok = check_parse(&check, &problem) && check_walk(&check, &problem);

    if (ok) {
        fine = check_describe(&check);
        check_print(&check, true, fine);
    } else if (fail_status(problem) == FAIL_USAGE) {
        g_propagate_error(err, g_steal_pointer(&problem));
    } else {
        check_print(&check, false, problem->message);
    }
    check_clear(&check);
    return ok;
}
