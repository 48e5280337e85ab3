/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The documents in files of saved domains, and in managed saves: shown, replaced, edited.
 */
#include "tools/commands.h"
#include "tools/document.h"
#include "tools/editor.h"

/* What is meant: a file, or the managed save of a domain. */
typedef struct Saved {
    Tool *tool;
    char *path;
    VmrpcDomain *domain;
    unsigned flags;
    char *what;  /* "managed save of domain 'demo'" */
    char *title; /* the same at the beginning of a sentence */
} Saved;

static void saved_clear(Saved *saved)
{
    g_free(saved->path);
    vmrpc_domain_unref(saved->domain);
    g_free(saved->what);
    g_free(saved->title);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Saved, saved_clear)

static const OptionFlag state_flags[] = {
    {"running", VMRPC_DOMAIN_SAVE_RUNNING},
    {"paused", VMRPC_DOMAIN_SAVE_PAUSED},
    {0},
};

static bool find_file(Tool *tool, const Arguments *arguments, Saved *saved)
{
    const char *file = arguments_string(arguments, "file");

    saved->tool = tool;
    saved->path = g_canonicalize_filename(file, NULL);
    saved->what = g_strdup_printf("saved domain %s", file);
    saved->title = g_strdup_printf("State file %s", file);
    return true;
}

static bool find_managed(Tool *tool, const Arguments *arguments, Saved *saved)
{
    saved->tool = tool;
    saved->domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!saved->domain)
        return false;
    saved->what = g_strdup_printf("managed save of domain '%s'", vmrpc_domain_name(saved->domain));
    saved->title =
        g_strdup_printf("Managed save state file of domain '%s'", vmrpc_domain_name(saved->domain));
    return true;
}

static char *get_document(const Saved *saved, unsigned flags)
{
    VmrpcError *error = NULL;
    char *xml = saved->domain ? vmrpc_domain_managed_save_xml(saved->domain, flags, &error)
                              : vmrpc_domain_save_image_xml(saved->tool->connection, saved->path,
                                                            flags, &error);

    if (!xml)
        tool_fail(error, "Failed to get the document of %s", saved->what);
    return xml;
}

static char *get_for_edit(void *object)
{
    return get_document(object, VMRPC_DOMAIN_XML_SECURE);
}

static bool define(Tool *tool, void *object, const char *xml)
{
    const Saved *saved = object;
    VmrpcError *error = NULL;
    int status = saved->domain
                     ? vmrpc_domain_managed_save_define(saved->domain, xml, saved->flags, &error)
                     : vmrpc_domain_save_image_define(tool->connection, saved->path, xml,
                                                      saved->flags, &error);

    return status == 0 || tool_fail(error, "Failed to update %s", saved->what);
}

typedef bool (*Find)(Tool *tool, const Arguments *arguments, Saved *saved);

static bool run_dumpxml(Tool *tool, const Arguments *arguments, Find find)
{
    unsigned flags = arguments_has(arguments, "security-info") ? VMRPC_DOMAIN_XML_SECURE : 0;
    g_auto(Saved) saved = {.tool = tool};
    g_autofree char *xml = find(tool, arguments, &saved) ? get_document(&saved, flags) : NULL;

    return xml && document_print(tool->json, arguments, xml);
}

static bool run_define(Tool *tool, const Arguments *arguments, Find find)
{
    g_auto(Saved) saved = {.tool = tool};
    g_autofree char *xml = NULL;

    saved.flags = arguments_flags(arguments, state_flags);
    if (!arguments_exclusive(arguments, "running", "paused") ||
        !(xml = document_read(arguments_string(arguments, "xml"))) ||
        !find(tool, arguments, &saved) || !define(tool, &saved, xml))
        return false;
    tool_say(tool, "%s updated.", saved.title);
    return true;
}

static bool run_edit(Tool *tool, const Arguments *arguments, Find find)
{
    g_auto(Saved) saved = {.tool = tool};

    saved.flags = arguments_flags(arguments, state_flags);
    return arguments_exclusive(arguments, "running", "paused") && find(tool, arguments, &saved) &&
           editor_run(tool, &(Edit){.what = saved.what,
                                    .title = saved.title,
                                    .object = &saved,
                                    .get = get_for_edit,
                                    .define = define});
}

static bool run_image_dumpxml(Tool *tool, const Arguments *arguments)
{
    return run_dumpxml(tool, arguments, find_file);
}

static bool run_image_define(Tool *tool, const Arguments *arguments)
{
    return run_define(tool, arguments, find_file);
}

static bool run_image_edit(Tool *tool, const Arguments *arguments)
{
    return run_edit(tool, arguments, find_file);
}

static bool run_managed_dumpxml(Tool *tool, const Arguments *arguments)
{
    return run_dumpxml(tool, arguments, find_managed);
}

static bool run_managed_define(Tool *tool, const Arguments *arguments)
{
    return run_define(tool, arguments, find_managed);
}

static bool run_managed_edit(Tool *tool, const Arguments *arguments)
{
    return run_edit(tool, arguments, find_managed);
}

#define OPTION_SAVED                                                                               \
    {                                                                                              \
        "file", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "file of a saved domain",      \
            complete_files                                                                         \
    }
#define OPTION_XML                                                                                 \
    {                                                                                              \
        "xml", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                                 \
            "file with the XML document; - is standard input", complete_files                      \
    }
#define OPTIONS_STATE                                                                              \
    {"running", OPTION_BOOL, 0, "it will run, whatever it did when it was saved", NULL},           \
    {                                                                                              \
        "paused", OPTION_BOOL, 0, "it will be paused", NULL                                        \
    }
#define OPTION_SECURITY                                                                            \
    {                                                                                              \
        "security-info", OPTION_BOOL, 0, "with passwords", NULL                                    \
    }

static const Option image_dumpxml_options[] = {OPTION_SAVED, OPTION_SECURITY, OPTIONS_XPATH, {0}};
static const Option image_define_options[] = {OPTION_SAVED, OPTION_XML, OPTIONS_STATE, {0}};
static const Option image_edit_options[] = {OPTION_SAVED, OPTIONS_STATE, {0}};
static const Option managed_dumpxml_options[] = {
    OPTION_DOMAIN, OPTION_SECURITY, OPTIONS_XPATH, {0}};
static const Option managed_define_options[] = {OPTION_DOMAIN, OPTION_XML, OPTIONS_STATE, {0}};
static const Option managed_edit_options[] = {OPTION_DOMAIN, OPTIONS_STATE, {0}};

const Command commands_save_document[] = {
    {"save-image-dumpxml", "print the document of a saved domain",
     "Prints the document in the file of a saved domain.", image_dumpxml_options, COMMAND_JSON,
     run_image_dumpxml},
    {"save-image-define", "replace the document of a saved domain",
     "Puts another document into the file of a saved domain. It must be of the same hardware.",
     image_define_options, 0, run_image_define},
    {"save-image-edit", "change the document of a saved domain in an editor",
     "Opens the document in the file of a saved domain in $VISUAL, $EDITOR or vi, and puts what\n"
     "    was saved back.",
     image_edit_options, 0, run_image_edit},
    {"managedsave-dumpxml", "print the document of a managed save",
     "Prints the document that the next start of a domain will go on with.",
     managed_dumpxml_options, COMMAND_JSON, run_managed_dumpxml},
    {"managedsave-define", "replace the document of a managed save",
     "Puts another document into the managed save of a domain. It must be of the same hardware.",
     managed_define_options, 0, run_managed_define},
    {"managedsave-edit", "change the document of a managed save in an editor",
     "Opens the document of the managed save in $VISUAL, $EDITOR or vi, and puts what was saved\n"
     "    back.",
     managed_edit_options, 0, run_managed_edit},
    {0},
};
