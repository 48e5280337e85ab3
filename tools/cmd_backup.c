/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* backup-begin, backup-dumpxml: copies of a guest's disks as they are at one instant. */
#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"

static const Option begin_options[] = {
    OPTION_DOMAIN,
    {"backupxml", OPTION_STRING, OPTION_POSITIONAL, "file with the <domainbackup>", complete_files},
    {"checkpointxml", OPTION_STRING, OPTION_POSITIONAL,
     "file with the <domaincheckpoint> of the same instant", complete_files},
    {"reuse-external", OPTION_BOOL, 0, "the files of the backup exist", NULL},
    {0},
};

static bool run_begin(Tool *tool, const Arguments *arguments)
{
    const char *file = arguments_string(arguments, "backupxml");
    const char *checkpoint_file = arguments_string(arguments, "checkpointxml");
    unsigned flags =
        arguments_has(arguments, "reuse-external") ? VMRPC_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL : 0;
    g_autofree char *xml = file ? document_read(file) : g_strdup("<domainbackup/>");
    g_autofree char *checkpoint = NULL;
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;

    if (!xml || (checkpoint_file && !(checkpoint = document_read(checkpoint_file))) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    if (vmrpc_domain_backup_begin(domain, xml, checkpoint, flags, &error) < 0)
        return tool_fail(error, "Failed to begin the backup");
    tool_say(tool, "Backup started");
    return true;
}

static const Option dumpxml_options[] = {OPTION_DOMAIN, {0}};

static bool run_dumpxml(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    g_autofree char *xml = domain ? vmrpc_domain_backup_xml(domain, &error) : NULL;

    if (!domain)
        return false;
    return xml ? output_xml(tool->json, xml)
               : tool_fail(error, "Failed to get the document of the backup");
}

const Command commands_backup[] = {
    {"backup-begin", "begin a backup of a guest's disks",
     "Begins a backup that a <domainbackup> document describes: in push mode into files, in pull\n"
     "    mode to be fetched over NBD until domjobabort ends it. Without a document all disks go "
     "to\n"
     "    files next to theirs.",
     begin_options, COMMAND_SLOW, run_begin},
    {"backup-dumpxml", "show the document of the backup that goes on",
     "Prints the document of the backup that goes on, with what the server chose.", dumpxml_options,
     COMMAND_JSON, run_dumpxml},
    {0},
};
