/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * checkpoint-create, -create-as, -list, -info, -dumpxml, -parent, -edit, -delete: the instants
 * since which it is noted what a guest writes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/editor.h"
#include "tools/output.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcCheckpoint, vmrpc_checkpoint_unref)

#define OPTION_CHECKPOINT                                                                          \
    {                                                                                              \
        "checkpointname", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                      \
            "name of the checkpoint", NULL                                                         \
    }

/* Both are the caller's; prints why not. */
static VmrpcCheckpoint *find(Tool *tool, const Arguments *arguments, VmrpcDomain **ret_domain)
{
    const char *name = arguments_string(arguments, "checkpointname");
    VmrpcCheckpoint *checkpoint;
    VmrpcError *error = NULL;

    *ret_domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!*ret_domain)
        return NULL;
    checkpoint = vmrpc_checkpoint_lookup_by_name(*ret_domain, name, &error);
    if (!checkpoint)
        tool_fail(error, "Failed to find the checkpoint");
    return checkpoint;
}

/* ---- create ---- */

static const Option create_options[] = {
    OPTION_DOMAIN,
    {"xmlfile", OPTION_STRING, OPTION_POSITIONAL, "file with the <domaincheckpoint>",
     complete_files},
    {"redefine", OPTION_BOOL, 0, "only metadata, of a checkpoint that exists", NULL},
    {"redefine-validate", OPTION_BOOL, 0, "the same, and check it", NULL},
    {"quiesce", OPTION_BOOL, 0, "with the guest's file systems frozen", NULL},
    {0},
};

static const OptionFlag create_flags[] = {
    {"redefine", VMRPC_CHECKPOINT_CREATE_REDEFINE},
    {"redefine-validate", VMRPC_CHECKPOINT_CREATE_REDEFINE_VALIDATE},
    {"quiesce", VMRPC_CHECKPOINT_CREATE_QUIESCE},
    {0},
};

static bool create(Tool *tool, const Arguments *arguments, const char *xml, unsigned flags)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcCheckpoint) checkpoint = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    checkpoint = vmrpc_checkpoint_create(domain, xml, flags, &error);
    if (!checkpoint)
        return tool_fail(error, "Failed to create the checkpoint");
    if (tool->json)
        output_word(true, "name", vmrpc_checkpoint_name(checkpoint));
    tool_say(tool, "Domain checkpoint %s created", vmrpc_checkpoint_name(checkpoint));
    return true;
}

static bool run_create(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "xmlfile");
    g_autofree char *xml = file ? document_read(file) : g_strdup("<domaincheckpoint/>");

    return xml && create(tool, arguments, xml, arguments_flags(arguments, create_flags));
}

static const Option create_as_options[] = {
    OPTION_DOMAIN,
    {"name", OPTION_STRING, OPTION_POSITIONAL, "its name", NULL},
    {"description", OPTION_STRING, OPTION_POSITIONAL, "what it is for", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the document, and make nothing", NULL},
    {"quiesce", OPTION_BOOL, 0, "with the guest's file systems frozen", NULL},
    {"diskspec", OPTION_REST, 0, "disks as vda[,checkpoint=bitmap|no][,bitmap=NAME]", NULL},
    {0},
};

static bool add_disk(GString *xml, const char *spec)
{
    g_auto(GStrv) parts = g_strsplit(spec, ",", -1);

    g_string_append_printf(xml, "    <disk name='%s'", parts[0] ? parts[0] : "");
    for (unsigned i = 1; parts[0] && parts[i]; i++) {
        const char *value = strchr(parts[i], '=');
        g_autofree char *key = value ? g_strndup(parts[i], (size_t) (value - parts[i])) : NULL;
        g_autofree char *text = value ? g_markup_escape_text(value + 1, -1) : NULL;

        if (!key || (strcmp(key, "checkpoint") != 0 && strcmp(key, "bitmap") != 0))
            return tool_fail(NULL, "unable to parse diskspec: %s", spec);
        g_string_append_printf(xml, " %s='%s'", key, text);
    }
    g_string_append(xml, "/>\n");
    return true;
}

static bool run_create_as(Tool *tool, const Arguments *arguments)
{
    const char *const *disks = arguments_rest(arguments, "diskspec");
    const char *name = arguments_string(arguments, "name");
    const char *description = arguments_string(arguments, "description");
    g_autoptr(GString) xml = g_string_new("<domaincheckpoint>\n");
    g_autofree char *line = name ? g_markup_printf_escaped("  <name>%s</name>\n", name) : NULL;
    g_autofree char *text =
        description ? g_markup_printf_escaped("  <description>%s</description>\n", description)
                    : NULL;

    g_string_append_printf(xml, "%s%s", line ? line : "", text ? text : "");
    if (*disks)
        g_string_append(xml, "  <disks>\n");
    for (const char *const *disk = disks; *disk; disk++) {
        if (!add_disk(xml, *disk))
            return false;
    }
    g_string_append_printf(xml, "%s</domaincheckpoint>\n", *disks ? "  </disks>\n" : "");
    if (arguments_has(arguments, "print-xml"))
        return output_xml(tool->json, xml->str);
    return create(tool, arguments, xml->str,
                  arguments_has(arguments, "quiesce") ? VMRPC_CHECKPOINT_CREATE_QUIESCE : 0);
}

/* ---- one ---- */

static const Option dumpxml_options[] = {
    OPTION_DOMAIN,
    OPTION_CHECKPOINT,
    {"security-info", OPTION_BOOL, 0, "with passwords", NULL},
    {"no-domain", OPTION_BOOL, 0, "without the domain's document", NULL},
    {"size", OPTION_BOOL, 0, "with the bytes that have changed since", NULL},
    {0},
};

static const OptionFlag dumpxml_flags[] = {
    {"security-info", VMRPC_CHECKPOINT_XML_SECURE},
    {"no-domain", VMRPC_CHECKPOINT_XML_NO_DOMAIN},
    {"size", VMRPC_CHECKPOINT_XML_SIZE},
    {0},
};

static bool run_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint = find(tool, arguments, &domain);
    VmrpcError *error = NULL;
    g_autofree char *xml =
        checkpoint
            ? vmrpc_checkpoint_xml(checkpoint, arguments_flags(arguments, dumpxml_flags), &error)
            : NULL;

    if (!checkpoint)
        return false;
    return xml ? output_xml(tool->json, xml)
               : tool_fail(error, "Failed to get the document of the checkpoint");
}

static const Option one_options[] = {OPTION_DOMAIN, OPTION_CHECKPOINT, {0}};

static bool run_parent(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint = find(tool, arguments, &domain);
    g_autoptr(VmrpcCheckpoint) parent = NULL;
    VmrpcError *error = NULL;

    if (!checkpoint)
        return false;
    parent = vmrpc_checkpoint_parent(checkpoint, &error);
    if (!parent)
        return tool_fail(error, "Failed to find the parent of the checkpoint");
    output_word(tool->json, "name", vmrpc_checkpoint_name(parent));
    return true;
}

/* The name of a parent; NULL: it has none. */
static char *parent_name(VmrpcCheckpoint *checkpoint)
{
    g_autoptr(VmrpcCheckpoint) parent = vmrpc_checkpoint_parent(checkpoint, NULL);

    return parent ? g_strdup(vmrpc_checkpoint_name(parent)) : NULL;
}

static bool run_info(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint = find(tool, arguments, &domain);
    g_autofree char *parent = checkpoint ? parent_name(checkpoint) : NULL;
    int children, descendants;

    if (!checkpoint)
        return false;
    children = vmrpc_checkpoint_list_children(checkpoint, 0, NULL, NULL);
    descendants =
        vmrpc_checkpoint_list_children(checkpoint, VMRPC_CHECKPOINT_LIST_DESCENDANTS, NULL, NULL);
    if (children < 0 || descendants < 0)
        return tool_fail(NULL, "Failed to count what descends from the checkpoint");
    if (tool->json) {
        output_json(json_pack("{s:o, s:o, s:o, s:i, s:i}", "name",
                              output_json_text(vmrpc_checkpoint_name(checkpoint)), "domain",
                              output_json_text(vmrpc_domain_name(domain)), "parent",
                              output_json_text(parent), "children", children, "descendants",
                              descendants));
        return true;
    }
    output_field(15, "Name", "%s", vmrpc_checkpoint_name(checkpoint));
    output_field(15, "Domain", "%s", vmrpc_domain_name(domain));
    output_field(15, "Parent", "%s", parent ? parent : "-");
    output_field(15, "Children", "%d", children);
    output_field(15, "Descendants", "%d", descendants);
    return true;
}

/* ---- edit ---- */

typedef struct Edited {
    VmrpcDomain *domain;
    VmrpcCheckpoint *checkpoint;
} Edited;

static char *edit_get(void *object)
{
    const Edited *edited = object;
    VmrpcError *error = NULL;
    char *xml = vmrpc_checkpoint_xml(edited->checkpoint, VMRPC_CHECKPOINT_XML_SECURE, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of the checkpoint");
    return xml;
}

static bool edit_define(Tool *tool, void *object, const char *xml)
{
    const Edited *edited = object;
    VmrpcError *error = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint =
        vmrpc_checkpoint_create(edited->domain, xml, VMRPC_CHECKPOINT_CREATE_REDEFINE, &error);

    (void) tool;
    return checkpoint || tool_fail(error, "Failed to update the checkpoint");
}

static bool run_edit(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint = find(tool, arguments, &domain);
    Edited edited = {domain, checkpoint};
    g_autofree char *what = NULL, *title = NULL, *done = NULL;

    if (!checkpoint)
        return false;
    what = g_strdup_printf("checkpoint '%s'", vmrpc_checkpoint_name(checkpoint));
    title = g_strdup_printf("Checkpoint '%s'", vmrpc_checkpoint_name(checkpoint));
    done = g_strdup_printf("Checkpoint %s edited.", vmrpc_checkpoint_name(checkpoint));
    return editor_run(tool, &(Edit){.what = what,
                                    .title = title,
                                    .done = done,
                                    .object = &edited,
                                    .get = edit_get,
                                    .define = edit_define});
}

/* ---- delete ---- */

static const Option delete_options[] = {
    OPTION_DOMAIN,
    OPTION_CHECKPOINT,
    {"children", OPTION_BOOL, 0, "and all that descend from it", NULL},
    {"children-only", OPTION_BOOL, 0, "only what descends from it", NULL},
    {"metadata", OPTION_BOOL, 0, "leave the bitmaps in the images", NULL},
    {0},
};

static const OptionFlag delete_flags[] = {
    {"children", VMRPC_CHECKPOINT_DELETE_CHILDREN},
    {"children-only", VMRPC_CHECKPOINT_DELETE_CHILDREN_ONLY},
    {"metadata", VMRPC_CHECKPOINT_DELETE_METADATA_ONLY},
    {0},
};

static bool run_delete(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcCheckpoint) checkpoint = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "children", "children-only") ||
        !(checkpoint = find(tool, arguments, &domain)))
        return false;
    if (vmrpc_checkpoint_delete(checkpoint, arguments_flags(arguments, delete_flags), &error) < 0)
        return tool_fail(error, "Failed to delete checkpoint %s",
                         vmrpc_checkpoint_name(checkpoint));
    tool_say(tool,
             arguments_has(arguments, "children-only") ? "Domain checkpoint %s children deleted"
                                                       : "Domain checkpoint %s deleted",
             vmrpc_checkpoint_name(checkpoint));
    return true;
}

/* ---- list ---- */

static const Option list_options[] = {
    OPTION_DOMAIN,
    {"roots", OPTION_BOOL, 0, "only those without a parent", NULL},
    {"leaves", OPTION_BOOL, 0, "only those without children", NULL},
    {"no-leaves", OPTION_BOOL, 0, "only those with children", NULL},
    {"topological", OPTION_BOOL, 0, "parents before their children, else by name", NULL},
    {"from", OPTION_STRING, 0, "only children of this one", NULL},
    {"descendants", OPTION_BOOL, 0, "with --from, at any depth", NULL},
    {"name", OPTION_BOOL, 0, "only the names", NULL},
    {0},
};

static const OptionFlag list_flags[] = {
    {"roots", VMRPC_CHECKPOINT_LIST_ROOTS},
    {"descendants", VMRPC_CHECKPOINT_LIST_DESCENDANTS},
    {"leaves", VMRPC_CHECKPOINT_LIST_LEAVES},
    {"no-leaves", VMRPC_CHECKPOINT_LIST_NO_LEAVES},
    {"topological", VMRPC_CHECKPOINT_LIST_TOPOLOGICAL},
    {0},
};

static void show_list(Tool *tool, VmrpcCheckpoint **list, bool names)
{
    static const char *const head[] = {"Name", "Parent", NULL};
    g_autoptr(Table) table = table_new(head);
    json_t *all = json_array();

    for (VmrpcCheckpoint **item = list; *item; item++) {
        const char *name = vmrpc_checkpoint_name(*item);
        g_autofree char *parent = names ? NULL : parent_name(*item);
        char **cells = g_new0(char *, 3);

        if (names && !tool->json)
            output_line(name);
        json_array_append_new(all, json_pack("{s:o, s:o}", "name", output_json_text(name), "parent",
                                             output_json_text(parent)));
        cells[0] = g_strdup(name);
        cells[1] = g_strdup(parent ? parent : "-");
        table_add(table, cells);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "checkpoints", all));
    else if (!names)
        table_print(table, !tool->quiet);
    json_decref(all);
}

static bool run_list(Tool *tool, const Arguments *arguments)
{
    const char *from = arguments_string(arguments, "from");
    unsigned flags = arguments_flags(arguments, list_flags);
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcCheckpoint) above = NULL;
    VmrpcCheckpoint **list;
    VmrpcError *error = NULL;
    int count;

    if (!domain)
        return false;
    if (from && !(above = vmrpc_checkpoint_lookup_by_name(domain, from, &error)))
        return tool_fail(error, "Failed to find the checkpoint");
    count = above ? vmrpc_checkpoint_list_children(above, flags, &list, &error)
                  : vmrpc_checkpoint_list(domain, flags, &list, &error);
    if (count < 0)
        return tool_fail(error, "Failed to list the checkpoints");
    show_list(tool, list, arguments_has(arguments, "name"));
    vmrpc_checkpoint_list_free(list);
    return true;
}

const Command commands_checkpoint[] = {
    {"checkpoint-create", "make a checkpoint from a document",
     "Makes a checkpoint of a running domain: from now on it is noted what the guest writes to "
     "its\n"
     "    disks, for a backup of what has changed since.",
     create_options, COMMAND_JSON, run_create},
    {"checkpoint-create-as", "make a checkpoint from words",
     "The same without a document; of all disks, or of those that are named.", create_as_options,
     COMMAND_JSON, run_create_as},
    {"checkpoint-delete", "delete a checkpoint",
     "Deletes a checkpoint, with the bitmaps in the images of the running domain.", delete_options,
     0, run_delete},
    {"checkpoint-dumpxml", "show the document of a checkpoint",
     "Prints the document of a checkpoint.", dumpxml_options, COMMAND_JSON, run_dumpxml},
    {"checkpoint-edit", "edit the document of a checkpoint",
     "Opens the document of a checkpoint in the editor that $VISUAL or $EDITOR names, and stores "
     "it.",
     one_options, 0, run_edit},
    {"checkpoint-info", "show what is known of a checkpoint",
     "Shows a checkpoint's parent, and how many descend from it.", one_options, COMMAND_JSON,
     run_info},
    {"checkpoint-list", "list the checkpoints of a domain",
     "Lists the checkpoints of a domain, each with the one before it.", list_options, COMMAND_JSON,
     run_list},
    {"checkpoint-parent", "show the name of a checkpoint's parent",
     "Prints the name of a checkpoint's parent.", one_options, COMMAND_JSON, run_parent},
    {0},
};
