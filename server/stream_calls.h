/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Procedures of VMRPC_PROGRAM: how a client of ONC RPC reads, writes and ends its streams.
 */
#ifndef VMRPC_SERVER_STREAM_CALLS_H
#define VMRPC_SERVER_STREAM_CALLS_H

#include "drivers/driver.h"

bool stream_calls_recv(DriverCall *driver_call, const vmrpc_stream_recv_args *args,
                       vmrpc_stream_recv_ret *ret, GError **err);
bool stream_calls_send(DriverCall *driver_call, const vmrpc_stream_send_args *args, GError **err);
bool stream_calls_finish(DriverCall *driver_call, const vmrpc_stream_finish_args *args,
                         GError **err);
bool stream_calls_abort(DriverCall *driver_call, const vmrpc_stream_abort_args *args, GError **err);

#endif
