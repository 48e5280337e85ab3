/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts and warnings: see inspect.h. Reads no file but the key, to see that it fits. */
#include "tools/pki/inspect.h"

#include <openssl/err.h>
#include <string.h>
#include <unistd.h>

#include "tools/pki/handles.h"
#include "tools/pki/pem.h"
#include "tools/pki/period.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

static void warn(json_t *warnings, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void warn(json_t *warnings, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    json_array_append_new(warnings, json_string(text));
}

static json_t *json_words(const GPtrArray *words)
{
    json_t *list = json_array();

    for (guint i = 0; i < words->len; i++)
        json_array_append_new(list, json_string(g_ptr_array_index(words, i)));
    return list;
}

static void set_text(json_t *object, const char *key, char *text)
{
    json_object_set_new(object, key, json_string(text));
    g_free(text);
}

/* from, until, days-left and what is to be said about them. */
static void inspect_period(json_t *object, json_t *warnings, time_t from, time_t until)
{
    time_t now = time(NULL);
    g_autofree char *start = text_time(from);
    g_autofree char *end = text_time(until);
    int left = text_days_left(until);

    set_text(object, "from", text_time_iso(from));
    set_text(object, "until", text_time_iso(until));
    json_object_set_new(object, "days-left", json_integer(left));
    if (from > now)
        warn(warnings, "not valid before %s", start);
    if (until <= now)
        warn(warnings, "expired on %s", end);
    else if (left < PERIOD_WARN_DAYS)
        warn(warnings, "expires on %s, in %d days", end, left);
}

static void inspect_key(json_t *object, json_t *warnings, X509 *certificate, const char *path,
                        Role role)
{
    g_autofree char *shown = text_printable(path, strlen(path));
    g_autoptr(EVP_PKEY) key = NULL;
    g_autoptr(GError) error = NULL;

    if (!store_exists(path)) {
        if (role == ROLE_SERVER || role == ROLE_CLIENT)
            warn(warnings, "its key '%s' is not there", shown);
        return;
    }
    json_object_set_new(object, "key", json_string(shown));
    if (store_is_open_to_others(path))
        warn(warnings, "its key '%s' is open to others: chmod 600", shown);
    if (access(path, R_OK) < 0)
        return;
    key = pem_read_key(path, &error);
    if (!key)
        warn(warnings, "%s", error->message);
    else if (X509_check_private_key(certificate, key) != 1)
        warn(warnings, "the key '%s' is not that of the certificate", shown);
    ERR_clear_error();
}

static bool has_word(const GPtrArray *words, const char *word)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *) words, word, g_str_equal, NULL);
}

static void inspect_purpose(json_t *warnings, const GPtrArray *usages, const GPtrArray *names,
                            Role role)
{
    const char *wanted = role == ROLE_SERVER ? "server" : "client";

    if (role != ROLE_SERVER && role != ROLE_CLIENT)
        return;
    if (usages->len > 0 && !has_word(usages, wanted))
        warn(warnings, "not for use by a %s: its usage lacks %sAuth", wanted, wanted);
    if (role == ROLE_SERVER && names->len == 0)
        warn(warnings, "no subject alternative names: clients match nothing else");
}

static void inspect_issuer(json_t *warnings, X509 *certificate, const Yardstick *yardstick)
{
    g_autofree char *ca = NULL;
    X509_REVOKED *revoked = NULL;
    bool issued;

    if (!yardstick->ca || X509_cmp(yardstick->ca, certificate) == 0)
        return;
    issued = X509_check_issued(yardstick->ca, certificate) == X509_V_OK &&
             X509_verify(certificate, X509_get0_pubkey(yardstick->ca)) == 1;
    ERR_clear_error();
    ca = text_common_name(X509_get_subject_name(yardstick->ca));
    if (!issued)
        warn(warnings, "not from the CA of this folder, '%s'", ca);
    else if (yardstick->crl && X509_CRL_get0_by_cert(yardstick->crl, &revoked, certificate) == 1) {
        g_autofree char *when =
            text_time(text_parse_time(X509_REVOKED_get0_revocationDate(revoked)));

        warn(warnings, "revoked on %s", when);
    }
}

static char *key_type(const X509 *certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate);

    if (!key)
        return g_strdup("unknown");
    return g_strdup_printf("%s %d", EVP_PKEY_get0_type_name(key), EVP_PKEY_get_bits(key));
}

json_t *inspect_certificate(X509 *certificate, Role role, const char *key_path,
                            const Yardstick *yardstick)
{
    json_t *object = json_object();
    g_autoptr(json_t) warnings = json_array();
    g_autoptr(GPtrArray) names = text_alternatives(certificate);
    g_autoptr(GPtrArray) usages = text_usages(certificate);

    if (X509_check_ca(certificate) > 0)
        g_ptr_array_insert(usages, 0, g_strdup("ca"));
    else if (role == ROLE_CA)
        warn(warnings, "not the certificate of a CA");
    set_text(object, "subject", text_name(X509_get_subject_name(certificate)));
    set_text(object, "issuer", text_name(X509_get_issuer_name(certificate)));
    json_object_set_new(object, "names", json_words(names));
    json_object_set_new(object, "usage", json_words(usages));
    inspect_period(object, warnings, text_parse_time(X509_get0_notBefore(certificate)),
                   text_parse_time(X509_get0_notAfter(certificate)));
    set_text(object, "serial", text_serial(X509_get0_serialNumber(certificate)));
    set_text(object, "fingerprint", text_fingerprint(certificate));
    set_text(object, "key-type", key_type(certificate));
    if (key_path)
        inspect_key(object, warnings, certificate, key_path, role);
    inspect_purpose(warnings, usages, names, role);
    inspect_issuer(warnings, certificate, yardstick);
    json_object_set(object, "warnings", warnings);
    return object;
}

static json_t *crl_revoked(X509_CRL *crl)
{
    STACK_OF(X509_REVOKED) *entries = X509_CRL_get_REVOKED(crl);
    json_t *list = json_array();

    for (int i = 0; entries && i < sk_X509_REVOKED_num(entries); i++) {
        const X509_REVOKED *entry = sk_X509_REVOKED_value(entries, i);
        json_t *item = json_object();

        set_text(item, "serial", text_serial(X509_REVOKED_get0_serialNumber(entry)));
        set_text(item, "since",
                 text_time_iso(text_parse_time(X509_REVOKED_get0_revocationDate(entry))));
        json_array_append_new(list, item);
    }
    return list;
}

json_t *inspect_crl(X509_CRL *crl, const Yardstick *yardstick)
{
    json_t *object = json_object();
    g_autoptr(json_t) warnings = json_array();
    g_autoptr(ASN1_INTEGER) number = X509_CRL_get_ext_d2i(crl, NID_crl_number, NULL, NULL);
    int64_t value = 0;

    set_text(object, "issuer", text_name(X509_CRL_get_issuer(crl)));
    if (number && ASN1_INTEGER_get_int64(&value, number))
        json_object_set_new(object, "number", json_integer(value));
    inspect_period(object, warnings, text_parse_time(X509_CRL_get0_lastUpdate(crl)),
                   text_parse_time(X509_CRL_get0_nextUpdate(crl)));
    json_object_set_new(object, "revoked", crl_revoked(crl));
    if (yardstick->ca && X509_CRL_verify(crl, X509_get0_pubkey(yardstick->ca)) != 1)
        warn(warnings, "not from the CA of this folder");
    ERR_clear_error();
    json_object_set(object, "warnings", warnings);
    return object;
}

json_t *inspect_index(const Index *index)
{
    json_t *object = json_object();
    json_t *list = json_array();

    for (guint i = 0; i < index->entries->len; i++) {
        const IndexEntry *entry = g_ptr_array_index(index->entries, i);
        json_t *item = json_object();

        set_text(item, "serial", g_strdup(entry->serial));
        set_text(item, "kind", text_printable(entry->kind, strlen(entry->kind)));
        set_text(item, "name", text_printable(entry->name, strlen(entry->name)));
        set_text(item, "until", text_time_iso(entry->until));
        if (entry->revoked)
            set_text(item, "revoked", text_time_iso(entry->revoked));
        json_array_append_new(list, item);
    }
    json_object_set_new(object, "issued", list);
    json_object_set_new(object, "warnings", json_array());
    return object;
}
