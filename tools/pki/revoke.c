/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands revoke and crl.
 *
 * Revoking is for ever and touches no certificate file. The list lasts as long as the CA unless
 * --days says otherwise: a list that ran out refuses everybody.
 */
#include <openssl/err.h>
#include <stdio.h>
#include <string.h>

#include "tools/pki/authority.h"
#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/options.h"
#include "tools/pki/pem.h"
#include "tools/pki/period.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

/* What is going to be said once the list is written. */
static void revoke_entry(IndexEntry *entry, GString *report)
{
    g_autofree char *end = text_time(entry->until);
    bool before = entry->revoked != 0;

    if (!before)
        entry->revoked = time(NULL);
    g_string_append_printf(report, "%srevoked: %s certificate '%s', serial %s, valid until %s\n",
                           before ? "already " : "", entry->kind, entry->name, entry->serial, end);
}

/* A certificate that was lost from the index can still be revoked by its file. */
static bool revoke_file(Authority *authority, const char *path, GString *report, GError **err)
{
    g_autoptr(X509) certificate = pem_read_certificate(path, err);
    g_autofree char *serial = NULL;
    g_autofree char *name = NULL;
    time_t until;

    if (!certificate)
        return false;
    if (!authority_has_issued(authority, certificate))
        return fail_with(err, "'%s' is not from this CA: who issued it must revoke it", path);
    if (X509_check_ca(certificate) > 0)
        return fail_with(err,
                         "'%s' is that of the CA: to end it, make a new one with 'vmrpc pki "
                         "init --force'",
                         path);
    serial = text_serial(X509_get0_serialNumber(certificate));
    if (!index_find(authority->index, serial)) {
        name = text_common_name(X509_get_subject_name(certificate));
        until = text_parse_time(X509_get0_notAfter(certificate));
        index_add(authority->index, serial, "other", name, until);
    }
    revoke_entry(index_find(authority->index, serial), report);
    return true;
}

/* All the certificates of a name, so that one made anew is not forgotten. */
static bool revoke_name(Authority *authority, const char *name, GString *report, GError **err)
{
    g_autofree char *shown = text_printable(name, strlen(name));
    g_autofree char *serial = g_ascii_strdown(name, -1);
    IndexEntry *by_serial = index_find(authority->index, serial);
    guint found = 0;

    for (guint i = 0; i < authority->index->entries->len; i++) {
        IndexEntry *entry = g_ptr_array_index(authority->index->entries, i);

        if (!g_str_equal(entry->name, name))
            continue;
        found++;
        revoke_entry(entry, report);
    }
    if (found == 0 && by_serial) {
        revoke_entry(by_serial, report);
        found++;
    }
    return found > 0 || fail_with(err,
                                  "this CA has issued nothing for '%s': give the name or the "
                                  "serial number that 'vmrpc pki show' prints, or a file",
                                  shown);
}

static bool revoke_one(Authority *authority, const char *what, GString *report, GError **err)
{
    if (strchr(what, '/') || g_str_has_suffix(what, ".pem"))
        return revoke_file(authority, what, report, err);
    return revoke_name(authority, what, report, err);
}

static bool revoke_write(const Options *options, Authority *authority, const char *report,
                         GError **err)
{
    time_t now = time(NULL);
    time_t from;
    time_t until;
    g_autofree char *end = NULL;

    if (!period_choose(options, PERIOD_MAX_DAYS, 0, &from, &until, err))
        return false;
    if (until <= now)
        return fail_usage(err, "the list would have run out already");
    if (!options->days && !options->until)
        until = MAX(authority_end(authority), now + 86400);
    if (!authority_write_crl(authority, until, err))
        return false;
    end = text_time(until);
    printf("%srevocation list %" G_GINT64_FORMAT ", good until %s; copy it to every server:\n"
           "  %s/" STORE_CRL "\n",
           report, authority->index->crl_number, end, options->folder);
    return true;
}

bool revoke_run_revoke(const Options *options, GError **err)
{
    g_autoptr(Authority) authority = NULL;
    g_autoptr(GString) report = g_string_new(NULL);

    if (options->count == 0)
        return fail_usage(err, "give a name, a serial number or a certificate file");
    authority = authority_open(options->folder, err);
    if (!authority)
        return false;
    for (int i = 0; i < options->count; i++) {
        if (!revoke_one(authority, options->arguments[i], report, err))
            return false;
    }
    return revoke_write(options, authority, report->str, err);
}

bool revoke_run_crl(const Options *options, GError **err)
{
    g_autoptr(Authority) authority = NULL;

    if (options->count != 0)
        return fail_usage(err, "crl takes no arguments");
    authority = authority_open(options->folder, err);
    return authority && revoke_write(options, authority, "", err);
}
