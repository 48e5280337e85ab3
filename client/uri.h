/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection URI, taken apart: which way to the server, and what to ask the server for.
 *
 * Pure text in, struct out: no names are resolved, no files looked at. What goes to the server
 * never contains transport, host or parameters: these are all for the client.
 */
#ifndef VMRPC_CLIENT_URI_H
#define VMRPC_CLIENT_URI_H

#include <glib.h>
#include <stdbool.h>

typedef enum {
    URI_UNIX,  /* a daemon's unix socket */
    URI_TCP,   /* host and port, in the clear */
    URI_SPAWN, /* a daemon of our own, on its standard input and output */
    URI_EXT,   /* a program of the user's, on its standard input and output */
    URI_TLS,   /* host and port, by TLS */
    URI_SSH,   /* a daemon's unix socket on another machine, by ssh */
} UriTransport;

typedef struct Uri {
    UriTransport transport;
    char *driver;   /* "qemu", "test", "remote", ... */
    char *user;     /* ssh: or NULL */
    char *host;     /* tcp, tls, ssh: a name or an address, without brackets; never NULL there */
    char *port;     /* tcp, tls: in digits, never NULL there; ssh: or NULL */
    char *socket;   /* unix, ssh: where the URI says; NULL: the usual place */
    char *command;  /* ext: the program, never NULL there; ssh: instead of ssh, or NULL */
    char *keyfile;  /* ssh: or NULL */
    char *helper;   /* ssh: the program on the far side, or NULL */
    char *pki_path; /* tls: the folder with the certificates; NULL: the usual ones */
    bool no_verify; /* tls, ssh: whatever host it is */
    bool no_tty;    /* ssh: nobody can be asked */
    unsigned keepalive; /* tcp, tls, ssh: seconds until a server that answers nothing, or a link
                           that takes nothing, counts as broken; 0: for the system to say */
    char *far_uri;      /* ssh: what the helper is to open; without characters special to a shell */
    bool is_session;    /* unix without socket: the user's own daemon rather than the system's */
    bool may_start;     /* the session daemon may be started if it does not run */
    char *server_uri;   /* what the server is to open; "" leaves it to the server */
} Uri;

/* For messages: "unix", "tcp", ... */
const char *uri_transport_name(UriTransport transport);

/* is_root decides where the path does not say whose daemon is meant. */
Uri *uri_parse(const char *text, bool is_root, GError **err);
void uri_free(Uri *uri);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Uri, uri_free)

#endif
