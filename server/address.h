/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses to listen on, as text and as the kernel wants them:
 *
 *   unix:/path   unix:@abstract   unix-ro:/path   tcp:127.0.0.1:PORT   tcp:[::1]:PORT
 *   tcp:localhost:PORT (127.0.0.1)   tcp:*:PORT (every address, IPv6 and IPv4); port 0: a free one
 *
 * Names are never looked up. A path that does not fit into a socket address is refused, not cut
 * off.
 */
#ifndef VMRPC_SERVER_ADDRESS_H
#define VMRPC_SERVER_ADDRESS_H

#include <sys/socket.h>

#include "base/error.h"

typedef enum { ADDRESS_UNIX, ADDRESS_TCP } AddressKind;

typedef struct Address {
    AddressKind kind;
    bool read_only;
    bool any;   /* tcp:* */
    char *text; /* as given */
    char *path; /* of a socket in the file system; NULL otherwise */
    struct sockaddr_storage sockaddr;
    socklen_t length;
} Address;

Address *address_parse(const char *text, GError **err);
void address_free(Address *address);
/* The text with the port that the bound socket really has. */
char *address_format(const Address *address, int bound_fd);
/* Of a socket that somebody else has bound. A path that ends in -ro is for reading only as well. */
Address *address_of_socket(int fd, bool read_only, GError **err);
/* A client's address, for the log. */
char *address_format_peer(int fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Address, address_free)

#endif
