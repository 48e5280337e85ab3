/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory of a domain: setmem, setmaxmem. */
#include <string.h>

#include "tools/affect.h"
#include "tools/commands.h"
#include "tools/size.h"

#define OPTION_SIZE                                                                                \
    {                                                                                              \
        "size", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                                \
            "how much: KiB, or with a unit behind it", NULL                                        \
    }

static const Option setmem_options[] = {OPTION_DOMAIN, OPTION_SIZE, OPTIONS_AFFECT, {0}};

/* Numbers alone are KiB, as they are in documents. */
static bool parse_kib(const char *text, uint64_t *ret_kib)
{
    g_autofree char *with_unit =
        *text && g_ascii_isdigit(text[strlen(text) - 1]) ? g_strconcat(text, "k", NULL) : NULL;
    uint64_t bytes;

    if (!size_parse(with_unit ? with_unit : text, "size", &bytes))
        return false;
    *ret_kib = (bytes + 1023) / 1024;
    return true;
}

static bool set_memory(Tool *tool, const Arguments *arguments, unsigned flags, const char *what)
{
    g_autoptr(VmrpcDomain) domain = NULL;
    VmrpcError *error = NULL;
    uint64_t kib;

    if (!affect_check(arguments, false) || !parse_kib(arguments_string(arguments, "size"), &kib) ||
        !(domain = tool_domain(tool, arguments_string(arguments, "domain"))))
        return false;
    return vmrpc_domain_set_memory(domain, kib, affect_flags(arguments) | flags, &error) == 0 ||
           tool_fail(error, "Failed to change the %s of domain '%s'", what,
                     vmrpc_domain_name(domain));
}

static bool run_setmem(Tool *tool, const Arguments *arguments)
{
    return set_memory(tool, arguments, 0, "memory");
}

static bool run_setmaxmem(Tool *tool, const Arguments *arguments)
{
    return set_memory(tool, arguments, VMRPC_DOMAIN_SET_MEMORY_MAXIMUM, "maximum memory");
}

const Command commands_memory[] = {
    {"setmaxmem", "change the most memory that a domain can have",
     "Changes how much memory a domain has from its next start on, of which setmem gives it a "
     "part.",
     setmem_options, 0, run_setmaxmem},
    {"setmem", "change the memory of a domain",
     "Changes how much of its memory a domain may use, while it runs by its balloon.",
     setmem_options, 0, run_setmem},
    {0},
};
