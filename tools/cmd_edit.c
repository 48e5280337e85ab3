/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * edit: the definition of a domain through the user's editor.
 *
 * The document, passwords included, lies in a file that only the user can read, for as long as the
 * editor runs. What the user wrote is never lost: if it cannot be defined and the user gives up,
 * the file stays and the message says where.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/commands.h"
#include "tools/document.h"

/* Writes text into a new file of mode 0600 and returns its path. */
static char *write_temporary(const char *text)
{
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "vmrpc-XXXXXX.xml", NULL);
    int fd = mkostemps(path, strlen(".xml"), O_CLOEXEC);
    size_t left = strlen(text);

    if (fd < 0) {
        tool_fail(NULL, "cannot create a temporary file like '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    while (left) {
        ssize_t n = write(fd, text, left);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            tool_fail(NULL, "cannot write '%s': %s", path, g_strerror(errno));
            close(fd);
            unlink(path);
            return NULL;
        }
        text += n;
        left -= (size_t) n;
    }
    close(fd);
    return g_steal_pointer(&path);
}

static const char *editor(void)
{
    const char *visual = getenv("VISUAL");
    const char *plain = getenv("EDITOR");

    if (visual && *visual)
        return visual;
    return plain && *plain ? plain : "vi";
}

/* The variable may hold a command with options, so a shell runs it. */
static bool run_editor(const char *path)
{
    g_autofree char *quoted = g_shell_quote(path);
    g_autofree char *line = g_strdup_printf("%s %s", editor(), quoted);
    int status = system(line);

    if (status == -1)
        return tool_fail(NULL, "cannot run the editor '%s': %s", editor(), g_strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return tool_fail(NULL, "the editor '%s' ended with an error", editor());
    return true;
}

/* Asks whether to go back to the editor. Only a person can answer. */
static bool ask_again(void)
{
    g_autofree char *answer = NULL;
    size_t size = 0;

    if (!isatty(STDIN_FILENO))
        return false;
    for (;;) {
        fputs("Failed. Edit again? [y,n]: ", stdout);
        fflush(stdout);
        if (getline(&answer, &size, stdin) < 0)
            return false;
        g_strstrip(answer);
        if (!g_ascii_strcasecmp(answer, "y") || !g_ascii_strcasecmp(answer, "yes"))
            return true;
        if (!g_ascii_strcasecmp(answer, "n") || !g_ascii_strcasecmp(answer, "no"))
            return false;
    }
}

static char *get_definition(VmrpcDomain *domain)
{
    VmrpcError *error = NULL;
    char *xml = vmrpc_domain_xml(domain, VMRPC_XML_INACTIVE | VMRPC_XML_SECURE, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of domain '%s'", vmrpc_domain_name(domain));
    return xml;
}

static bool define(Tool *tool, VmrpcDomain *domain, const char *before, const char *edited)
{
    g_autofree char *now = get_definition(domain);
    g_autoptr(VmrpcDomain) defined = NULL;
    VmrpcError *error = NULL;

    if (!now)
        return false;
    if (strcmp(now, before))
        return tool_fail(NULL, "the definition of domain '%s' was changed by somebody else",
                         vmrpc_domain_name(domain));
    defined = vmrpc_domain_define(tool->connection, edited, 0, &error);
    if (!defined)
        return tool_fail(error, "Failed to define domain '%s'", vmrpc_domain_name(domain));
    tool_say(tool, "Domain '%s' XML configuration edited.", vmrpc_domain_name(defined));
    return true;
}

/* Until the document is defined or unchanged (true), or the user gives up. */
static bool edit_file(Tool *tool, VmrpcDomain *domain, const char *before, const char *path)
{
    do {
        g_autofree char *edited = NULL;

        if (!run_editor(path))
            return false;
        edited = document_read(path);
        if (edited && !strcmp(edited, before)) {
            tool_say(tool, "Domain '%s' XML configuration not changed.", vmrpc_domain_name(domain));
            return true;
        }
        if (edited && define(tool, domain, before, edited))
            return true;
    } while (ask_again());
    return false;
}

/* Whether the file still holds what it was made with. */
static bool is_unchanged(const char *path, const char *before)
{
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) && !strcmp(text, before);
}

static bool run_edit(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autofree char *before = domain ? get_definition(domain) : NULL;
    g_autofree char *path = before ? write_temporary(before) : NULL;
    bool done;

    if (!path)
        return false;
    done = edit_file(tool, domain, before, path);
    if (done || is_unchanged(path, before)) {
        unlink(path);
        return done;
    }
    return tool_fail(NULL, "the edited document stays in '%s'", path);
}

static const Option edit_options[] = {OPTION_DOMAIN, {0}};

const Command commands_edit[] = {
    {"edit", "change the definition of a domain in an editor",
     "Opens the definition in $VISUAL, $EDITOR or vi, and defines what was saved. If that fails "
     "on\n"
     "    a terminal, it offers to edit again.",
     edit_options, 0, run_edit},
    {0},
};
