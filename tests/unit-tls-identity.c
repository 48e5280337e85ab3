/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The text of an identity cannot be taken for that of another: whatever a certificate holds is
 * escaped, and nothing is cut. */
#include "rpc/tls_identity.h"

#include <string.h>

#include "tests/pki_fixture.h"

static Pki *pki;

static TlsIdentity *read_identity(const char *name, GError **err)
{
    X509 *certificate = pki_read(pki, name);
    TlsIdentity *identity = tls_identity_new(certificate, err);

    X509_free(certificate);
    return identity;
}

static void add_name(GENERAL_NAMES *names, int type, const char *bytes, size_t size)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *text = ASN1_IA5STRING_new();

    ASN1_STRING_set(text, bytes, (int) size);
    GENERAL_NAME_set0_value(name, type, text);
    sk_GENERAL_NAME_push(names, name);
}

static void test_plain(void)
{
    g_autoptr(TlsIdentity) identity = NULL;
    g_autofree char *line = NULL;
    X509 *certificate;

    pki_issue(pki, "plain",
              &(PkiSpec){.san = "DNS:a.example,IP:192.0.2.1,IP:2001:db8::1,URI:spiffe://a/b,"
                                "email:a@b.example,RID:1.2.3"});
    identity = read_identity("plain", NULL);
    g_assert_cmpstr(identity->subject, ==, "CN=plain");
    g_assert_cmpstr(identity->issuer, ==, "CN=Test CA 1");
    g_assert_cmpstr(identity->serial, ==, "1001");
    g_assert_cmpuint(g_strv_length(identity->names), ==, 5);
    g_assert_cmpstr(identity->names[0], ==, "dns:a.example");
    g_assert_cmpstr(identity->names[1], ==, "ip:192.0.2.1");
    g_assert_cmpstr(identity->names[2], ==, "ip:2001:db8::1");
    g_assert_cmpstr(identity->names[3], ==, "uri:spiffe://a/b");
    g_assert_cmpstr(identity->names[4], ==, "email:a@b.example");
    g_assert_cmpuint(strspn(identity->fingerprint, "0123456789abcdef"), ==, 64);
    certificate = pki_read(pki, "plain");
    line = tls_identity_format_names(certificate);
    g_assert_cmpstr(line, ==,
                    "dns:a.example, ip:192.0.2.1, ip:2001:db8::1, uri:spiffe://a/b, "
                    "email:a@b.example");
    X509_free(certificate);
}

static void test_escaped(void)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    g_autoptr(TlsIdentity) identity = NULL;

    add_name(names, GEN_DNS, "good.example\0.evil.example", 26);
    add_name(names, GEN_EMAIL, "a\nb@\\x\x7f\xff", 8);
    pki_issue_names(pki, "escaped", names);
    identity = read_identity("escaped", NULL);
    g_assert_cmpstr(identity->names[0], ==, "dns:good.example\\x00.evil.example");
    g_assert_cmpstr(identity->names[1], ==, "email:a\\x0Ab@\\x5Cx\\x7F\\xFF");
    g_assert_null(identity->names[2]);
}

static void test_subject(void)
{
    g_autoptr(TlsIdentity) identity = NULL;

    pki_issue(pki, "subject", &(PkiSpec){.subject = "a,O=b\n\xc3\xa4\""});
    identity = read_identity("subject", NULL);
    g_assert_cmpstr(identity->subject, ==, "CN=a\\,O=b\\0A\\C3\\A4\\\"");
    g_assert_cmpuint(g_strv_length(identity->names), ==, 0);
}

static void test_too_long(void)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    g_autofree char *text = g_strnfill(TLS_IDENTITY_TEXT_MAX, 'a');
    g_autoptr(GError) error = NULL;
    g_autofree char *line = NULL;
    X509 *certificate;

    add_name(names, GEN_DNS, text, TLS_IDENTITY_TEXT_MAX);
    pki_issue_names(pki, "long", names);
    g_assert_null(read_identity("long", &error));
    g_assert_true(
        g_str_has_prefix(error->message, "the certificate with the SHA-256 fingerprint "));
    certificate = pki_read(pki, "long");
    line = tls_identity_format_names(certificate);
    g_assert_cmpstr(line, ==, "names too long to show");
    X509_free(certificate);
}

int main(int argc, char **argv)
{
    int failed;

    g_test_init(&argc, &argv, NULL);
    pki = pki_new();
    g_test_add_func("/tls-identity/plain", test_plain);
    g_test_add_func("/tls-identity/escaped", test_escaped);
    g_test_add_func("/tls-identity/subject", test_subject);
    g_test_add_func("/tls-identity/too-long", test_too_long);
    failed = g_test_run();
    pki_free(pki);
    return failed;
}
