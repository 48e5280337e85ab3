/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * snapshot-create, snapshot-create-as: new snapshots, from a document or from options.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"
#include "tools/snapshot.h"

#define CREATE_OPTIONS                                                                             \
    {"no-metadata", OPTION_BOOL, 0, "the daemon forgets it at once", NULL},                        \
        {"halt", OPTION_BOOL, 0, "stop the domain afterwards", NULL},                              \
        {"disk-only", OPTION_BOOL, 0, "disks without memory", NULL},                               \
        {"reuse-external", OPTION_BOOL, 0, "the new images are there already", NULL},              \
        {"quiesce", OPTION_BOOL, 0, "freeze the guest's file systems (needs an agent)", NULL},     \
        {"atomic", OPTION_BOOL, 0, "all disks or none (always so)", NULL},                         \
        {"live", OPTION_BOOL, 0, "the guest runs while its memory is written", NULL},              \
    {                                                                                              \
        "validate", OPTION_BOOL, 0, "refuse what the document should not have", NULL               \
    }

static const OptionFlag create_flags[] = {
    {"redefine", VMRPC_SNAPSHOT_CREATE_REDEFINE},
    {"current", VMRPC_SNAPSHOT_CREATE_CURRENT},
    {"no-metadata", VMRPC_SNAPSHOT_CREATE_NO_METADATA},
    {"halt", VMRPC_SNAPSHOT_CREATE_HALT},
    {"disk-only", VMRPC_SNAPSHOT_CREATE_DISK_ONLY},
    {"reuse-external", VMRPC_SNAPSHOT_CREATE_REUSE_EXTERNAL},
    {"quiesce", VMRPC_SNAPSHOT_CREATE_QUIESCE},
    {"atomic", VMRPC_SNAPSHOT_CREATE_ATOMIC},
    {"live", VMRPC_SNAPSHOT_CREATE_LIVE},
    {"validate", VMRPC_SNAPSHOT_CREATE_VALIDATE},
    {0},
};

static bool create(Tool *tool, const Arguments *arguments, const char *xml, unsigned flags,
                   const char *from)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    snapshot = vmrpc_snapshot_create(domain, xml, flags, &error);
    if (!snapshot)
        return tool_fail(error, "Failed to create a snapshot of domain '%s'",
                         vmrpc_domain_name(domain));
    if (tool->json)
        output_word(true, "name", vmrpc_snapshot_name(snapshot));
    else if (from)
        tool_say(tool, "Domain snapshot %s created from '%s'", vmrpc_snapshot_name(snapshot), from);
    else
        tool_say(tool, "Domain snapshot %s created", vmrpc_snapshot_name(snapshot));
    return true;
}

static const Option create_options[] = {
    OPTION_DOMAIN,
    {"xmlfile", OPTION_STRING, OPTION_POSITIONAL, "file with the document; - is standard input",
     complete_files},
    {"redefine", OPTION_BOOL, 0, "metadata of a snapshot that exists", NULL},
    {"current", OPTION_BOOL, 0, "with --redefine, it is the current one", NULL},
    CREATE_OPTIONS,
    {0},
};

static bool run_create(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "xmlfile");
    g_autofree char *xml = file ? document_read(file) : g_strdup("<domainsnapshot/>");

    return xml && create(tool, arguments, xml, arguments_flags(arguments, create_flags), file);
}

/* ---- from options ---- */

/* Parts between commas; a doubled comma is one in a part. */
static char **split(const char *text)
{
    GPtrArray *parts = g_ptr_array_new();
    GString *part = g_string_new(NULL);

    for (; *text; text++) {
        if (*text != ',') {
            g_string_append_c(part, *text);
        } else if (text[1] == ',') {
            g_string_append_c(part, *text++);
        } else {
            g_ptr_array_add(parts, g_string_free(part, FALSE));
            part = g_string_new(NULL);
        }
    }
    g_ptr_array_add(parts, g_string_free(part, FALSE));
    g_ptr_array_add(parts, NULL);
    return (char **) g_ptr_array_free(parts, FALSE);
}

/* The value behind KEY= in the parts; NULL: none. */
static const char *value_of(char **parts, const char *key)
{
    size_t length = strlen(key);

    for (; *parts; parts++) {
        if (g_str_has_prefix(*parts, key) && (*parts)[length] == '=')
            return *parts + length + 1;
    }
    return NULL;
}

/* Each but perhaps the first, which may stand alone, is one of the keys. */
static bool check_keys(char **parts, bool first_alone, const char *const *keys, const char *what)
{
    for (unsigned i = 0; parts[i]; i++) {
        const char *equals = strchr(parts[i], '=');
        g_autofree char *key = equals ? g_strndup(parts[i], (gsize) (equals - parts[i])) : NULL;

        if ((!key && i == 0 && first_alone) || (key && g_strv_contains(keys, key)))
            continue;
        return tool_fail(NULL, "unable to parse %s: %s", what, parts[i]);
    }
    return true;
}

static void add_attribute(GString *xml, const char *name, const char *value)
{
    g_autofree char *escaped = value ? g_markup_escape_text(value, -1) : NULL;

    if (escaped)
        g_string_append_printf(xml, " %s='%s'", name, escaped);
}

static bool add_memory(GString *xml, const char *spec)
{
    static const char *const keys[] = {"file", "snapshot", NULL};
    g_auto(GStrv) parts = split(spec);
    const char *file = value_of(parts, "file");

    if (!check_keys(parts, true, keys, "memspec"))
        return false;
    if (!file && !strchr(parts[0], '='))
        file = parts[0];
    g_string_append(xml, "  <memory");
    add_attribute(xml, "snapshot", value_of(parts, "snapshot"));
    add_attribute(xml, "file", file);
    g_string_append(xml, "/>\n");
    return true;
}

static void add_child(GString *xml, const char *element, const char *name, const char *value)
{
    if (!value)
        return;
    g_string_append_printf(xml, "      <%s", element);
    add_attribute(xml, name, value);
    g_string_append(xml, "/>\n");
}

static bool add_disk(GString *xml, const char *spec)
{
    static const char *const keys[] = {"snapshot", "driver", "stype", "file", NULL};
    g_auto(GStrv) parts = split(spec);
    const char *driver = value_of(parts, "driver"), *file = value_of(parts, "file");
    const char *type = value_of(parts, "stype");

    if (!check_keys(parts, true, keys, "diskspec"))
        return false;
    g_string_append(xml, "    <disk");
    add_attribute(xml, "name", parts[0]);
    add_attribute(xml, "snapshot", value_of(parts, "snapshot"));
    add_attribute(xml, "type", type);
    if (!driver && !file) {
        g_string_append(xml, "/>\n");
        return true;
    }
    g_string_append(xml, ">\n");
    add_child(xml, "driver", "type", driver);
    add_child(xml, "source", g_strcmp0(type, "block") == 0 ? "dev" : "file", file);
    g_string_append(xml, "    </disk>\n");
    return true;
}

static void add_leaf(GString *xml, const char *name, const char *value)
{
    g_autofree char *escaped = value ? g_markup_escape_text(value, -1) : NULL;

    if (escaped)
        g_string_append_printf(xml, "  <%s>%s</%s>\n", name, escaped, name);
}

static char *make_document(const Arguments *arguments)
{
    const char *memory = arguments_string(arguments, "memspec");
    const char *const *disks = arguments_rest(arguments, "diskspec");
    GString *xml = g_string_new("<domainsnapshot>\n");

    add_leaf(xml, "name", arguments_string(arguments, "name"));
    add_leaf(xml, "description", arguments_string(arguments, "description"));
    if (memory && !add_memory(xml, memory))
        goto failed;
    if (*disks) {
        g_string_append(xml, "  <disks>\n");
        for (; *disks; disks++) {
            if (!add_disk(xml, *disks))
                goto failed;
        }
        g_string_append(xml, "  </disks>\n");
    }
    g_string_append(xml, "</domainsnapshot>\n");
    return g_string_free(xml, FALSE);
failed:
    g_string_free(xml, TRUE);
    return NULL;
}

static const Option create_as_options[] = {
    OPTION_DOMAIN,
    {"name", OPTION_STRING, OPTION_POSITIONAL, "name of the snapshot", NULL},
    {"description", OPTION_STRING, OPTION_POSITIONAL, "what it is", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the document instead of creating", NULL},
    CREATE_OPTIONS,
    {"memspec", OPTION_STRING, 0, "memory: [file=]name[,snapshot=type]", NULL},
    {"diskspec", OPTION_REST, 0,
     "a disk: disk[,snapshot=type][,driver=type][,stype=type][,file=name]", NULL},
    {0},
};

static const OptionFlag create_as_flags[] = {
    {"no-metadata", VMRPC_SNAPSHOT_CREATE_NO_METADATA},
    {"halt", VMRPC_SNAPSHOT_CREATE_HALT},
    {"disk-only", VMRPC_SNAPSHOT_CREATE_DISK_ONLY},
    {"reuse-external", VMRPC_SNAPSHOT_CREATE_REUSE_EXTERNAL},
    {"quiesce", VMRPC_SNAPSHOT_CREATE_QUIESCE},
    {"atomic", VMRPC_SNAPSHOT_CREATE_ATOMIC},
    {"live", VMRPC_SNAPSHOT_CREATE_LIVE},
    {"validate", VMRPC_SNAPSHOT_CREATE_VALIDATE},
    {0},
};

static bool run_create_as(Tool *tool, const Arguments *arguments)
{
    g_autofree char *xml = make_document(arguments);

    if (!xml)
        return false;
    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml);
    return create(tool, arguments, xml, arguments_flags(arguments, create_as_flags), NULL);
}

const Command commands_snapshot_create[] = {
    {"snapshot-create", "take a snapshot as a document describes it",
     "Takes a snapshot of a domain as the document in a file says, or, without one, of all its\n"
     "    disks and its memory, inside its images. With --redefine the document is the metadata "
     "of\n"
     "    a snapshot that exists.",
     create_options, COMMAND_JSON | COMMAND_SLOW, run_create},
    {"snapshot-create-as", "take a snapshot as options describe it",
     "Takes a snapshot of a domain. A comma in a name is written twice.", create_as_options,
     COMMAND_JSON | COMMAND_SLOW, run_create_as},
    {0},
};
