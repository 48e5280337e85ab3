/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command pki: hands its words to vmrpc-pki, the program that makes and checks certificates. It
 * is a program of its own so that no other command has to load the TLS library.
 */
#include <string.h>
#include <sys/wait.h>

#include "tools/commands.h"

#define PKI_PROGRAM "vmrpc-pki"

static const Option pki_options[] = {
    {"words", OPTION_REST, 0, "init, server NAME..., client NAME, revoke, crl, show, check HOST",
     NULL},
    {0},
};

/* Below $VMRPC_LIBEXECDIR if that is set, as in an uninstalled build. */
static char *find_program(void)
{
    const char *folder = g_getenv("VMRPC_LIBEXECDIR");

    return g_build_filename(folder && *folder ? folder : PKGLIBEXECDIR, PKI_PROGRAM, NULL);
}

static bool run_pki(Tool *tool, const Arguments *arguments)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autofree char *program = find_program();
    g_autoptr(GError) error = NULL;
    int status;

    g_ptr_array_add(argv, program);
    for (const char *const *word = arguments_rest(arguments, "words"); *word; word++)
        g_ptr_array_add(argv, (void *) (uintptr_t) *word);
    if (tool->json_always)
        g_ptr_array_add(argv, (void *) (uintptr_t) "--json");
    g_ptr_array_add(argv, NULL);
    if (!g_spawn_sync(NULL, (char **) argv->pdata, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                      NULL, NULL, &status, &error))
        return tool_fail(NULL, "pki: %s", error->message);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

const Command commands_pki[] = {
    {"pki", "make and check certificates for TLS",
     "Makes a small certificate authority, certificates for servers and clients, and says what is\n"
     "    wrong with a TLS connection. 'pki init --help' lists the options, vmrpc-pki(1) tells all.",
     pki_options, COMMAND_NO_CONNECT | COMMAND_RAW, run_pki},
    {0},
};
