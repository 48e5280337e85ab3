/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command show: what is in the folder, or in the files named.
 *
 * Changes nothing and takes no lock. Warnings do not change the exit status; a file that cannot be
 * read does.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/inspect.h"
#include "tools/pki/options.h"
#include "tools/pki/pem.h"
#include "tools/pki/store.h"
#include "tools/pki/text.h"

typedef struct {
    const Options *options;
    Yardstick yardstick;
    json_t *list;
} Show;

static void show_add(Show *show, const char *path, json_t *object)
{
    g_autofree char *shown = text_printable(path, strlen(path));

    json_object_set_new(object, "file", json_string(shown));
    json_array_append_new(show->list, object);
}

/* ".../x-cert.pem" -> ".../x-key.pem"; the CA's key is in ca/. NULL for another name. */
static char *show_key_path(const char *path, Role role)
{
    g_autofree char *folder = g_path_get_dirname(path);

    if (role == ROLE_CA)
        return g_build_filename(folder, STORE_CA_KEY, NULL);
    if (!g_str_has_suffix(path, "-cert.pem"))
        return NULL;
    return g_strdup_printf("%.*s-key.pem", (int) (strlen(path) - strlen("-cert.pem")), path);
}

static bool show_certificates(Show *show, const char *path, Role role, GError **err)
{
    g_autoptr(GPtrArray) certificates = pem_read_certificates(path, err);
    g_autofree char *key = show_key_path(path, role);

    for (guint i = 0; certificates && i < certificates->len; i++)
        show_add(show, path,
                 inspect_certificate(g_ptr_array_index(certificates, i), role, i == 0 ? key : NULL,
                                     &show->yardstick));
    return certificates != NULL;
}

/* A file of the folder, which need not be there. */
static bool show_part(Show *show, const char *name, Role role, GError **err)
{
    g_autofree char *path = g_build_filename(show->options->folder, name, NULL);

    return !store_exists(path) || show_certificates(show, path, role, err);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

static bool show_clients(Show *show, GError **err)
{
    g_autofree char *folder = g_build_filename(show->options->folder, STORE_CLIENTS, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    DIR *dir = opendir(folder);
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        if (entry->d_name[0] != '.' && g_str_has_suffix(entry->d_name, "-cert.pem"))
            g_ptr_array_add(names, g_strconcat(STORE_CLIENTS "/", entry->d_name, NULL));
    }
    if (dir)
        closedir(dir);
    g_ptr_array_sort(names, compare_names);
    for (guint i = 0; i < names->len; i++) {
        if (!show_part(show, g_ptr_array_index(names, i), ROLE_CLIENT, err))
            return false;
    }
    return true;
}

/* Only who may look into ca/ sees it. */
static bool show_index(Show *show, GError **err)
{
    g_autofree char *path = g_build_filename(show->options->folder, STORE_INDEX, NULL);
    g_autoptr(Index) index = NULL;

    if (access(path, R_OK) < 0)
        return true;
    index = index_read(path, err);
    if (index)
        show_add(show, path, inspect_index(index));
    return index != NULL;
}

static bool show_folder(Show *show, GError **err)
{
    g_autofree char *crl_path = g_build_filename(show->options->folder, STORE_CRL, NULL);

    if (!show_part(show, STORE_CA_CERT, ROLE_CA, err))
        return false;
    if (show->yardstick.crl)
        show_add(show, crl_path, inspect_crl(show->yardstick.crl, &show->yardstick));
    if (!show_part(show, STORE_SERVER_CERT, ROLE_SERVER, err) ||
        !show_part(show, STORE_CLIENT_CERT, ROLE_CLIENT, err) || !show_clients(show, err) ||
        !show_index(show, err))
        return false;
    return json_array_size(show->list) > 0 ||
           fail_with(err,
                     "there are no certificates in '%s': make a CA with 'vmrpc pki init', or "
                     "name a folder with --dir",
                     show->options->folder);
}

/* A file by its content: a certificate, else a revocation list. */
static bool show_file(Show *show, const char *path, GError **err)
{
    g_autofree char *text = store_read(path, err);
    g_autoptr(X509_CRL) crl = NULL;

    if (!text)
        return false;
    if (!strstr(text, "-----BEGIN X509 CRL-----"))
        return show_certificates(show, path, ROLE_UNKNOWN, err);
    crl = pem_read_crl(path, err);
    if (crl)
        show_add(show, path, inspect_crl(crl, &show->yardstick));
    return crl != NULL;
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void print_list(json_t *object, const char *key, const char *empty)
{
    const json_t *list = json_object_get(object, key);

    if (!list)
        return;
    printf("  %-12s", key);
    for (size_t i = 0; i < json_array_size(list); i++)
        printf("%s%s", i > 0 ? ", " : "", json_string_value(json_array_get(list, i)));
    puts(json_array_size(list) > 0 ? "" : empty);
}

static void print_field(json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);

    if (json_is_string(value))
        printf("  %-12s%s\n", key, json_string_value(value));
    else if (json_is_integer(value))
        printf("  %-12s%" JSON_INTEGER_FORMAT "\n", key, json_integer_value(value));
}

static void print_revoked(json_t *object)
{
    const json_t *list = json_object_get(object, "revoked");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);

        printf("  %-12s%s since %s\n", "revoked", text_of(item, "serial"), text_of(item, "since"));
    }
}

static void print_issued(json_t *object)
{
    const json_t *list = json_object_get(object, "issued");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *item = json_array_get(list, i);
        const char *revoked = text_of(item, "revoked");

        printf("  %-12s%s, %s '%s', until %s%s%s\n", "issued", text_of(item, "serial"),
               text_of(item, "kind"), text_of(item, "name"), text_of(item, "until"),
               revoked ? ", revoked " : "", revoked ? revoked : "");
    }
}

static void print_object(json_t *object)
{
    const json_t *warnings = json_object_get(object, "warnings");

    puts(text_of(object, "file"));
    print_field(object, "subject");
    print_field(object, "issuer");
    print_list(object, "names", "none");
    print_list(object, "usage", "any");
    print_field(object, "number");
    if (text_of(object, "from"))
        printf("  %-12s%s to %s (%" JSON_INTEGER_FORMAT " days left)\n", "valid",
               text_of(object, "from"), text_of(object, "until"),
               json_integer_value(json_object_get(object, "days-left")));
    print_field(object, "serial");
    print_field(object, "fingerprint");
    print_field(object, "key-type");
    print_field(object, "key");
    print_revoked(object);
    print_issued(object);
    for (size_t i = 0; i < json_array_size(warnings); i++)
        printf("  %-12s%s\n", "WARNING", json_string_value(json_array_get(warnings, i)));
}

static void show_print(const Show *show)
{
    g_autofree char *text = show->options->json ? json_dumps(show->list, JSON_INDENT(2)) : NULL;

    if (text)
        puts(text);
    for (size_t i = 0; !text && i < json_array_size(show->list); i++)
        print_object(json_array_get(show->list, i));
}

bool show_run(const Options *options, GError **err)
{
    g_autofree char *ca_path = g_build_filename(options->folder, STORE_CA_CERT, NULL);
    g_autofree char *crl_path = g_build_filename(options->folder, STORE_CRL, NULL);
    g_autoptr(X509) ca = NULL;
    g_autoptr(X509_CRL) crl = NULL;
    g_autoptr(json_t) list = json_array();
    Show show = {.options = options, .list = list};
    bool done = true;

    if (store_exists(ca_path) && !(ca = pem_read_certificate(ca_path, err)))
        return false;
    if (store_exists(crl_path) && !(crl = pem_read_crl(crl_path, err)))
        return false;
    show.yardstick = (Yardstick){ca, crl};
    for (int i = 0; done && i < options->count; i++)
        done = show_file(&show, options->arguments[i], err);
    if (options->count == 0)
        done = show_folder(&show, err);
    if (done)
        show_print(&show);
    return done;
}
