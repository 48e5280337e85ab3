/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What people and applications wrote about a domain: desc, metadata; and its name: domrename.
 */
#include <string.h>

#include "tools/affect.h"
#include "tools/commands.h"
#include "tools/editor.h"
#include "tools/output.h"

/* A text of a domain: which one it is, and of what. */
typedef struct Text {
    VmrpcDomain *domain;
    int type;
    const char *key; /* of an element */
    const char *uri;
    const char *what; /* title, description, metadata */
    unsigned flags;
} Text;

/* NULL also if there is none and that is no failure; *ret_failed tells. */
static char *text_get(const Text *text, bool *ret_failed)
{
    VmrpcError *error = NULL;
    char *got = vmrpc_domain_metadata(text->domain, text->type, text->uri, text->flags, &error);

    *ret_failed = false;
    if (got)
        return got;
    if (vmrpc_error_code(error) == VMRPC_ERR_NO_DOMAIN_METADATA && !text->uri)
        vmrpc_error_free(error);
    else
        *ret_failed = !tool_fail(error, "Failed to get the %s of domain '%s'", text->what,
                                 vmrpc_domain_name(text->domain));
    return NULL;
}

static bool text_set(const Text *text, const char *value)
{
    VmrpcError *error = NULL;

    return vmrpc_domain_set_metadata(text->domain, text->type, value, text->key, text->uri,
                                     text->flags, &error) == 0 ||
           tool_fail(error, "Failed to change the %s of domain '%s'", text->what,
                     vmrpc_domain_name(text->domain));
}

static char *text_edit_get(void *object)
{
    const Text *text = object;
    bool failed;
    char *got = text_get(text, &failed);

    if (got || failed)
        return got;
    return g_strdup("");
}

static bool text_edit_set(Tool *tool, void *object, const char *value)
{
    g_autofree char *stripped = g_strchomp(g_strdup(value)); /* editors add a line feed */

    (void) tool;
    return text_set(object, stripped);
}

static bool text_edit(Tool *tool, Text *text, const char *done)
{
    g_autofree char *what =
        g_strdup_printf("the %s of domain '%s'", text->what, vmrpc_domain_name(text->domain));
    g_autofree char *title =
        g_strdup_printf("The %s of domain '%s'", text->what, vmrpc_domain_name(text->domain));

    return editor_run(tool, &(Edit){.what = what,
                                    .title = title,
                                    .done = done,
                                    .object = text,
                                    .get = text_edit_get,
                                    .define = text_edit_set});
}

/* ---- desc ---- */

static const Option desc_options[] = {
    OPTION_DOMAIN,
    OPTIONS_AFFECT,
    {"title", OPTION_BOOL, 0, "the title rather than the description", NULL},
    {"edit", OPTION_BOOL, 0, "change it in an editor", NULL},
    {"new-desc", OPTION_REST, 0, "the new text; an empty one removes it", NULL},
    {0},
};

static bool print_desc(Tool *tool, const Text *text)
{
    bool failed;
    g_autofree char *got = text_get(text, &failed);

    if (failed)
        return false;
    if (tool->json) {
        output_json(json_pack("{s:o}", text->what, output_json_text(got)));
    } else if (got) {
        output_document(got);
    } else {
        g_autofree char *none =
            g_strdup_printf("No %s for domain: %s", text->what, vmrpc_domain_name(text->domain));

        output_line(none);
    }
    return true;
}

static bool run_desc(Tool *tool, const Arguments *arguments)
{
    bool title = arguments_has(arguments, "title"), edits = arguments_has(arguments, "edit");
    const char *const *words = arguments_rest(arguments, "new-desc");
    const char *done =
        title ? "Domain title updated successfully" : "Domain description updated successfully";
    Text text = {.type = title ? VMRPC_DOMAIN_METADATA_TYPE_TITLE
                               : VMRPC_DOMAIN_METADATA_TYPE_DESCRIPTION,
                 .what = title ? "title" : "description",
                 .flags = affect_flags(arguments)};
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *value = NULL;

    if (edits && *words)
        return tool_fail(NULL, "a new text is given, so there is nothing to edit");
    if (!affect_check(arguments, edits || !*words))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    text.domain = domain;
    if (edits)
        return text_edit(tool, &text, done);
    if (!*words)
        return print_desc(tool, &text);
    value = g_strjoinv(" ", (char **) words);
    if (!text_set(&text, value))
        return false;
    tool_say(tool, "%s", done);
    return true;
}

/* ---- metadata ---- */

static const Option metadata_options[] = {
    OPTION_DOMAIN,
    {"uri", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "XML namespace of the element",
     NULL},
    OPTIONS_AFFECT,
    {"edit", OPTION_BOOL, 0, "change it in an editor", NULL},
    {"key", OPTION_STRING, 0, "prefix for the namespace of the new element", NULL},
    {"set", OPTION_STRING, 0, "the new element", NULL},
    {"remove", OPTION_BOOL, 0, "remove the element", NULL},
    {0},
};

static bool print_metadata(Tool *tool, const Text *text)
{
    bool failed;
    g_autofree char *got = text_get(text, &failed);

    if (!got)
        return false;
    if (tool->json)
        output_json(json_pack("{s:o, s:o}", "uri", output_json_text(text->uri), "xml",
                              output_json_text(got)));
    else
        output_document(got);
    return true;
}

static bool run_metadata(Tool *tool, const Arguments *arguments)
{
    const char *value = arguments_string(arguments, "set");
    bool edits = arguments_has(arguments, "edit"), removes = arguments_has(arguments, "remove");
    Text text = {.type = VMRPC_DOMAIN_METADATA_TYPE_ELEMENT,
                 .what = "metadata",
                 .uri = arguments_string(arguments, "uri"),
                 .key = arguments_string(arguments, "key"),
                 .flags = affect_flags(arguments)};
    g_autoptr(VmrpcDomain) domain = NULL;

    if (!arguments_exclusive(arguments, "edit", "set") ||
        !arguments_exclusive(arguments, "remove", "set") ||
        !arguments_exclusive(arguments, "remove", "edit") ||
        !affect_check(arguments, !value && !removes))
        return false;
    if ((value || edits) && !text.key)
        return tool_fail(NULL, "option --key is required to set metadata");
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    text.domain = domain;
    if (edits)
        return text_edit(tool, &text, "Metadata modified");
    if (!value && !removes)
        return print_metadata(tool, &text);
    if (!text_set(&text, value))
        return false;
    tool_say(tool, removes ? "Metadata removed" : "Metadata modified");
    return true;
}

/* ---- domrename ---- */

static const Option rename_options[] = {
    OPTION_DOMAIN,
    {"new-name", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "its new name", NULL},
    {0},
};

static bool run_rename(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_rename(domain, arguments_string(arguments, "new-name"), &error) < 0)
        return tool_fail(error, "Failed to rename domain '%s'", vmrpc_domain_name(domain));
    tool_say(tool, "Domain successfully renamed");
    return true;
}

const Command commands_domain_text[] = {
    {"desc", "print or change the description or the title of a domain",
     "Prints the text a domain was given for people, or changes it.", desc_options, COMMAND_JSON,
     run_desc},
    {"domrename", "give a domain another name",
     "Renames a domain that does not run, with its definition, its mark for autostart and its "
     "logs.",
     rename_options, 0, run_rename},
    {"metadata", "print or change an element of a domain's metadata",
     "Prints the element of the given XML namespace below <metadata>, which applications put\n"
     "    there for themselves, or changes it.",
     metadata_options, COMMAND_JSON, run_metadata},
    {0},
};
