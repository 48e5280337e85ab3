/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How a TCP socket of RPC is set up: small messages leave at once, and an end that is no longer
 * there is noticed although nothing is said.
 */
#ifndef VMRPC_RPC_TCP_H
#define VMRPC_RPC_TCP_H

/* dead_s: the socket fails with ETIMEDOUT when for about so many seconds the other end's kernel has
 * answered nothing, or has taken none of what waits to be sent; connecting counts as well. 0: only
 * when the system's own, very patient, limits are reached. What is set on a listening socket is
 * handed on to those that it accepts. */
void tcp_prepare(int fd, unsigned dead_s);

#endif
