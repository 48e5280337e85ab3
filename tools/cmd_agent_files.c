/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * File systems, users and addresses of a guest, by its agent: domfsinfo, domfsfreeze, domfsthaw,
 * domfstrim, set-user-password, get-user-sshkeys, set-user-sshkeys, domifaddr.
 */
#include <string.h>

#include "tools/commands.h"
#include "tools/document.h"
#include "tools/output.h"

/* ---- file systems ---- */

static const Option fsinfo_options[] = {OPTION_DOMAIN, {0}};

static json_t *filesystem_json(const VmrpcDomainFilesystem *filesystem)
{
    json_t *targets = json_array();

    for (const char *const *target = filesystem->targets; *target; target++)
        json_array_append_new(targets, output_json_text(*target));
    return json_pack("{s:o, s:o, s:o, s:o}", "mountpoint", output_json_text(filesystem->mountpoint),
                     "name", output_json_text(filesystem->name), "type",
                     output_json_text(filesystem->type), "targets", targets);
}

static char **filesystem_cells(const VmrpcDomainFilesystem *filesystem)
{
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    g_autofree char *targets = g_strjoinv(",", (char **) filesystem->targets);

    g_strv_builder_add_many(cells, filesystem->mountpoint, filesystem->name, filesystem->type,
                            targets, NULL);
    return g_strv_builder_end(cells);
}

static bool run_fsinfo(Tool *tool, const Arguments *arguments)
{
    static const char *const head[] = {"Mountpoint", "Name", "Type", "Target", NULL};
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(Table) table = NULL;
    VmrpcDomainFilesystem **list = NULL;
    VmrpcError *error = NULL;
    json_t *array;

    if (!domain)
        return false;
    if (vmrpc_domain_filesystems(domain, 0, &list, &error) < 0)
        return tool_fail(error, "Failed to get the file systems of domain '%s'",
                         vmrpc_domain_name(domain));
    table = table_new(head);
    array = json_array();
    for (VmrpcDomainFilesystem **each = list; *each; each++) {
        table_add(table, filesystem_cells(*each));
        json_array_append_new(array, filesystem_json(*each));
    }
    vmrpc_domain_filesystem_list_free(list);
    if (tool->json) {
        output_json(json_pack("{s:o}", "filesystems", array));
        return true;
    }
    json_decref(array);
    table_print(table, !tool->quiet);
    return true;
}

static const Option freeze_options[] = {
    OPTION_DOMAIN,
    {"mountpoint", OPTION_REST, 0, "where they are mounted; none: all of them", NULL},
    {0},
};

static bool run_freeze(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    const char *const *places = arguments_rest(arguments, "mountpoint");
    VmrpcError *error = NULL;
    int n;

    if (!domain)
        return false;
    n = vmrpc_domain_freeze(domain, places, g_strv_length((char **) places), 0, &error);
    if (n < 0)
        return tool_fail(error, "Unable to freeze filesystems");
    tool_say(tool, "Froze %d filesystem(s)", n);
    return true;
}

static const Option thaw_options[] = {OPTION_DOMAIN, {0}};

static bool run_thaw(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    int n;

    if (!domain)
        return false;
    n = vmrpc_domain_thaw(domain, 0, &error);
    if (n < 0)
        return tool_fail(error, "Unable to thaw filesystems");
    tool_say(tool, "Thawed %d filesystem(s)", n);
    return true;
}

static const Option trim_options[] = {
    OPTION_DOMAIN,
    {"minimum", OPTION_STRING, 0, "leave pieces alone that are smaller", NULL},
    {"mountpoint", OPTION_STRING, 0, "of one file system only", NULL},
    {0},
};

static bool run_trim(Tool *tool, const Arguments *arguments)
{
    const char *text = arguments_string(arguments, "minimum");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    guint64 minimum = 0;

    if (text && !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &minimum, NULL))
        return tool_fail(NULL, "Invalid size '%s': expecting bytes", text);
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if (vmrpc_domain_trim(domain, arguments_string(arguments, "mountpoint"), minimum, 0, &error) <
        0)
        return tool_fail(error, "Unable to invoke fstrim");
    return true;
}

/* ---- users ---- */

#define OPTION_USER                                                                                \
    {                                                                                              \
        "user", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "a user of the guest", NULL    \
    }

static const Option password_options[] = {
    OPTION_DOMAIN,
    OPTION_USER,
    {"password", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "the new one", NULL},
    {"encrypted", OPTION_BOOL, 0, "it is as the guest stores it", NULL},
    {0},
};

static bool run_password(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    unsigned flags =
        arguments_has(arguments, "encrypted") ? VMRPC_DOMAIN_SET_USER_PASSWORD_ENCRYPTED : 0;
    const char *user = arguments_string(arguments, "user");
    VmrpcError *error = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_set_user_password(domain, user, arguments_string(arguments, "password"), flags,
                                       &error) < 0)
        return tool_fail(error, "Failed to set the password of '%s'", user);
    tool_say(tool, "Password set successfully for %s in %s", user, vmrpc_domain_name(domain));
    return true;
}

static const Option keys_options[] = {OPTION_DOMAIN, OPTION_USER, {0}};

static bool run_get_keys(Tool *tool, const Arguments *arguments)
{
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    g_autoptr(json_t) array = json_array();
    VmrpcError *error = NULL;
    char **keys = NULL;

    if (!domain)
        return false;
    if (vmrpc_domain_ssh_keys(domain, arguments_string(arguments, "user"), 0, &keys, &error) < 0)
        return tool_fail(error, "Failed to get the keys of '%s'",
                         arguments_string(arguments, "user"));
    for (char **key = keys; *key; key++) {
        if (tool->json)
            json_array_append_new(array, output_json_text(*key));
        else
            output_line(*key);
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "keys", array));
    vmrpc_string_list_free(keys);
    return true;
}

static const Option set_keys_options[] = {
    OPTION_DOMAIN,
    OPTION_USER,
    {"file", OPTION_STRING, 0, "file with the keys, one a line; - is standard input",
     complete_files},
    {"reset", OPTION_BOOL, 0, "these and no others, or without a file none", NULL},
    {"remove", OPTION_BOOL, 0, "take these away", NULL},
    {0},
};

/* The lines of text that hold anything; changes it. */
static GPtrArray *split_keys(char *text)
{
    GPtrArray *keys = g_ptr_array_new();
    char *next;

    for (char *line = text; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        if (*g_strstrip(line) && *line != '#')
            g_ptr_array_add(keys, line);
    }
    return keys;
}

static bool run_set_keys(Tool *tool, const Arguments *arguments)
{
    const char *path = arguments_string(arguments, "file");
    bool reset = arguments_has(arguments, "reset"), remove = arguments_has(arguments, "remove");
    unsigned flags = remove  ? VMRPC_DOMAIN_SET_SSH_KEYS_REMOVE
                     : reset ? 0
                             : VMRPC_DOMAIN_SET_SSH_KEYS_APPEND;
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autoptr(GPtrArray) keys = NULL;
    g_autofree char *text = NULL;
    VmrpcError *error = NULL;

    if (!arguments_exclusive(arguments, "reset", "remove"))
        return false;
    if (!path && !reset)
        return tool_fail(NULL, "without --reset a --file is wanted");
    text = path ? document_read(path) : g_strdup("");
    domain = text ? tool_domain(tool, arguments_string(arguments, "domain")) : NULL;
    if (!domain)
        return false;
    keys = split_keys(text);
    if (vmrpc_domain_set_ssh_keys(domain, arguments_string(arguments, "user"),
                                  (const char *const *) keys->pdata, keys->len, flags, &error) < 0)
        return tool_fail(error, "Failed to set the keys of '%s'",
                         arguments_string(arguments, "user"));
    return true;
}

/* ---- addresses ---- */

static const struct AddressSource {
    const char *word;
    unsigned source;
} address_sources[] = {{"lease", VMRPC_DOMAIN_ADDRESSES_SOURCE_LEASE},
                       {"agent", VMRPC_DOMAIN_ADDRESSES_SOURCE_AGENT},
                       {"arp", VMRPC_DOMAIN_ADDRESSES_SOURCE_ARP}};

static char **complete_sources(Tool *tool)
{
    (void) tool;
    return g_strsplit("lease agent arp", " ", -1);
}

static const Option addresses_options[] = {
    OPTION_DOMAIN,
    {"interface", OPTION_STRING, OPTION_POSITIONAL, "of this one only", NULL},
    {"full", OPTION_BOOL, 0, "repeat the interface on each line", NULL},
    {"source", OPTION_STRING, 0, "who is asked: lease, agent, arp", complete_sources},
    {0},
};

/* NULL: the interface has no address. */
static const char *address_family(const VmrpcDomainAddress *address)
{
    if (!address->address)
        return NULL;
    return address->is_ipv6 ? "ipv6" : "ipv4";
}

static char **address_cells(const VmrpcDomainAddress *address, bool first)
{
    g_autoptr(GStrvBuilder) cells = g_strv_builder_new();
    g_autofree char *text = address->address
                                ? g_strdup_printf("%s/%u", address->address, address->prefix)
                                : g_strdup("N/A");

    g_strv_builder_add_many(cells, first ? address->interface : "-",
                            first && address->mac ? address->mac : (first ? "N/A" : "-"),
                            address->address ? address_family(address) : "N/A", text, NULL);
    return g_strv_builder_end(cells);
}

static json_t *address_json(const VmrpcDomainAddress *address)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:I}", "interface", output_json_text(address->interface),
                     "mac", output_json_text(address->mac), "family",
                     output_json_text(address_family(address)), "address",
                     output_json_text(address->address), "prefix", (json_int_t) address->prefix);
}

static void print_addresses(const Tool *tool, VmrpcDomainAddress **list, const char *interface,
                            bool full)
{
    static const char *const head[] = {"Name", "MAC address", "Protocol", "Address", NULL};
    g_autoptr(Table) table = table_new(head);
    g_autoptr(json_t) array = json_array();
    const char *last = NULL;

    for (VmrpcDomainAddress **each = list; *each; each++) {
        if (interface && !g_str_equal(interface, (*each)->interface))
            continue;
        table_add(table, address_cells(*each, full || g_strcmp0(last, (*each)->interface) != 0));
        json_array_append_new(array, address_json(*each));
        last = (*each)->interface;
    }
    if (tool->json)
        output_json(json_pack("{s:O}", "addresses", array));
    else
        table_print(table, !tool->quiet);
}

static bool run_addresses(Tool *tool, const Arguments *arguments)
{
    const char *word = arguments_string(arguments, "source");
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcDomainAddress **list = NULL;
    VmrpcError *error = NULL;
    guint i = 0;

    while (word && i < G_N_ELEMENTS(address_sources) && !g_str_equal(word, address_sources[i].word))
        i++;
    if (i == G_N_ELEMENTS(address_sources))
        return tool_fail(NULL, "Unknown data source '%s': expecting lease, agent or arp", word);
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain)
        return false;
    if (vmrpc_domain_addresses(domain, address_sources[i].source, 0, &list, &error) < 0)
        return tool_fail(error, "Failed to query for interfaces addresses");
    print_addresses(tool, list, arguments_string(arguments, "interface"),
                    arguments_has(arguments, "full"));
    vmrpc_domain_address_list_free(list);
    return true;
}

const Command commands_agent_files[] = {
    {"domfsfreeze", "freeze a guest's file systems",
     "Freezes the file systems of a guest: nothing is written to them until domfsthaw.",
     freeze_options, COMMAND_SLOW, run_freeze},
    {"domfsinfo", "list a guest's file systems", "Lists what is mounted in a guest, and where.",
     fsinfo_options, COMMAND_JSON | COMMAND_SLOW, run_fsinfo},
    {"domfsthaw", "let a guest's file systems go", "Ends what domfsfreeze began.", thaw_options,
     COMMAND_SLOW, run_thaw},
    {"domfstrim", "have a guest discard what its file systems do not use",
     "Tells the disks below the guest's file systems what these do not use.", trim_options,
     COMMAND_SLOW, run_trim},
    {"domifaddr", "list the addresses of a guest",
     "Lists the interfaces of a guest with their addresses: what the host knows of them, or with\n"
     "    --source agent what the guest says.",
     addresses_options, COMMAND_JSON | COMMAND_SLOW, run_addresses},
    {"get-user-sshkeys", "print the ssh keys of a user of a guest",
     "Prints the keys with which one may log in as that user.", keys_options,
     COMMAND_JSON | COMMAND_SLOW, run_get_keys},
    {"set-user-password", "set the password of a user of a guest",
     "Gives a user of the guest another password.", password_options, COMMAND_SLOW, run_password},
    {"set-user-sshkeys", "set the ssh keys of a user of a guest",
     "Adds keys with which one may log in as that user; or replaces them, or takes some away.",
     set_keys_options, COMMAND_SLOW, run_set_keys},
    {0},
};
