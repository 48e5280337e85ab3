/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The user's editor: see editor.h. */
#include "tools/editor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

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

/* True once the document is stored; before is what the user began with. */
static bool store(Tool *tool, const Edit *edit, const char *before, const char *edited)
{
    g_autofree char *now = edit->get(edit->object);

    if (!now)
        return false;
    if (strcmp(now, before))
        return tool_fail(NULL, "the definition of %s was changed by somebody else", edit->what);
    return edit->define(tool, edit->object, edited);
}

/* Until the document is stored or unchanged (true), or the user gives up. */
static bool edit_file(Tool *tool, const Edit *edit, const char *before, const char *path)
{
    do {
        g_autofree char *edited = NULL;

        if (!run_editor(path))
            return false;
        edited = document_read(path);
        if (edited && !strcmp(edited, before)) {
            tool_say(tool, edit->done ? "%s not changed." : "%s XML configuration not changed.",
                     edit->title);
            return true;
        }
        if (edited && store(tool, edit, before, edited)) {
            if (edit->done)
                tool_say(tool, "%s", edit->done);
            else
                tool_say(tool, "%s XML configuration edited.", edit->title);
            return true;
        }
    } while (ask_again());
    return false;
}

/* Whether the file still holds what it was made with. */
static bool is_unchanged(const char *path, const char *before)
{
    g_autofree char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) && !strcmp(text, before);
}

bool editor_run(Tool *tool, const Edit *edit)
{
    g_autofree char *before = edit->get(edit->object);
    g_autofree char *path = before ? write_temporary(before) : NULL;
    bool done;

    if (!path)
        return false;
    done = edit_file(tool, edit, before, path);
    if (done || is_unchanged(path, before)) {
        unlink(path);
        return done;
    }
    return tool_fail(NULL, "the edited document stays in '%s'", path);
}
