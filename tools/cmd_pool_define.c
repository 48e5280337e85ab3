/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Definitions of storage pools, from a document or from words: pool-define, pool-create, the same
 * with -as, pool-autostart, pool-edit.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/editor.h"
#include "tools/output.h"
#include "tools/storage.h"

/* ---- from a document ------------------------------------------------- */

/* The document is named by the file that it is from; without one, by the name of the pool. */
static bool define(Tool *tool, const char *xml, const char *from, const char *name)
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcPool) pool = vmrpc_pool_define(tool->connection, xml, 0, &error);

    if (!pool)
        return tool_fail(error, "Failed to define pool %s%s", from ? "from " : "",
                         from ? from : name);
    tool_say(tool, "Pool %s defined%s%s", vmrpc_pool_name(pool), from ? " from " : "",
             from ? from : "");
    storage_print_pool(tool, pool);
    return true;
}

static bool create(Tool *tool, const Arguments *arguments, const char *xml, const char *from,
                   const char *name)
{
    g_autoptr(VmrpcPool) pool = NULL;
    VmrpcError *error = NULL;
    unsigned flags;

    if (!storage_build_flags(arguments, &flags))
        return false;
    pool = vmrpc_pool_create(tool->connection, xml, flags, &error);
    if (!pool)
        return tool_fail(error, "Failed to create pool %s%s", from ? "from " : "",
                         from ? from : name);
    tool_say(tool, "Pool %s created%s%s", vmrpc_pool_name(pool), from ? " from " : "",
             from ? from : "");
    storage_print_pool(tool, pool);
    return true;
}

static const Option pool_define_options[] = {OPTION_FILE, {0}};

static bool run_pool_define(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autofree char *xml = document_read(path);

    return xml && define(tool, xml, path, NULL);
}

static const Option pool_create_options[] = {OPTION_FILE, OPTIONS_POOL_BUILD, {0}};

static bool run_pool_create(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    g_autofree char *xml = document_read(path);

    return xml && create(tool, arguments, xml, path, NULL);
}

/* ---- from words ------------------------------------------------- */

/* virsh takes the four that come before the target by their places, with - for none. */
#define OPTIONS_POOL_AS                                                                            \
    {"name", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name of the pool", NULL},        \
        {"type", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "type of the pool: dir",      \
         NULL},                                                                                    \
        {"source-host", OPTION_STRING, OPTION_POSITIONAL, "machine it comes from", NULL},          \
        {"source-path", OPTION_STRING, OPTION_POSITIONAL, "folder it comes from", NULL},           \
        {"source-dev", OPTION_STRING, OPTION_POSITIONAL, "device it comes from", NULL},            \
        {"source-name", OPTION_STRING, OPTION_POSITIONAL, "name of what it comes from", NULL},     \
        {"target", OPTION_STRING, OPTION_POSITIONAL, "its folder", NULL},                          \
        {"source-format", OPTION_STRING, OPTION_POSITIONAL, "format of what it comes from", NULL}, \
    {                                                                                              \
        "print-xml", OPTION_BOOL, 0, "print the document and do nothing", NULL                     \
    }

/* A line for an option, if it was given. */
static void add_element(GString *xml, const Arguments *arguments, const char *option,
                        const char *format)
{
    const char *word = arguments_string(arguments, option);
    g_autofree char *element = NULL;

    if (!word || !strcmp(word, "-"))
        return;
    element = g_markup_printf_escaped(format, word);
    g_string_append(xml, element);
}

static char *pool_document(const Arguments *arguments)
{
    g_autoptr(GString) source = g_string_new(NULL);
    GString *xml = g_string_new(NULL);
    g_autofree char *head =
        g_markup_printf_escaped("<pool type='%s'>\n", arguments_string(arguments, "type"));

    g_string_append(xml, head);
    add_element(xml, arguments, "name", "  <name>%s</name>\n");
    add_element(source, arguments, "source-host", "    <host name='%s'/>\n");
    add_element(source, arguments, "source-path", "    <dir path='%s'/>\n");
    add_element(source, arguments, "source-dev", "    <device path='%s'/>\n");
    add_element(source, arguments, "source-name", "    <name>%s</name>\n");
    add_element(source, arguments, "source-format", "    <format type='%s'/>\n");
    if (source->len > 0)
        g_string_append_printf(xml, "  <source>\n%s  </source>\n", source->str);
    add_element(xml, arguments, "target", "  <target>\n    <path>%s</path>\n  </target>\n");
    g_string_append(xml, "</pool>\n");
    return g_string_free(xml, FALSE);
}

static const Option pool_define_as_options[] = {OPTIONS_POOL_AS, {0}};

static bool run_pool_define_as(Tool *tool, const Arguments *arguments)
{
    g_autofree char *xml = pool_document(arguments);

    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml);
    return define(tool, xml, NULL, arguments_string(arguments, "name"));
}

static const Option pool_create_as_options[] = {OPTIONS_POOL_AS, OPTIONS_POOL_BUILD, {0}};

static bool run_pool_create_as(Tool *tool, const Arguments *arguments)
{
    g_autofree char *xml = pool_document(arguments);

    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml);
    return create(tool, arguments, xml, NULL, arguments_string(arguments, "name"));
}

/* ---- what becomes of it ------------------------------------------------- */

static const Option pool_autostart_options[] = {
    OPTION_POOL,
    {"disable", OPTION_BOOL, 0, "do not start it with the daemon any more", NULL},
    {0},
};

static bool run_pool_autostart(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    bool on = !arguments_has(arguments, "disable");
    const char *mark = on ? "mark" : "unmark";
    VmrpcError *error = NULL;

    if (!pool)
        return false;
    if (vmrpc_pool_set_autostart(pool, on, &error) < 0)
        return tool_fail(error, "Failed to %s pool %s as autostarted", mark, vmrpc_pool_name(pool));
    tool_say(tool, "Pool %s %sed as autostarted", vmrpc_pool_name(pool), mark);
    return true;
}

static const Option pool_edit_options[] = {OPTION_POOL, {0}};

static char *edit_get(void *object)
{
    VmrpcError *error = NULL;
    char *xml = vmrpc_pool_xml(object, VMRPC_POOL_XML_INACTIVE, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of pool '%s'", vmrpc_pool_name(object));
    return xml;
}

static bool edit_define(Tool *tool, void *object, const char *xml)
{
    VmrpcError *error = NULL;
    g_autoptr(VmrpcPool) defined = vmrpc_pool_define(tool->connection, xml, 0, &error);

    return defined || tool_fail(error, "Failed to define pool '%s'", vmrpc_pool_name(object));
}

static bool run_pool_edit(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcPool) pool = storage_pool(tool, arguments, "pool");
    g_autofree char *what = NULL;
    g_autofree char *title = NULL;

    if (!pool)
        return false;
    what = g_strdup_printf("pool '%s'", vmrpc_pool_name(pool));
    title = g_strdup_printf("Pool %s", vmrpc_pool_name(pool));
    return editor_run(
        tool,
        &(Edit){
            .what = what, .title = title, .object = pool, .get = edit_get, .define = edit_define});
}

const Command commands_pool_define[] = {
    {"pool-autostart", "have a storage pool started together with the daemon",
     "Marks a pool to be started when the daemon starts, or takes that back.",
     pool_autostart_options, 0, run_pool_autostart},
    {"pool-create", "start a transient storage pool from a document",
     "Reads a <pool> document and starts a pool from it. The pool is gone from the list once it "
     "is\n"
     "    stopped; what is in its folder stays.",
     pool_create_options, COMMAND_JSON | COMMAND_SLOW, run_pool_create},
    {"pool-create-as", "start a transient storage pool from words",
     "Does what pool-create does, with a document made of the options.", pool_create_as_options,
     COMMAND_JSON | COMMAND_SLOW, run_pool_create_as},
    {"pool-define", "make or replace a persistent storage pool, without starting it",
     "Reads a <pool> document and stores it. A pool with the same name and UUID gets the new\n"
     "    definition.",
     pool_define_options, COMMAND_JSON, run_pool_define},
    {"pool-define-as", "make a persistent storage pool from words",
     "Does what pool-define does, with a document made of the options.", pool_define_as_options,
     COMMAND_JSON, run_pool_define_as},
    {"pool-edit", "change the definition of a storage pool in an editor",
     "Opens the definition in $VISUAL, $EDITOR or vi, and defines what was saved.",
     pool_edit_options, 0, run_pool_edit},
    {0},
};
