/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inside of vmrpc-tls.so: see tls_module.h. Knows rpc/ and nothing else of the library. */
#include "client/tls_module.h"

#include <errno.h>
#include <poll.h>
#include <time.h>

#include <config.h>
#include "base/error.h"
#include "rpc/transport_tls.h"

static void *module_context_new(const PkiFiles *files, GError **err)
{
    TlsOptions options = {.role = TLS_CLIENT,
                          .peer_check = files->takes_any ? TLS_PEER_UNCHECKED : TLS_PEER_REQUIRED,
                          .ca_file = files->ca,
                          .cert_file = files->cert,
                          .key_file = files->key,
                          .why_no_cert = files->why_no_cert,
                          .crl_file = files->crl,
                          .allow_keylog = true};

    return tls_context_new(&options, err);
}

static void module_context_unref(void *context)
{
    tls_context_unref(context);
}

/* Until the descriptor is ready for what the handshake waits for; false: the deadline. */
static bool module_wait(const Transport *transport, int64_t deadline_us)
{
    struct pollfd fd = {.fd = transport->in_fd, .events = transport_events(transport, POLLIN)};
    int64_t left_us = MAX(deadline_us - g_get_monotonic_time(), 0);
    struct timespec left = {.tv_sec = left_us / G_USEC_PER_SEC,
                            .tv_nsec = left_us % G_USEC_PER_SEC * 1000};
    int n = ppoll(&fd, 1, deadline_us == INT64_MAX ? NULL : &left, NULL);

    return n > 0 || (n < 0 && errno == EINTR);
}

static Transport *module_open(void *context, int fd, const char *server_name, int64_t deadline_us,
                              GError **err)
{
    g_autoptr(Transport) transport = transport_tls_new(fd, context, server_name);
    TlsState state;

    while ((state = transport_tls_handshake(transport)) == TLS_HANDSHAKE)
        if (!module_wait(transport, deadline_us)) {
            error_set(err, ERR_OPERATION_TIMEOUT, "no answer in time");
            return NULL;
        }
    if (state == TLS_OPEN)
        return g_steal_pointer(&transport);
    transport_tls_error(transport, err);
    return NULL;
}

const TlsModule vmrpc_tls_module = {.version = PACKAGE_VERSION,
                                    .context_new = module_context_new,
                                    .context_unref = module_context_unref,
                                    .open = module_open};
