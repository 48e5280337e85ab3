/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of VMRPC_PROGRAM: see own_calls.h. Each procedure is where its noun lives; nothing but
 * the table is here.
 */
#include "server/own_calls.h"

#include "server/hello.h"

const VmrpcHandlers own_handlers = {
    .vmrpc_hello = hello_hello,
    .vmrpc_event_resume = hello_event_resume,
};
