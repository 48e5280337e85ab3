/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A mistake in the files of TLS is found when they are read, and the message names file and fault.
 */
#include "rpc/tls_context.h"

#include <string.h>
#include <sys/stat.h>

#include "tests/pki_fixture.h"

static const struct Case {
    const char *name;
    TlsRole role;
    const char *ca, *cert, *key, *crl;
    const char *message; /* a pattern for its beginning; NULL: all is well */
} cases[] = {
    {"server", TLS_SERVER, "ca.pem", "server.pem", "server-key.pem", "crl.pem", NULL},
    {"client", TLS_CLIENT, "ca.pem", "client.pem", "client-key.pem", NULL, NULL},
    {"client-without-certificate", TLS_CLIENT, "ca.pem", NULL, NULL, NULL, NULL},
    {"group-may-read-key", TLS_SERVER, "ca.pem", "server.pem", "group-key.pem", NULL, NULL},
    {"no-ca", TLS_CLIENT, NULL, NULL, NULL, NULL, "TLS needs a file of CA certificates"},
    {"no-certificate", TLS_SERVER, "ca.pem", NULL, NULL, NULL, "a TLS server needs a certificate"},
    {"key-alone", TLS_CLIENT, "ca.pem", NULL, "client-key.pem", NULL,
     "certificate and private key go together: private key '*client-key.pem' is alone"},
    {"ca-missing", TLS_CLIENT, "missing.pem", NULL, NULL, NULL,
     "CA certificate '*missing.pem': cannot be opened: No such file"},
    {"ca-folder", TLS_CLIENT, ".", NULL, NULL, NULL, "CA certificate '*': is not a regular file"},
    {"ca-text", TLS_CLIENT, "text.pem", NULL, NULL, NULL,
     "CA certificate '*text.pem': holds no CA certificate in PEM form"},
    {"ca-empty", TLS_CLIENT, "empty.pem", NULL, NULL, NULL,
     "CA certificate '*empty.pem': holds no CA certificate in PEM form"},
    {"ca-is-key", TLS_CLIENT, "client-key.pem", NULL, NULL, NULL,
     "CA certificate '*client-key.pem': holds no CA certificate"},
    {"certificate-damaged", TLS_CLIENT, "ca.pem", "damaged.pem", "client-key.pem", NULL,
     "certificate '*damaged.pem': is damaged"},
    {"certificate-expired", TLS_CLIENT, "ca.pem", "old.pem", "old-key.pem", NULL,
     "certificate '*old.pem': has expired on 2*UTC"},
    {"certificate-early", TLS_CLIENT, "ca.pem", "early.pem", "early-key.pem", NULL,
     "certificate '*early.pem': is not valid before 2*UTC (is the clock right?)"},
    {"certificate-role", TLS_SERVER, "ca.pem", "client.pem", "client-key.pem", NULL,
     "certificate '*client.pem': may not be used by a TLS server"},
    {"key-missing", TLS_SERVER, "ca.pem", "server.pem", "missing.pem", NULL,
     "private key '*missing.pem': cannot be opened"},
    {"key-is-certificate", TLS_SERVER, "ca.pem", "server.pem", "private.pem", NULL,
     "private key '*private.pem': holds no usable private key"},
    {"key-of-another", TLS_SERVER, "ca.pem", "server.pem", "client-key.pem", NULL,
     "private key '*client-key.pem': does not belong to certificate '*server.pem'"},
    {"key-open-to-all", TLS_SERVER, "ca.pem", "server.pem", "open-key.pem", NULL,
     "private key '*open-key.pem': its mode 0644 lets others"},
    {"key-encrypted", TLS_SERVER, "ca.pem", "server.pem", "encrypted.pem", NULL,
     "private key '*encrypted.pem': is encrypted"},
    {"crl-missing", TLS_SERVER, "ca.pem", "server.pem", "server-key.pem", "missing.pem",
     "revocation list '*missing.pem': cannot be opened"},
    {"crl-is-certificate", TLS_SERVER, "ca.pem", "server.pem", "server-key.pem", "ca.pem",
     "revocation list '*ca.pem': holds no revocation list"},
    {"crl-expired", TLS_SERVER, "ca.pem", "server.pem", "server-key.pem", "old-crl.pem",
     "revocation list '*old-crl.pem': has expired on 2*; a new one is needed"},
};

static Pki *pki;

static void copy_file(const char *from, const char *to, mode_t mode)
{
    g_autofree char *text = NULL;

    g_assert_true(g_file_get_contents(pki_path(pki, from), &text, NULL, NULL));
    pki_write_text(pki, to, text);
    g_assert_cmpint(chmod(pki_path(pki, to), mode), ==, 0);
}

static void make_files(void)
{
    g_autofree char *text = NULL;

    pki_issue(pki, "server", &(PkiSpec){.san = "DNS:localhost", .eku = "serverAuth"});
    pki_issue(pki, "client", &(PkiSpec){.eku = "clientAuth"});
    pki_issue(pki, "old", &(PkiSpec){.begin_hours = -9, .end_hours = -1});
    pki_issue(pki, "early", &(PkiSpec){.begin_hours = 2, .end_hours = 9});
    pki_revoke(pki, "old-crl.pem", NULL, NULL, -1);
    pki_revoke(pki, "crl.pem", NULL, NULL, 24);
    copy_file("server-key.pem", "group-key.pem", 0640);
    copy_file("server-key.pem", "open-key.pem", 0644);
    copy_file("server.pem", "private.pem", 0600);
    pki_write_text(pki, "empty.pem", "");
    pki_write_text(pki, "text.pem", "subject=CN=localhost\n");
    g_assert_true(g_file_get_contents(pki_path(pki, "client.pem"), &text, NULL, NULL));
    memset(text + strlen(text) / 2, '!', 8);
    pki_write_text(pki, "damaged.pem", text);
    pki_write_text(pki, "encrypted.pem",
                   "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                   "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n"
                   "AAAAAAAAAAAAAAAAAAAAAA==\n-----END RSA PRIVATE KEY-----\n");
    g_assert_cmpint(chmod(pki_path(pki, "encrypted.pem"), 0600), ==, 0);
}

static void test_case(gconstpointer data)
{
    const struct Case *one = data;
    TlsOptions options = {.role = one->role,
                          .ca_file = one->ca ? pki_path(pki, one->ca) : NULL,
                          .cert_file = one->cert ? pki_path(pki, one->cert) : NULL,
                          .key_file = one->key ? pki_path(pki, one->key) : NULL,
                          .crl_file = one->crl ? pki_path(pki, one->crl) : NULL};
    g_autoptr(GError) error = NULL;
    g_autoptr(TlsContext) context = tls_context_new(&options, &error);
    g_autofree char *pattern = NULL;

    if (!one->message) {
        g_assert_no_error(error);
        g_assert_nonnull(context);
        return;
    }
    g_assert_null(context);
    g_assert_nonnull(error);
    pattern = g_strconcat(one->message, "*", NULL);
    if (!g_pattern_match_simple(pattern, error->message))
        g_error("expected '%s', got '%s'", pattern, error->message);
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    make_files();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strconcat("/tls-context/", cases[i].name, NULL);

        g_test_add_data_func(path, &cases[i], test_case);
    }
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
