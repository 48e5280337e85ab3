/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A TCP connection with a time limit on every step, and plain bytes over it.
 *
 * Descriptors are non-blocking; what waits, waits in dial_wait().
 */
#ifndef VMRPC_TOOLS_PKI_DIAL_H
#define VMRPC_TOOLS_PKI_DIAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { DIAL_DEFAULT_PORT = 16514 };

typedef struct {
    char *host; /* without brackets */
    char *port;
} Target;

/* HOST, HOST:PORT, [V6], [V6]:PORT or V6. */
bool dial_parse(const char *text, Target *ret_target, GError **err);
void dial_clear_target(Target *target);
/* Tries each address of the host in turn; -1 on failure. *ret_address: the one that answered. */
int dial_connect(const Target *target, int seconds, char **ret_address, GError **err);
/* Until the events of poll(2) come or the monotonic time in microseconds has passed (false). */
bool dial_wait(int fd, short events, gint64 deadline);
gint64 dial_deadline(int seconds);
/* All of it; false with errno if not. */
bool dial_send(int fd, const uint8_t *bytes, size_t size, gint64 deadline);
/* What there is, at least a byte; 0 at the end, -1 with errno (ETIMEDOUT after the deadline). */
ssize_t dial_receive(int fd, uint8_t *bytes, size_t size, gint64 deadline);

#endif
