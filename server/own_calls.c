/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of VMRPC_PROGRAM: see own_calls.h. Each procedure is where its noun lives; nothing but
 * the table is here.
 */
#include "server/own_calls.h"

#include "server/client_list.h"
#include "server/hello.h"
#include "server/stream_calls.h"

const VmrpcHandlers own_handlers = {
    .vmrpc_hello = hello_hello,
    .vmrpc_event_resume = hello_event_resume,
    .vmrpc_stream_recv = stream_calls_recv,
    .vmrpc_stream_send = stream_calls_send,
    .vmrpc_stream_finish = stream_calls_finish,
    .vmrpc_stream_abort = stream_calls_abort,
    .vmrpc_client_list = client_list_list,
    .vmrpc_client_close = client_list_close,
};
