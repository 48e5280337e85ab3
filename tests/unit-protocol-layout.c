/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of arguments, results and events are those that libvirt puts behind its header: the
 * expectations are written out by hand, word by word, from the documented layouts.
 */
#include <glib.h>
#include <rpc/rpc.h>
#include <stdint.h>
#include <string.h>

#include "remote_protocol.h"
#include "remote_protocol_table.h"

#define UUID_WORDS "4dea23b3 1d52d8f3 2516782e 98a23fa0"
static const char uuid_bytes[16] =
    "\x4d\xea\x23\xb3\x1d\x52\xd8\xf3\x25\x16\x78\x2e\x98\xa2\x3f\xa0";

/* Encodes the object and compares it with words of hexadecimal digits separated by blanks. */
static void expect(DispatchXdr routine, const void *object, const char *words)
{
    g_autoptr(GString) got = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(words, " ", -1);
    g_autofree char *wanted = g_strjoinv("", parts);
    uint8_t bytes[1024];
    XDR xdr;

    xdrmem_create(&xdr, (char *) bytes, sizeof(bytes), XDR_ENCODE);
    g_assert_true(routine(&xdr, (void *) object));
    for (u_int i = 0; i < xdr_getpos(&xdr); i++)
        g_string_append_printf(got, "%02x", bytes[i]);
    g_assert_cmpstr(got->str, ==, wanted);
}

static DispatchXdr args_of(u_int procedure)
{
    return remote_dispatch_table.rows[procedure].args;
}

static DispatchXdr res_of(u_int procedure)
{
    return remote_dispatch_table.rows[procedure].res;
}

static remote_domain demo(int id)
{
    remote_domain dom = {.name = (char *) "demo1", .id = id};

    memcpy(dom.uuid, uuid_bytes, sizeof(dom.uuid));
    return dom;
}

static void test_open(void)
{
    char *name = (char *) "";
    connect_open_args args = {.name = &name, .flags = 1};
    connect_open_res res = {.status = 0};

    expect(args_of(CONNECT_OPEN), &args, "00000001 00000000 00000001");
    args.name = NULL;
    expect(args_of(CONNECT_OPEN), &args, "00000000 00000001");
    expect(res_of(CONNECT_OPEN), &res, "00000000");
}

/* A character takes a whole word, so that the body is 32 * 4 + 8 + 6 * 4 = 160 bytes long. */
static void test_node_get_info(void)
{
    node_get_info_res res = {.status = 0};
    node_get_info_ret *ret = &res.node_get_info_res_u.ret;
    g_autoptr(GString) wanted = g_string_new("00000000 00000078 00000038 00000036");

    ret->model[0] = 'x';
    ret->model[1] = '8';
    ret->model[2] = '6';
    ret->memory = 0x123456789;
    ret->cpus = 2;
    ret->mhz = 2400;
    ret->nodes = 1;
    ret->sockets = 1;
    ret->cores = 2;
    ret->threads = 1;
    for (int i = 3; i < 32; i++)
        g_string_append(wanted, " 00000000");
    g_string_append(wanted, " 00000001 23456789 00000002 00000960");
    g_string_append(wanted, " 00000001 00000001 00000002 00000001");
    g_assert_cmpuint((wanted->len + 1) / 9 * 4, ==, 4 + 160);
    expect(res_of(NODE_GET_INFO), &res, wanted->str);
}

static void test_error(void)
{
    domain_get_state_res res = {.status = 1};
    remote_error *error = &res.domain_get_state_res_u.error;
    char *message = (char *) "no dom", *detail = (char *) "";

    error->code = 42;
    error->origin = 10;
    error->message = &message;
    error->level = REMOTE_ERROR_LEVEL_ERROR;
    error->str2 = &detail;
    error->int1 = -1;
    error->int2 = -1;
    expect(res_of(DOMAIN_GET_STATE), &res,
           "00000001 0000002a 0000000a 00000001 00000006 6e6f2064 6f6d0000 00000002 00000000 "
           "00000000 00000001 00000000 00000000 ffffffff ffffffff 00000000");
}

static void test_list_all_domains(void)
{
    connect_list_all_domains_args args = {.need_results = 1, .flags = DOMAIN_LIST_ACTIVE};
    connect_list_all_domains_res res = {.status = 0};
    remote_domain domains[2] = {demo(3), demo(-1)};

    res.connect_list_all_domains_res_u.ret.domains.domains_len = 2;
    res.connect_list_all_domains_res_u.ret.domains.domains_val = domains;
    res.connect_list_all_domains_res_u.ret.count = 2;
    expect(args_of(CONNECT_LIST_ALL_DOMAINS), &args, "00000001 00000001");
    expect(res_of(CONNECT_LIST_ALL_DOMAINS), &res,
           "00000000 00000002 00000005 64656d6f 31000000 " UUID_WORDS " 00000003 "
           "00000005 64656d6f 31000000 " UUID_WORDS " ffffffff 00000002");
}

static void test_get_info(void)
{
    domain_get_info_res res = {.status = 0};
    domain_get_info_ret *ret = &res.domain_get_info_res_u.ret;

    ret->state = DOMAIN_STATE_RUNNING;
    ret->max_memory = 131072;
    ret->memory = 65536;
    ret->vcpus = 4;
    ret->cpu_time = 0x100000002;
    expect(res_of(DOMAIN_GET_INFO), &res,
           "00000000 00000001 00000000 00020000 00000000 00010000 00000004 00000001 00000002");
}

static void test_register(void)
{
    remote_domain dom = demo(7);
    connect_domain_event_callback_register_any_args args = {.kind = EVENT_REBOOT};

    expect(args_of(316), &args, "00000001 00000000");
    args.dom = &dom;
    expect(args_of(316), &args,
           "00000001 00000001 00000005 64656d6f 31000000 " UUID_WORDS " 00000007");
}

static void test_lifecycle_event(void)
{
    event_message message = {.sequence = 5, .time_us = 0x600000000, .body.kind = EVENT_LIFECYCLE};
    event_lifecycle *lifecycle = &message.body.event_u.lifecycle;

    lifecycle->dom = demo(1);
    lifecycle->happened = DOMAIN_EVENT_STOPPED;
    lifecycle->detail = DOMAIN_EVENT_STOPPED_CRASHED;
    expect(vmrpc_dispatch_table.rows[VMRPC_EVENT].args, &message,
           "00000000 00000005 00000006 00000000 00000000 00000005 64656d6f 31000000 " UUID_WORDS
           " 00000001 00000005 00000002");
}

/* The reason comes before the domain in the three power management events. */
static void test_other_events(void)
{
    event_message message = {.body.kind = EVENT_PMWAKEUP};
    char value[] = "no";
    remote_typed_param param = {.field = (char *) "f"};

    message.body.event_u.pmwakeup.dom = demo(1);
    expect(vmrpc_dispatch_table.rows[VMRPC_EVENT].args, &message,
           "00000000 00000000 00000000 00000000 0000000b 00000000 00000005 64656d6f "
           "31000000 " UUID_WORDS " 00000001");
    message.body.kind = EVENT_TUNABLE;
    message.body.event_u.tunable.dom = demo(1);
    param.value.type = TYPED_PARAM_STRING;
    param.value.remote_typed_param_value_u.s = value;
    message.body.event_u.tunable.params.params_len = 1;
    message.body.event_u.tunable.params.params_val = &param;
    expect(vmrpc_dispatch_table.rows[VMRPC_EVENT].args, &message,
           "00000000 00000000 00000000 00000000 00000011 00000005 64656d6f 31000000 " UUID_WORDS
           " 00000001 00000001 00000001 66000000 00000007 00000002 6e6f0000");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/protocol-layout/open", test_open);
    g_test_add_func("/protocol-layout/node-get-info", test_node_get_info);
    g_test_add_func("/protocol-layout/error", test_error);
    g_test_add_func("/protocol-layout/list-all-domains", test_list_all_domains);
    g_test_add_func("/protocol-layout/get-info", test_get_info);
    g_test_add_func("/protocol-layout/register", test_register);
    g_test_add_func("/protocol-layout/lifecycle-event", test_lifecycle_event);
    g_test_add_func("/protocol-layout/other-events", test_other_events);
    return g_test_run();
}
