/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * snapshot-revert, -delete, -edit, -dumpxml, -current, -parent, -info: what there is to do with a
 * snapshot.
 */
#include "tools/commands.h"
#include "tools/editor.h"
#include "tools/output.h"
#include "tools/snapshot.h"

/* The rows of the options that name a snapshot. */
#define OPTION_SNAPSHOT                                                                            \
    {                                                                                              \
        "snapshotname", OPTION_STRING, OPTION_POSITIONAL, "name of the snapshot", NULL             \
    }
#define OPTION_SNAPSHOT_REQUIRED                                                                   \
    {                                                                                              \
        "snapshotname", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                        \
            "name of the snapshot", NULL                                                           \
    }
#define OPTION_CURRENT                                                                             \
    {                                                                                              \
        "current", OPTION_BOOL, 0, "the current snapshot", NULL                                    \
    }

/* Both are the caller's. */
static bool find(Tool *tool, const Arguments *arguments, VmrpcDomain **ret_domain,
                 VmrpcSnapshot **ret_snapshot)
{
    *ret_domain = tool_domain(tool, arguments_string(arguments, "domain"));
    *ret_snapshot = *ret_domain ? snapshot_wanted(*ret_domain, arguments) : NULL;
    return *ret_snapshot != NULL;
}

/* ---- revert, delete ---- */

static const Option revert_options[] = {
    OPTION_DOMAIN,
    OPTION_SNAPSHOT,
    OPTION_CURRENT,
    {"running", OPTION_BOOL, 0, "the guest runs afterwards", NULL},
    {"paused", OPTION_BOOL, 0, "the guest is paused afterwards", NULL},
    {"force", OPTION_BOOL, 0, "also if QEMU has to be stopped for it", NULL},
    {"reset-nvram", OPTION_BOOL, 0, "with fresh firmware variables", NULL},
    {0},
};

static const OptionFlag revert_flags[] = {
    {"running", VMRPC_SNAPSHOT_REVERT_RUNNING},
    {"paused", VMRPC_SNAPSHOT_REVERT_PAUSED},
    {"force", VMRPC_SNAPSHOT_REVERT_FORCE},
    {"reset-nvram", VMRPC_SNAPSHOT_REVERT_RESET_NVRAM},
    {0},
};

static bool run_revert(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    VmrpcError *error = NULL;

    if (!find(tool, arguments, &domain, &snapshot))
        return false;
    if (vmrpc_snapshot_revert(snapshot, arguments_flags(arguments, revert_flags), &error) < 0)
        return tool_fail(error, "Failed to revert snapshot %s", vmrpc_snapshot_name(snapshot));
    tool_say(tool, "Domain snapshot %s reverted", vmrpc_snapshot_name(snapshot));
    return true;
}

static const Option delete_options[] = {
    OPTION_DOMAIN,
    OPTION_SNAPSHOT,
    OPTION_CURRENT,
    {"children", OPTION_BOOL, 0, "and all that descend from it", NULL},
    {"children-only", OPTION_BOOL, 0, "only what descends from it", NULL},
    {"metadata", OPTION_BOOL, 0, "leave images as they are", NULL},
    {0},
};

static const OptionFlag delete_flags[] = {
    {"children", VMRPC_SNAPSHOT_DELETE_CHILDREN},
    {"children-only", VMRPC_SNAPSHOT_DELETE_CHILDREN_ONLY},
    {"metadata", VMRPC_SNAPSHOT_DELETE_METADATA_ONLY},
    {0},
};

static bool run_delete(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "children", "children-only") ||
        !find(tool, arguments, &domain, &snapshot))
        return false;
    if (vmrpc_snapshot_delete(snapshot, arguments_flags(arguments, delete_flags), &error) < 0)
        return tool_fail(error, "Failed to delete snapshot %s", vmrpc_snapshot_name(snapshot));
    tool_say(tool,
             arguments_has(arguments, "children-only") ? "Domain snapshot %s children deleted"
                                                       : "Domain snapshot %s deleted",
             vmrpc_snapshot_name(snapshot));
    return true;
}

/* ---- the document ---- */

static const Option dumpxml_options[] = {
    OPTION_DOMAIN,
    OPTION_SNAPSHOT_REQUIRED,
    {"security-info", OPTION_BOOL, 0, "with passwords", NULL},
    {0},
};

static bool print_document(Tool *tool, VmrpcSnapshot *snapshot, bool secure)
{
    VmrpcError *error = NULL;
    g_autofree char *xml =
        vmrpc_snapshot_xml(snapshot, secure ? VMRPC_SNAPSHOT_XML_SECURE : 0, &error);

    return xml ? output_xml(tool->json, xml)
               : tool_fail(error, "Failed to get the document of snapshot %s",
                           vmrpc_snapshot_name(snapshot));
}

/* Commands without --current. */
static VmrpcSnapshot *find_named(VmrpcDomain *domain, const Arguments *arguments)
{
    const char *name = arguments_string(arguments, "snapshotname");
    VmrpcError *error = NULL;
    VmrpcSnapshot *snapshot = vmrpc_snapshot_lookup_by_name(domain, name, &error);

    if (!snapshot)
        tool_fail(error, "Failed to find snapshot '%s'", name);
    return snapshot;
}

static bool run_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcSnapshot) snapshot = domain ? find_named(domain, arguments) : NULL;

    return snapshot && print_document(tool, snapshot, arguments_has(arguments, "security-info"));
}

static const Option current_options[] = {
    OPTION_DOMAIN,
    {"name", OPTION_BOOL, 0, "only its name", NULL},
    {"security-info", OPTION_BOOL, 0, "with passwords", NULL},
    {"snapshotname", OPTION_STRING, OPTION_POSITIONAL, "make this one the current one", NULL},
    {0},
};

static bool redefine(VmrpcDomain *domain, const char *xml, bool current, VmrpcError **error)
{
    unsigned flags = VMRPC_SNAPSHOT_CREATE_REDEFINE | (current ? VMRPC_SNAPSHOT_CREATE_CURRENT : 0);
    g_autoptr(VmrpcSnapshot) snapshot = vmrpc_snapshot_create(domain, xml, flags, error);

    return snapshot != NULL;
}

static bool set_current(Tool *tool, VmrpcDomain *domain, const Arguments *arguments)
{
    g_autoptr(VmrpcSnapshot) snapshot = find_named(domain, arguments);
    VmrpcError *error = NULL;
    g_autofree char *xml =
        snapshot ? vmrpc_snapshot_xml(snapshot, VMRPC_SNAPSHOT_XML_SECURE, &error) : NULL;

    if (!snapshot)
        return false;
    if (!xml || !redefine(domain, xml, true, &error))
        return tool_fail(error, "Failed to make snapshot %s the current one",
                         vmrpc_snapshot_name(snapshot));
    tool_say(tool, "Snapshot %s set as current", vmrpc_snapshot_name(snapshot));
    return true;
}

static bool run_current(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (arguments_has(arguments, "snapshotname"))
        return set_current(tool, domain, arguments);
    snapshot = vmrpc_snapshot_lookup_current(domain, &error);
    if (!snapshot)
        return tool_fail(error, "Failed to find the current snapshot of domain '%s'",
                         vmrpc_domain_name(domain));
    if (!arguments_has(arguments, "name"))
        return print_document(tool, snapshot, arguments_has(arguments, "security-info"));
    output_word(tool->json, "name", vmrpc_snapshot_name(snapshot));
    return true;
}

/* ---- edit ---- */

static char *edit_get(void *object)
{
    VmrpcError *error = NULL;
    char *xml = vmrpc_snapshot_xml(object, VMRPC_SNAPSHOT_XML_SECURE, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of snapshot %s", vmrpc_snapshot_name(object));
    return xml;
}

static bool edit_define(Tool *tool, void *object, const char *xml)
{
    VmrpcError *error = NULL;

    (void) tool;
    return redefine(vmrpc_snapshot_domain(object), xml, false, &error) ||
           tool_fail(error, "Failed to update snapshot %s", vmrpc_snapshot_name(object));
}

static const Option edit_options[] = {OPTION_DOMAIN, OPTION_SNAPSHOT, OPTION_CURRENT, {0}};

static bool run_edit(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    g_autofree char *what = NULL, *title = NULL, *done = NULL;

    if (!find(tool, arguments, &domain, &snapshot))
        return false;
    what = g_strdup_printf("snapshot '%s'", vmrpc_snapshot_name(snapshot));
    title = g_strdup_printf("Snapshot '%s'", vmrpc_snapshot_name(snapshot));
    done = g_strdup_printf("Snapshot %s edited.", vmrpc_snapshot_name(snapshot));
    return editor_run(tool, &(Edit){.what = what,
                                    .title = title,
                                    .done = done,
                                    .object = snapshot,
                                    .get = edit_get,
                                    .define = edit_define});
}

/* ---- questions ---- */

static const Option parent_options[] = {OPTION_DOMAIN, OPTION_SNAPSHOT, OPTION_CURRENT, {0}};

static bool run_parent(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcSnapshot) snapshot = NULL, parent = NULL;
    VmrpcError *error = NULL;

    if (!find(tool, arguments, &domain, &snapshot))
        return false;
    parent = vmrpc_snapshot_parent(snapshot, &error);
    if (!parent && vmrpc_error_code(error) == VMRPC_ERR_NO_DOMAIN_SNAPSHOT) {
        vmrpc_error_free(error);
        return tool_fail(NULL, "snapshot '%s' has no parent", vmrpc_snapshot_name(snapshot));
    }
    if (!parent)
        return tool_fail(error, "Failed to find the parent of snapshot %s",
                         vmrpc_snapshot_name(snapshot));
    output_word(tool->json, "name", vmrpc_snapshot_name(parent));
    return true;
}

static void print_info(Tool *tool, VmrpcDomain *domain, VmrpcSnapshot *snapshot,
                       const SnapshotFacts *facts, int current, int children, int descendants)
{
    const char *location = facts->external ? "external" : "internal";

    if (tool->json) {
        output_json(json_pack("{s:o, s:o, s:b, s:o, s:s, s:o, s:I, s:i, s:i, s:b}", "name",
                              output_json_text(vmrpc_snapshot_name(snapshot)), "domain",
                              output_json_text(vmrpc_domain_name(domain)), "current", current,
                              "state", output_json_text(facts->state), "location", location,
                              "parent", output_json_text(facts->parent), "created",
                              (json_int_t) facts->created, "children", children, "descendants",
                              descendants, "metadata", 1));
        return;
    }
    output_field(15, "Name:", "%s", vmrpc_snapshot_name(snapshot));
    output_field(15, "Domain:", "%s", vmrpc_domain_name(domain));
    output_field(15, "Current:", "%s", current ? "yes" : "no");
    output_field(15, "State:", "%s", facts->state ? facts->state : "-");
    output_field(15, "Location:", "%s", location);
    output_field(15, "Parent:", "%s", facts->parent ? facts->parent : "-");
    output_field(15, "Children:", "%d", children);
    output_field(15, "Descendants:", "%d", descendants);
    output_field(15, "Metadata:", "yes");
}

static bool run_info(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(VmrpcSnapshot) snapshot = NULL;
    g_auto(SnapshotFacts) facts = {0};
    VmrpcError *error = NULL;
    int current, children, descendants;

    if (!find(tool, arguments, &domain, &snapshot))
        return false;
    if (!snapshot_facts_get(snapshot, &facts, &error) ||
        (current = vmrpc_snapshot_is_current(snapshot, &error)) < 0 ||
        (children = vmrpc_snapshot_list_children(snapshot, 0, NULL, &error)) < 0 ||
        (descendants = vmrpc_snapshot_list_children(snapshot, VMRPC_SNAPSHOT_LIST_DESCENDANTS, NULL,
                                                    &error)) < 0)
        return tool_fail(error, "Failed to ask about snapshot %s", vmrpc_snapshot_name(snapshot));
    print_info(tool, domain, snapshot, &facts, current, children, descendants);
    return true;
}

const Command commands_snapshot[] = {
    {"snapshot-current", "show the current snapshot, or set it",
     "Prints the document of the snapshot that the domain's disks have last been the same as, or\n"
     "    makes another one the current one.",
     current_options, COMMAND_JSON, run_current},
    {"snapshot-delete", "delete a snapshot",
     "Deletes a snapshot. What an external one kept apart is merged: what was written since it\n"
     "    goes down into the image that it kept.",
     delete_options, COMMAND_SLOW, run_delete},
    {"snapshot-dumpxml", "show the document of a snapshot",
     "Prints the document of a snapshot, with its domain as it was.", dumpxml_options, COMMAND_JSON,
     run_dumpxml},
    {"snapshot-edit", "change the metadata of a snapshot in an editor",
     "Opens the document in $VISUAL, $EDITOR or vi, and takes what was saved for the metadata of\n"
     "    the snapshot. Images are not touched.",
     edit_options, 0, run_edit},
    {"snapshot-info", "show what is known of a snapshot", "Prints what is known of a snapshot.",
     parent_options, COMMAND_JSON, run_info},
    {"snapshot-parent", "show the name of a snapshot's parent",
     "Prints the name of the snapshot that another one descends from.", parent_options,
     COMMAND_JSON, run_parent},
    {"snapshot-revert", "put a domain back to a snapshot",
     "Puts a domain back to where it was at a snapshot. What it has written since is lost, unless "
     "a\n"
     "    snapshot keeps it; images that external snapshots keep are not changed.",
     revert_options, COMMAND_SLOW, run_revert},
    {0},
};
