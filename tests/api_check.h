/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the public interface share. They include public headers and this, nothing of
 * the inside, and run against the real daemon (test:///default unless they say otherwise).
 */
#ifndef VMRPC_TESTS_API_CHECK_H
#define VMRPC_TESTS_API_CHECK_H

#include <glib.h>
#include <string.h>

#include "vmrpc.h"

/* A domain that does not run in the test driver yet. */
#define API_DEMO_UUID "4dea24b3-1d52-d8f3-2516-782e98a23fa0"
#define API_DEMO_XML                                                                               \
    "<domain type='test'><name>demo</name><uuid>" API_DEMO_UUID "</uuid>"                          \
    "<title>A title</title><memory unit='MiB'>64</memory><vcpu>2</vcpu>"                           \
    "<os><type>hvm</type></os></domain>"

/* The call succeeded, or the test ends with what it said. */
#define API_OK(call)                                                                               \
    do {                                                                                           \
        VmrpcError *error = NULL;                                                                  \
        if ((call) < 0)                                                                            \
            g_error("%s: %s", #call, vmrpc_error_message(error));                                  \
    } while (0)

/* The call failed with this code and these words. */
#define API_FAILS(call, code, words)                                                               \
    do {                                                                                           \
        VmrpcError *error = NULL;                                                                  \
        g_assert_cmpint((call), ==, -1);                                                           \
        api_check_error(error, code, words);                                                       \
    } while (0)

/* The same of a call that gives something. */
#define API_GIVES_NOTHING(call, code, words)                                                       \
    do {                                                                                           \
        VmrpcError *error = NULL;                                                                  \
        g_assert_null(call);                                                                       \
        api_check_error(error, code, words);                                                       \
    } while (0)

/* What the call gives, to be freed as its header says. */
#define API_GIVES(call)                                                                            \
    ({                                                                                             \
        VmrpcError *error = NULL;                                                                  \
        __typeof__(call) given = (call);                                                           \
        if (!given)                                                                                \
            g_error("%s: %s", #call, vmrpc_error_message(error));                                  \
        given;                                                                                     \
    })

static inline void api_check_error(VmrpcError *error, int code, const char *words)
{
    if (vmrpc_error_code(error) != code || !strstr(vmrpc_error_message(error), words))
        g_error("expected %d \"%s\", got %d \"%s\"", code, words, vmrpc_error_code(error),
                vmrpc_error_message(error));
    vmrpc_error_free(error);
}

static inline VmrpcConnection *api_open(const char *uri, unsigned flags)
{
    VmrpcError *error = NULL;
    VmrpcConnection *connection = vmrpc_connection_open(uri, flags, &error);

    if (!connection)
        g_error("%s: %s", uri, vmrpc_error_message(error));
    return connection;
}

static inline VmrpcDomain *api_define_demo(VmrpcConnection *connection)
{
    VmrpcError *error = NULL;
    VmrpcDomain *domain = vmrpc_domain_define(connection, API_DEMO_XML, 0, &error);

    if (!domain)
        g_error("define: %s", vmrpc_error_message(error));
    return domain;
}

static inline void api_check_state(VmrpcDomain *domain, int state, int reason)
{
    int is_state;
    int is_reason;

    API_OK(vmrpc_domain_state(domain, &is_state, &is_reason, &error));
    g_assert_cmpstr(vmrpc_domain_state_to_string(is_state), ==,
                    vmrpc_domain_state_to_string(state));
    g_assert_cmpstr(vmrpc_domain_reason_to_string(is_state, is_reason), ==,
                    vmrpc_domain_reason_to_string(state, reason));
}

#endif
