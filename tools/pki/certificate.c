/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Certificates: see certificate.h. Touches no file.
 *
 * Extensions that come from the command line are built as objects, never through OpenSSL's
 * configuration syntax, where a name could say more than a name.
 */
#include "tools/pki/certificate.h"

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/text.h"

enum { CERTIFICATE_SERIAL_BITS = 127, CERTIFICATE_RSA_BITS = 3072 };

EVP_PKEY *certificate_make_key(bool rsa, GError **err)
{
    EVP_PKEY *key = rsa ? EVP_RSA_gen(CERTIFICATE_RSA_BITS) : EVP_EC_gen("P-256");

    if (!key)
        fail_openssl(err, "cannot make a key");
    return key;
}

static bool set_serial(X509 *certificate)
{
    g_autoptr(BIGNUM) number = BN_new();

    return number &&
           BN_rand(number, CERTIFICATE_SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
           BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
}

static bool set_times(X509 *certificate, const Request *request)
{
    return ASN1_TIME_set(X509_getm_notBefore(certificate), request->from) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), request->until);
}

static bool set_subject(X509 *certificate, const Request *request)
{
    X509_NAME *name = X509_get_subject_name(certificate);

    if (request->subject)
        return X509_set_subject_name(certificate, request->subject);
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      (const unsigned char *) request->common_name, -1, -1, 0);
}

/* An extension that depends on issuer and subject, in OpenSSL's words, which are constants here. */
static bool add_extension(X509 *certificate, X509 *issuer, int nid, const char *value)
{
    g_autoptr(X509_EXTENSION) extension = NULL;
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    return extension && X509_add_ext(certificate, extension, -1);
}

static bool add_usage(X509 *certificate, int nid, const char *rpc_oid)
{
    g_autoptr(EXTENDED_KEY_USAGE) usages = EXTENDED_KEY_USAGE_new();
    ASN1_OBJECT *rpc = OBJ_txt2obj(rpc_oid, 1);

    if (!usages || !rpc)
        g_error("out of memory");
    sk_ASN1_OBJECT_push(usages, OBJ_nid2obj(nid));
    sk_ASN1_OBJECT_push(usages, rpc);
    return X509_add1_ext_i2d(certificate, NID_ext_key_usage, usages, 0, X509V3_ADD_DEFAULT);
}

/* The key usage of a server or client is not critical: libvirt's clients would refuse it without
 * keyEncipherment, which has no place in certificates of our keys (RFC 8813, section 3). */
static bool add_profile(X509 *certificate, X509 *issuer, Kind kind)
{
    bool ca = kind == KIND_CA;

    if (!add_extension(certificate, issuer, NID_basic_constraints,
                       ca ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE") ||
        !add_extension(certificate, issuer, NID_key_usage,
                       ca ? "critical,keyCertSign,cRLSign" : "digitalSignature"))
        return false;
    if (kind == KIND_SERVER)
        return add_usage(certificate, NID_server_auth, TEXT_OID_RPC_SERVER);
    return ca || add_usage(certificate, NID_client_auth, TEXT_OID_RPC_CLIENT);
}

X509 *certificate_make(const Request *request, EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key,
                       GError **err)
{
    g_autoptr(X509) certificate = X509_new();
    X509 *signer = issuer ? issuer : certificate;

    if (certificate && X509_set_version(certificate, X509_VERSION_3) && set_serial(certificate) &&
        set_times(certificate, request) && set_subject(certificate, request) &&
        X509_set_issuer_name(certificate, X509_get_subject_name(signer)) &&
        X509_set_pubkey(certificate, key) && add_profile(certificate, signer, request->kind) &&
        add_extension(certificate, signer, NID_subject_key_identifier, "hash") &&
        add_extension(certificate, signer, NID_authority_key_identifier, "keyid:always") &&
        (!request->names || X509_add1_ext_i2d(certificate, NID_subject_alt_name, request->names, 0,
                                              X509V3_ADD_DEFAULT) == 1) &&
        X509_sign(certificate, issuer_key, EVP_sha256()))
        return g_steal_pointer(&certificate);
    fail_openssl(err, "cannot make a certificate for '%s'", request->common_name);
    return NULL;
}

static bool add_revoked(X509_CRL *crl, const IndexEntry *entry)
{
    g_autoptr(X509_REVOKED) revoked = X509_REVOKED_new();
    g_autoptr(ASN1_TIME) when = ASN1_TIME_set(NULL, entry->revoked);
    g_autoptr(ASN1_INTEGER) serial = NULL;
    BIGNUM *read = NULL;
    g_autoptr(BIGNUM) number = BN_hex2bn(&read, entry->serial) ? read : NULL;

    serial = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    if (!revoked || !when || !serial || !X509_REVOKED_set_serialNumber(revoked, serial) ||
        !X509_REVOKED_set_revocationDate(revoked, when) || !X509_CRL_add0_revoked(crl, revoked))
        return false;
    g_steal_pointer(&revoked);
    return true;
}

static bool add_crl_extensions(X509_CRL *crl, X509 *issuer, gint64 number)
{
    g_autoptr(X509_EXTENSION) identifier = NULL;
    g_autoptr(ASN1_INTEGER) value = ASN1_INTEGER_new();
    X509V3_CTX context;

    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, NULL, NULL, crl, 0);
    identifier = X509V3_EXT_conf_nid(NULL, &context, NID_authority_key_identifier, "keyid:always");
    return identifier && X509_CRL_add_ext(crl, identifier, -1) && value &&
           ASN1_INTEGER_set_int64(value, number) &&
           X509_CRL_add1_ext_i2d(crl, NID_crl_number, value, 0, X509V3_ADD_DEFAULT);
}

X509_CRL *certificate_make_crl(const Index *index, X509 *issuer, EVP_PKEY *issuer_key, time_t until,
                               GError **err)
{
    g_autoptr(X509_CRL) crl = X509_CRL_new();
    g_autoptr(ASN1_TIME) from = ASN1_TIME_set(NULL, time(NULL));
    g_autoptr(ASN1_TIME) next = ASN1_TIME_set(NULL, until);
    bool ok = crl && from && next && X509_CRL_set_version(crl, X509_CRL_VERSION_2) &&
              X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer)) &&
              X509_CRL_set1_lastUpdate(crl, from) && X509_CRL_set1_nextUpdate(crl, next);

    for (guint i = 0; ok && i < index->entries->len; i++) {
        const IndexEntry *entry = g_ptr_array_index(index->entries, i);

        ok = !entry->revoked || add_revoked(crl, entry);
    }
    if (ok && add_crl_extensions(crl, issuer, index->crl_number) && X509_CRL_sort(crl) &&
        X509_CRL_sign(crl, issuer_key, EVP_sha256()))
        return g_steal_pointer(&crl);
    fail_openssl(err, "cannot make the revocation list");
    return NULL;
}
