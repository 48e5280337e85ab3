/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reading documents: see document.h. The size is limited while reading, so /dev/zero costs no more
 * than the limit.
 */
#include "tools/document.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "tools/output.h"
#include "tools/tool.h"
#include "tools/xpath.h"

/* REMOTE_STRING_MAX of the protocol: the daemon takes no longer string. */
#define DOCUMENT_SIZE_MAX (4 * 1024 * 1024)

static char *check(GString *text, const char *path)
{
    if (text->len > DOCUMENT_SIZE_MAX)
        tool_fail(NULL, "'%s' is larger than %d bytes", path, DOCUMENT_SIZE_MAX);
    else if (strlen(text->str) != text->len)
        tool_fail(NULL, "'%s' contains a NUL byte", path);
    else
        return g_string_free(text, FALSE);
    g_string_free(text, TRUE);
    return NULL;
}

static char *read_all(int fd, const char *path)
{
    GString *text = g_string_new(NULL);
    char part[65536];

    while (text->len <= DOCUMENT_SIZE_MAX) {
        ssize_t n = read(fd, part, sizeof part);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            tool_fail(NULL, "Failed to read file '%s': %s", path, g_strerror(errno));
            g_string_free(text, TRUE);
            return NULL;
        }
        if (n == 0)
            break;
        g_string_append_len(text, part, n);
    }
    return check(text, path);
}

char *document_read(const char *path)
{
    char *text;
    int fd;

    if (!strcmp(path, "-"))
        return read_all(STDIN_FILENO, path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        tool_fail(NULL, "Failed to open file '%s': %s", path, g_strerror(errno));
        return NULL;
    }
    text = read_all(fd, path);
    close(fd);
    return text;
}

bool document_print(bool json, const Arguments *arguments, const char *xml)
{
    const char *expression = arguments_string(arguments, "xpath");
    g_autoptr(Xpath) xpath = expression ? xpath_new(xml) : NULL;
    g_auto(GStrv) parts = xpath ? xpath_nodes(xpath, expression) : NULL;
    g_autofree char *joined = NULL, *wrapped = NULL;

    if (!expression)
        return output_xml(json, xml);
    if (!parts)
        return false;
    joined = g_strjoinv("\n", parts);
    if (arguments_has(arguments, "wrap"))
        wrapped = g_strdup_printf("<nodes>\n%s\n</nodes>", joined);
    if (json || wrapped || *joined)
        output_xml(json, wrapped ? wrapped : joined);
    return true;
}
