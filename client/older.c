/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Falling back to older procedures: see older.h. One function per newer procedure, and a table.
 *
 * What is filled in goes to the owner of the result as it is: strings are moved, not copied.
 */
#include "client/older.h"

#include <string.h>

#include "client/stub.h"

/* A newer procedure that only adds flags: without any it is the older one, which returns nothing
 * either. */
#define OLDER_PLAIN(newer, older)                                                                  \
    static bool older_##older(VmrpcConnection *connection, const void *args, void *result,         \
                              GError **err)                                                        \
    {                                                                                              \
        const newer##_args *asked = args;                                                          \
        older##_args plain = {.dom = asked->dom};                                                  \
        older##_res done = {0};                                                                    \
                                                                                                   \
        (void) result;                                                                             \
        return asked->flags == 0 && STUB_CALL(connection, older, &plain, &done, err);              \
    }

OLDER_PLAIN(domain_shutdown_flags, domain_shutdown)
OLDER_PLAIN(domain_destroy_flags, domain_destroy)
OLDER_PLAIN(domain_undefine_flags, domain_undefine)
#undef OLDER_PLAIN

/* The id of the domain that runs now takes another question. */
static bool older_create(VmrpcConnection *connection, const void *args, void *result, GError **err)
{
    const domain_create_with_flags_args *asked = args;
    domain_create_args plain = {.dom = asked->dom};
    domain_create_res done = {0};
    domain_lookup_by_uuid_args which;
    domain_lookup_by_uuid_res found = {0};
    domain_create_with_flags_res *answer = result;

    memcpy(which.uuid, asked->dom.uuid, sizeof(which.uuid));
    if (asked->flags || !STUB_CALL(connection, domain_create, &plain, &done, err) ||
        !STUB_CALL(connection, domain_lookup_by_uuid, &which, &found, err))
        return false;
    answer->domain_create_with_flags_res_u.ret.dom = found.domain_lookup_by_uuid_res_u.ret.dom;
    return true;
}

static bool older_define(VmrpcConnection *connection, const void *args, void *result, GError **err)
{
    const domain_define_xml_flags_args *asked = args;
    domain_define_xml_args plain = {.xml = asked->xml};
    domain_define_xml_res defined = {0};
    domain_define_xml_flags_res *answer = result;

    if (asked->flags || !STUB_CALL(connection, domain_define_xml, &plain, &defined, err))
        return false;
    answer->domain_define_xml_flags_res_u.ret.dom = defined.domain_define_xml_res_u.ret.dom;
    return true;
}

/* Without the reason, which is unknown (0) then. */
static bool older_state(VmrpcConnection *connection, const void *args, void *result, GError **err)
{
    const domain_get_state_args *asked = args;
    domain_get_info_args plain = {.dom = asked->dom};
    domain_get_info_res info = {0};
    domain_get_state_res *answer = result;

    if (asked->flags || !STUB_CALL(connection, domain_get_info, &plain, &info, err))
        return false;
    answer->domain_get_state_res_u.ret.state = info.domain_get_info_res_u.ret.state;
    return true;
}

bool older_answer(VmrpcConnection *connection, uint32_t procedure, const void *args, void *result,
                  GError **err)
{
    static const struct {
        uint32_t procedure;
        bool (*answer)(VmrpcConnection *connection, const void *args, void *result, GError **err);
    } ways[] = {
        {DOMAIN_CREATE_WITH_FLAGS, older_create},
        {DOMAIN_GET_STATE, older_state},
        {DOMAIN_UNDEFINE_FLAGS, older_domain_undefine},
        {DOMAIN_DESTROY_FLAGS, older_domain_destroy},
        {DOMAIN_SHUTDOWN_FLAGS, older_domain_shutdown},
        {CONNECT_LIST_ALL_DOMAINS, older_list_domains},
        {DOMAIN_DEFINE_XML_FLAGS, older_define},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++)
        if (ways[i].procedure == procedure)
            return ways[i].answer(connection, args, result, err);
    return false;
}
