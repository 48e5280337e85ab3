/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The generated dispatch tables say of each procedure what the interface file says: number, name,
 * access class, sizes and offsets, and their thunks reach the right routine and the right handler.
 */
#include <glib.h>
#include <rpc/rpc.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "remote_protocol.h"
#include "remote_protocol_table.h"
#include "rpc/dispatch_row.h"

static int dummy_calls;

static bool dummy_get_state(DriverCall *call, const domain_get_state_args *args,
                            domain_get_state_ret *ret, GError **err)
{
    g_assert_null(call);
    dummy_calls++;
    if (args->flags)
        return error_set(err, ERR_INVALID_ARG, "flags");
    ret->state = DOMAIN_STATE_PAUSED;
    ret->reason = DOMAIN_REASON_PAUSED_USER;
    return true;
}

static const RemoteHandlers dummy_handlers = {.domain_get_state = dummy_get_state};

static void test_row_of_get_state(void)
{
    const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, 212);

    g_assert_cmpuint(remote_dispatch_table.program, ==, 0x20008086);
    g_assert_cmpuint(remote_dispatch_table.version, ==, 1);
    g_assert_nonnull(row);
    g_assert_cmpstr(row->name, ==, "domain_get_state");
    g_assert_cmpint(row->access, ==, ACCESS_READ);
    g_assert_cmpuint(row->write_flags, ==, 0);
    g_assert_cmpuint(row->args_size, ==, sizeof(domain_get_state_args));
    g_assert_cmpuint(row->res_size, ==, sizeof(domain_get_state_res));
    g_assert_cmpuint(row->ret_offset, ==,
                     offsetof(domain_get_state_res, domain_get_state_res_u.ret.state));
    g_assert_cmpuint(row->error_offset, ==,
                     offsetof(domain_get_state_res, domain_get_state_res_u.error.code));
    g_assert_cmpuint(row->handler_offset, ==, offsetof(RemoteHandlers, domain_get_state));
}

static void test_numbers(void)
{
    static const struct {
        uint32_t number;
        const char *name;
        DispatchAccess access;
    } some[] = {
        {0, "remote_null", ACCESS_FREE},
        {1, "connect_open", ACCESS_FREE},
        {2, "connect_close", ACCESS_FREE},
        {60, "connect_supports_feature", ACCESS_FREE},
        {66, "auth_list", ACCESS_FREE},
        {6, "node_get_info", ACCESS_READ},
        {9, "domain_create", ACCESS_WRITE},
        {14, "domain_get_xml_desc", ACCESS_READ},
        {23, "domain_lookup_by_name", ACCESS_READ},
        {33, "domain_shutdown", ACCESS_WRITE},
        {196, "domain_create_with_flags", ACCESS_WRITE},
        {273, "connect_list_all_domains", ACCESS_READ},
        {316, "connect_domain_event_callback_register_any", ACCESS_READ},
        {342, "connect_get_domain_capabilities", ACCESS_WRITE},
        {426, "domain_get_messages", ACCESS_READ},
    };

    for (size_t i = 0; i < G_N_ELEMENTS(some); i++) {
        const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, some[i].number);

        g_assert_nonnull(row);
        g_assert_cmpstr(row->name, ==, some[i].name);
        g_assert_cmpint(row->access, ==, some[i].access);
    }
}

static void test_not_to_be_called(void)
{
    g_assert_null(dispatch_table_find(&remote_dispatch_table, 67));
    g_assert_null(dispatch_table_find(&remote_dispatch_table, 318));
    g_assert_null(dispatch_table_find(&remote_dispatch_table, remote_dispatch_table.n_rows));
    g_assert_null(dispatch_table_find(&remote_dispatch_table, UINT32_MAX));
    g_assert_nonnull(dispatch_table_find(&vmrpc_dispatch_table, VMRPC_HELLO));
    g_assert_null(dispatch_table_find(&vmrpc_dispatch_table, VMRPC_EVENT));
    g_assert_cmpstr(vmrpc_dispatch_table.rows[VMRPC_EVENT].name, ==, "vmrpc_event");
    g_assert_cmpuint(vmrpc_dispatch_table.rows[VMRPC_EVENT].args_size, ==, sizeof(event_message));
}

/* Every row is whole, and no two rows share a handler. */
static void check_rows(const DispatchTable *table)
{
    g_autoptr(GHashTable) handlers = g_hash_table_new(NULL, NULL);
    size_t found = 0;

    for (size_t i = 0; i < table->n_rows; i++) {
        const DispatchRow *row = &table->rows[i];

        if (!row->name)
            continue;
        found++;
        g_assert_cmpint(row->access, <=, ACCESS_EVENT);
        g_assert_nonnull(row->args);
        g_assert_nonnull(row->res);
        g_assert_cmpint(row->res_size == 0, ==, row->handler_offset == DISPATCH_NO_HANDLER);
        g_assert_cmpint(row->access == ACCESS_EVENT, ==, row->invoke == NULL);
        if (row->res_size) {
            g_assert_cmpuint(row->error_offset, >=, sizeof(int));
            g_assert_true(g_hash_table_add(handlers, GSIZE_TO_POINTER(row->handler_offset + 1)));
        }
    }
    g_assert_cmpuint(found, >=, 1);
}

static void test_every_row(void)
{
    check_rows(&remote_dispatch_table);
    check_rows(&qemu_dispatch_table);
    check_rows(&vmrpc_dispatch_table);
}

static void test_write_flags(void)
{
    const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, DOMAIN_GET_XML_DESC);
    domain_get_xml_desc_args args = {.flags = DOMAIN_XML_INACTIVE | DOMAIN_XML_UPDATE_CPU};

    g_assert_cmpuint(row->write_flags, ==, DOMAIN_XML_SECURE | DOMAIN_XML_MIGRATABLE);
    g_assert_cmpint(dispatch_row_access(row, &args), ==, ACCESS_READ);
    args.flags |= DOMAIN_XML_SECURE;
    g_assert_cmpint(dispatch_row_access(row, &args), ==, ACCESS_WRITE);
    args.flags = DOMAIN_XML_MIGRATABLE;
    g_assert_cmpint(dispatch_row_access(row, &args), ==, ACCESS_WRITE);
    row = dispatch_table_find(&remote_dispatch_table, DOMAIN_CREATE);
    g_assert_cmpint(dispatch_row_access(row, NULL), ==, ACCESS_WRITE);
}

static void test_invoke(void)
{
    const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, DOMAIN_GET_STATE);
    domain_get_state_args args = {.flags = 0};
    domain_get_state_res res = {.status = -1};
    g_autoptr(GError) err = NULL;

    g_assert_true(row->invoke(&dummy_handlers, NULL, &args, &res, &err));
    g_assert_no_error(err);
    g_assert_cmpint(res.status, ==, 0);
    g_assert_cmpint(res.domain_get_state_res_u.ret.state, ==, DOMAIN_STATE_PAUSED);
    g_assert_cmpint(res.domain_get_state_res_u.ret.reason, ==, DOMAIN_REASON_PAUSED_USER);
    args.flags = 1;
    g_assert_false(row->invoke(&dummy_handlers, NULL, &args, &res, &err));
    g_assert_error(err, ERROR_DOMAIN, ERR_INVALID_ARG);
    g_assert_cmpint(dummy_calls, ==, 2);
}

static void test_invoke_missing(void)
{
    const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, CONNECT_CLOSE);
    const DispatchRow *null = dispatch_table_find(&remote_dispatch_table, REMOTE_NULL);
    connect_close_res res = {.status = 0};
    g_autoptr(GError) err = NULL;

    g_assert_false(dispatch_row_implemented(row, &dummy_handlers));
    g_assert_false(row->invoke(&dummy_handlers, NULL, NULL, &res, &err));
    g_assert_error(err, ERROR_DOMAIN, ERR_NO_SUPPORT);
    g_assert_nonnull(strstr(err->message, "connect_close"));
    g_assert_false(row->invoke(NULL, NULL, NULL, &res, NULL));
    g_assert_false(dispatch_row_implemented(row, NULL));
    g_assert_true(dispatch_row_implemented(null, NULL));
    g_assert_true(null->invoke(NULL, NULL, NULL, NULL, NULL));
    row = dispatch_table_find(&remote_dispatch_table, DOMAIN_GET_STATE);
    g_assert_true(dispatch_row_implemented(row, &dummy_handlers));
}

/* What a row's routines encode they decode again, and free. */
static void test_round_trip(void)
{
    const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, CONNECT_OPEN);
    char *uri = (char *) "test:///default";
    connect_open_args args = {.name = &uri, .flags = CONNECT_OPEN_READONLY};
    connect_open_args back = {.name = NULL};
    char bytes[64];
    XDR xdr;

    xdrmem_create(&xdr, bytes, sizeof(bytes), XDR_ENCODE);
    g_assert_true(row->args(&xdr, &args));
    g_assert_cmpuint(xdr_getpos(&xdr), ==, 4 + 4 + 16 + 4);
    xdrmem_create(&xdr, bytes, xdr_getpos(&xdr), XDR_DECODE);
    g_assert_true(row->args(&xdr, &back));
    g_assert_cmpstr(*back.name, ==, uri);
    g_assert_cmpuint(back.flags, ==, CONNECT_OPEN_READONLY);
    xdr.x_op = XDR_FREE;
    g_assert_true(row->args(&xdr, &back));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/protocol-table/row-of-get-state", test_row_of_get_state);
    g_test_add_func("/protocol-table/numbers", test_numbers);
    g_test_add_func("/protocol-table/not-to-be-called", test_not_to_be_called);
    g_test_add_func("/protocol-table/every-row", test_every_row);
    g_test_add_func("/protocol-table/write-flags", test_write_flags);
    g_test_add_func("/protocol-table/invoke", test_invoke);
    g_test_add_func("/protocol-table/invoke-missing", test_invoke_missing);
    g_test_add_func("/protocol-table/round-trip", test_round_trip);
    return g_test_run();
}
