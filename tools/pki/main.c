/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmrpc-pki: keys and certificates for vmrpc; `vmrpc pki` runs it.
 *
 * The command line, and nothing else: which options a command takes is in the tables below. Exit
 * status: 0 done or fine, 1 a problem, 2 the command line makes no sense.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "tools/pki/fail.h"
#include "tools/pki/handles.h"
#include "tools/pki/options.h"
#include "tools/pki/store.h"

enum { MAIN_DAYS_UNSET = G_MININT, MAIN_TIMEOUT = 5, MAIN_MAX_TIMEOUT = 3600 };

static Options options = {.days = MAIN_DAYS_UNSET, .timeout = MAIN_TIMEOUT};
static gboolean show_version;

/* Options in GLib's notation, shorter. */
/* clang-format off */
#define TEXT(name, field, help, what) \
    {name, 0, 0, G_OPTION_ARG_STRING, &options.field, help, what}
#define FLAG(name, letter, field, help) \
    {name, letter, 0, G_OPTION_ARG_NONE, &options.field, help, NULL}
#define PATH(name, letter, field, help, what) \
    {name, letter, 0, G_OPTION_ARG_FILENAME, &options.field, help, what}
#define END {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL}
#define PERIOD_ENTRIES \
    {"days", 0, 0, G_OPTION_ARG_INT, &options.days, "how long it is valid", "N"}, \
    TEXT("from", from, "since when (UTC)", "DATE"), \
    TEXT("until", until, "until when (UTC)", "DATE")
#define MAKE_ENTRIES \
    PERIOD_ENTRIES, FLAG("rsa", 0, rsa, "an RSA key of 3072 bits instead of EC P-256"), \
    FLAG("renew", 0, renew, "a new certificate for the key that is there"), \
    FLAG("force", 'f', force, "replace the key that is there")
/* clang-format on */

static const GOptionEntry common_entries[] = {
    PATH("dir", 'd', folder, "the folder of keys and certificates", "DIR"),
    FLAG("json", 'j', json, "print JSON (show, check)"),
    {"version", 'V', 0, G_OPTION_ARG_NONE, &show_version, "print the version", NULL},
    END,
};

static const GOptionEntry init_entries[] = {
    MAKE_ENTRIES,
    TEXT("name", name, "the name of the CA", "NAME"),
    END,
};
static const GOptionEntry server_entries[] = {
    MAKE_ENTRIES,
    PATH("out", 'o', out, "write all that the server needs here", "DIR"),
    END,
};
static const GOptionEntry client_entries[] = {
    MAKE_ENTRIES,
    PATH("out", 'o', out, "copy all that the client needs here", "DIR"),
    {"email", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.emails, "add a mail address", "ADDRESS"},
    {"uri", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.uris, "add a URI", "URI"},
    END,
};
static const GOptionEntry list_entries[] = {PERIOD_ENTRIES, END};
static const GOptionEntry no_entries[] = {END};
static const GOptionEntry check_entries[] = {
    FLAG("plain", 'p', plain, "TLS from the first byte instead of RFC 9289"),
    TEXT("name", name, "the name that the server must have", "NAME"),
    PATH("ca", 0, ca, "certificates to trust", "FILE"),
    PATH("crl", 0, crl, "revocation list", "FILE"),
    PATH("cert", 0, cert, "our certificate", "FILE"),
    PATH("key", 0, key, "our key", "FILE"),
    TEXT("client", client, "be this client of the folder", "NAME"),
    {"timeout", 't', 0, G_OPTION_ARG_INT, &options.timeout, "for each step", "SECONDS"},
    FLAG("verbose", 'v', verbose, "print each step"),
    END,
};

typedef struct {
    const char *name;
    const char *arguments;
    const char *summary;
    const GOptionEntry *entries;
    bool (*run)(const Options *, GError **);
} Command;

static const Command commands[] = {
    {"init", "", "make a certificate authority (CA)", init_entries, issue_run_init},
    {"server", "NAME...", "make the certificate of a server with these names", server_entries,
     issue_run_server},
    {"client", "NAME", "make the certificate of a client", client_entries, issue_run_client},
    {"revoke", "NAME|SERIAL|FILE...", "revoke certificates", list_entries, revoke_run_revoke},
    {"crl", "", "make the revocation list anew", list_entries, revoke_run_crl},
    {"show", "[FILE...]", "show what is in the folder, or in files", no_entries, show_run},
    {"check", "HOST[:PORT]", "say what is wrong with a connection", check_entries, check_run},
};

static const Command *find_command(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
        if (g_str_equal(commands[i].name, name))
            return &commands[i];
    }
    return NULL;
}

static char *describe_commands(void)
{
    GString *text = g_string_new("Commands:\n");

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        g_string_append_printf(text, "  %-7s %-20s %s\n", commands[i].name, commands[i].arguments,
                               commands[i].summary);
    g_string_append(text, "\n'vmrpc pki COMMAND --help' lists the options of a command.");
    return g_string_free(text, FALSE);
}

static int complain(const char *prefix, const GError *error, int status)
{
    fflush(stdout);
    fprintf(stderr, "vmrpc pki%s%s: %s\n", prefix ? " " : "", prefix ? prefix : "", error->message);
    return status;
}

/* The options before the command; the rest stays in *arguments. */
static bool parse_common(char ***arguments, GError **err)
{
    g_autoptr(GOptionContext) context = g_option_context_new("COMMAND ...");
    g_autofree char *description = describe_commands();

    g_option_context_set_strict_posix(context, TRUE);
    g_option_context_set_description(context, description);
    g_option_context_add_main_entries(context, common_entries, NULL);
    return g_option_context_parse_strv(context, arguments, err);
}

static bool parse_command(const Command *command, char ***arguments, GError **err)
{
    g_autoptr(GOptionContext) context = g_option_context_new(command->arguments);
    g_autofree char *program = g_strconcat("vmrpc pki ", command->name, NULL);

    g_set_prgname(program);
    g_option_context_set_summary(context, command->summary);
    g_option_context_add_main_entries(context, common_entries, NULL);
    g_option_context_add_main_entries(context, command->entries, NULL);
    return g_option_context_parse_strv(context, arguments, err);
}

/* What no command may be given. */
static bool check_values(GError **err)
{
    if (options.days != MAIN_DAYS_UNSET && options.days < 1)
        return fail_usage(err, "--days: give 1 or more");
    if (options.days == MAIN_DAYS_UNSET)
        options.days = 0;
    if (options.timeout < 1 || options.timeout > MAIN_MAX_TIMEOUT)
        return fail_usage(err, "--timeout: give 1 to %d seconds", MAIN_MAX_TIMEOUT);
    if (options.force && options.renew)
        return fail_usage(err, "--force makes a new key, --renew keeps it: give one of them");
    return true;
}

/* A "--" that ended the options is left in place by GLib before an argument with a dash. */
static int run_command(const Command *command, char **arguments)
{
    g_autoptr(GError) error = NULL;

    if (*arguments && g_str_equal(*arguments, "--"))
        arguments++;
    options.arguments = arguments;
    options.count = (int) g_strv_length(arguments);
    if (!options.folder)
        options.folder = store_default_folder();
    if (!check_values(&error) || !command->run(&options, &error)) {
        if (error)
            return complain(command->name, error, fail_status(error));
        fflush(stdout);
        return FAIL_PROBLEM; /* the command has said it */
    }
    return fflush(stdout) == 0 ? 0 : FAIL_PROBLEM;
}

static int run_program(char ***arguments)
{
    g_autoptr(GError) error = NULL;
    const Command *command;
    g_auto(GStrv) rest = NULL;

    if (!parse_common(arguments, &error))
        return complain(NULL, error, FAIL_USAGE);
    if (!show_version && !(*arguments)[1]) {
        fail_usage(&error, "give a command: init, server, client, revoke, crl, show, check");
        return complain(NULL, error, FAIL_USAGE);
    }
    command = show_version ? NULL : find_command((*arguments)[1]);
    if (!show_version && !command) {
        fail_usage(&error, "unknown command '%s'", (*arguments)[1]);
        return complain(NULL, error, FAIL_USAGE);
    }
    rest = g_strdupv(show_version ? *arguments : *arguments + 1);
    if (command && !parse_command(command, &rest, &error))
        return complain(command->name, error, FAIL_USAGE);
    if (show_version) {
        puts(PACKAGE_STRING);
        return 0;
    }
    return run_command(command, rest + 1);
}

static void free_options(void)
{
    char **texts[] = {&options.folder, &options.name,  &options.from, &options.until,
                      &options.out,    &options.ca,    &options.crl,  &options.cert,
                      &options.key,    &options.client};

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        g_clear_pointer(texts[i], g_free);
    g_clear_pointer(&options.emails, g_strfreev);
    g_clear_pointer(&options.uris, g_strfreev);
}

int main(int argc, char **argv)
{
    g_auto(GStrv) arguments = g_strdupv(argv);
    int status;

    (void) argc;
    setlocale(LC_ALL, "");
    g_set_prgname("vmrpc pki");
    signal(SIGPIPE, SIG_IGN);
    json_object_seed(0);
    status = run_program(&arguments);
    free_options();
    return status;
}
