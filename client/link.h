/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ways to a server: from a URI to a connected transport.
 *
 * Every way waits in poll() against one deadline and fails with a message of four parts: transport,
 * address, step, reason. Nothing is said to the server here. Each way is a file connect_*.c and a
 * case in link.c.
 */
#ifndef VMRPC_CLIENT_LINK_H
#define VMRPC_CLIENT_LINK_H

#include "client/child.h"
#include "client/uri.h"
#include "rpc/transport.h"

typedef struct Link {
    Transport *transport;
    char *way;     /* for messages: "transport tcp: host 'h' port 16509" */
    char *address; /* for people: "unix:/run/vmrpc/vmrpc-sock" */
    Child *child;  /* the program that is the way; NULL: none */
} Link;

/* Deadlines are times of the monotonic clock in microseconds, WIRE_NO_DEADLINE for none. */
bool link_open(Link *link, const Uri *uri, unsigned flags, int64_t deadline_us, GError **err);

/* Frees address and way. */
void link_clear_names(Link *link);

/* The ways. A descriptor that is connected, or -1. */
int connect_unix(const char *path, int64_t deadline_us, GError **err);
int connect_unix_try(const char *path, int64_t deadline_us, int *ret_errnum);
int connect_tcp(const Uri *uri, int64_t deadline_us, GError **err);
/* After the handshake. */
Transport *connect_tls(const Uri *uri, int64_t deadline_us, GError **err);
/* A socket whose other end is standard input and output of a new `vmrpcd --stdio --driver DRIVER`.
 */
int connect_spawn(const char *driver, Child **ret_child, GError **err);
/* A socket whose other end is standard input and output of the program. */
int connect_ext(const char *command, Child **ret_child, GError **err);
/* The same with an ssh that runs the helper on the far side; flags of vmrpc_connection_open(). */
int connect_ssh(const Uri *uri, unsigned flags, Child **ret_child, GError **err);
char *connect_ssh_address(const Uri *uri);
/* The socket at path, whose daemon is started if nobody answers there. */
int connect_session(const char *path, int64_t deadline_us, GError **err);

/* The unix socket at the usual place; NULL and err if there is no place for it. */
char *link_socket_path(bool is_session, bool is_read_only, GError **err);

/* Waits for the end of a connect() that goes on (EINPROGRESS): 0 or an errno value. */
int link_connect_end(int fd, int64_t deadline_us);
/* poll() for one descriptor that gives up at the deadline; false = deadline. */
bool link_wait(int fd, short events, int64_t deadline_us);

#endif
