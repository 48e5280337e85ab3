/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: connections: opening them, waiting on them, what there is to ask of their other end.
 */
#ifndef VMRPC_CONNECTION_H
#define VMRPC_CONNECTION_H

#include "vmrpc/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A connection to a daemon, opened for one driver. Since 0.1. */
typedef struct VmrpcConnection VmrpcConnection;

/* Flags of vmrpc_connection_open(). Since 0.1. */
typedef enum VmrpcConnectionOpenFlags {
    VMRPC_CONNECTION_OPEN_READ_ONLY = 1,    /* only what changes nothing; may need fewer rights */
    VMRPC_CONNECTION_OPEN_NO_AUTOSTART = 2, /* qemu:///session: fail rather than start a daemon */
    VMRPC_CONNECTION_OPEN_RECONNECT =
        4 /* make a connection that was lost anew: see vmrpc_connection_open() */
} VmrpcConnectionOpenFlags;

/* The ports of URIs with transport tcp and tls that give none. */
#define VMRPC_CONNECTION_TCP_PORT 16509
#define VMRPC_CONNECTION_TLS_PORT 16514
/* The longest URI that is accepted, in bytes. */
#define VMRPC_CONNECTION_URI_MAX 4096

/*
 * Opens a connection, waiting at most for the thread's timeout (60 seconds if none is set).
 *
 * uri is one of these; NULL stands for the environment variable VMRPC_URI, and if that is unset or
 * empty for qemu:///system as root and qemu:///session as anybody else:
 *
 *   qemu:///system                     the system's daemon, by its unix socket in /run/vmrpc
 *   qemu:///session                    the user's own daemon, started if it does not run
 *   qemu+unix:///system?socket=PATH    a unix socket (a leading @: abstract); also ///session
 *   qemu+tls://HOST[:PORT]/system      TCP with TLS 1.3 and certificates on both sides; the same
 *                                      without +tls. With ?pkipath=FOLDER, ?no_verify=1 (take any
 *                                      server)
 *   qemu+tcp://HOST[:PORT]/system      TCP, without any protection; an IPv6 address is put in []
 *   qemu+ssh://[USER@]HOST[:PORT]/system  the system's daemon on another machine; also /session.
 *                                      Runs the user's ssh, and vmrpc-ssh-helper over there. With
 *                                      ?keyfile=PATH, ?command=SSH, ?no_verify=1 (take any host),
 *                                      ?no_tty=1 (never ask), ?helper=PATH and ?socket=PATH there
 *   qemu+ext:///system?command=PATH    a program that is connected to a server; it gets the bytes
 *                                      on its standard input and output
 *   remote+unix://, remote+tcp://, ... the same, and the server chooses the driver
 *   test:///default                    a private daemon with the test driver, ended at close
 *
 * For tls the files ca-cert.pem, crl.pem (if there is one), client-cert.pem and client-key.pem are
 * looked for in the folder of the URI, else in $XDG_CONFIG_HOME/vmrpc/pki (~/.config/vmrpc/pki) and
 * then in /etc/vmrpc/pki. vmrpc-pki(1) makes them.
 *
 * The short form remote:tls:HOST[:PORT], remote:tcp:HOST[:PORT], remote:ssh:[USER@]HOST[:PORT],
 * remote:unix:PATH or remote:ext:PROGRAM means the same as remote+tcp://HOST:PORT/ and so on.
 *
 * ?keepalive=SECONDS of tls, tcp and ssh (30 if it is not given, 0 for ever) says how long a server
 * may answer nothing until the connection breaks. It is asked whether it is there when nothing was
 * heard for a third of that; this happens while a thread waits in the library, and in
 * vmrpc_connection_dispatch(), of which vmrpc_connection_poll_timeout() tells when it is due.
 *
 * ?mode=auto and ?mode=direct are accepted for all of them and mean nothing; any other parameter
 * that is not listed is an error.
 *
 * The daemon that is started is the program in the environment variable VMRPC_DAEMON, else the
 * installed vmrpcd, else the first vmrpcd in PATH.
 *
 * With VMRPC_CONNECTION_OPEN_RECONNECT a connection that was opened once and is then lost is opened
 * again, by a thread of the library's that lives only until then, for as long as it takes, with
 * pauses of up to 30 seconds between attempts. Subscriptions to events go on: the server is asked
 * for what was missed, and where something is lost for good (the daemon was restarted, or it was
 * too long ago) there is a single VMRPC_EVENT_KIND_GAP. Calls that were in flight fail with
 * VMRPC_ERR_RPC: whether they were carried out is not known. New calls wait, within their timeout,
 * until the connection is back, and fail with VMRPC_ERR_RPC if it is not; so do, but at once, calls
 * that are made in a callback or by vmrpc_call_start(). vmrpc_connection_dispatch() does not fail
 * meanwhile.
 *
 * Errors: VMRPC_ERR_INVALID_ARG (URI), VMRPC_ERR_NO_CONNECT (not to be reached, or no such driver),
 * VMRPC_ERR_OPERATION_TIMEOUT. Messages name the transport, the address, the step and the reason.
 * Since 0.1.
 */
VmrpcConnection *vmrpc_connection_open(const char *uri, unsigned int flags, VmrpcError **error);

/*
 * Ends the connection and drops the caller's reference. Calls in flight and waiting threads get
 * VMRPC_ERR_INVALID_CONN; no callback runs any more, and the free functions of subscriptions have
 * run when it returns, unless it was called from within a callback (then they run after that
 * callback). Tells the server, but waits for it no longer than two seconds. Domains of the
 * connection stay valid objects; calls on them fail. Since 0.1.
 */
void vmrpc_connection_close(VmrpcConnection *connection);

/* Takes one more reference; returns its argument. Since 0.1. */
VmrpcConnection *vmrpc_connection_ref(VmrpcConnection *connection);
/* Drops one; with the last the connection ends as by vmrpc_connection_close(). Since 0.1. */
void vmrpc_connection_unref(VmrpcConnection *connection);

/* Sets how long calls on this connection may take: milliseconds > 0 or VMRPC_TIMEOUT_NONE;
 * VMRPC_TIMEOUT_DEFAULT restores the 60 seconds. Calls already in flight keep theirs. Since 0.1. */
void vmrpc_connection_set_timeout(VmrpcConnection *connection, int timeout_ms);

/* 1 as long as nothing is known to be wrong with the connection, 0 once it is broken or closed.
 * Looks at what has arrived, does not ask the server. A broken connection stays broken but for
 * VMRPC_CONNECTION_OPEN_RECONNECT. Since 0.1. */
int vmrpc_connection_is_alive(VmrpcConnection *connection);

/*
 * Callbacks (of events, of calls that do not wait, of streams) run in here and nowhere else, in the
 * thread that calls this: reads and writes what can be, runs what is due, and returns how many ran.
 * If nothing is due it waits for it, at most timeout_ms (0: not at all, VMRPC_TIMEOUT_NONE: as long
 * as it takes), and returns 0 if that has passed. From within a callback it does nothing and
 * returns 0; what another thread is delivering is waited for.
 *
 * -1 if the connection is broken and everything that came before has been delivered. Since 0.1.
 */
int vmrpc_connection_dispatch(VmrpcConnection *connection, int timeout_ms, VmrpcError **error);

/*
 * For a program with its own poll loop. Wait until vmrpc_connection_fd() is readable, or until
 * vmrpc_connection_poll_timeout() has passed, then dispatch without waiting:
 *
 *     struct pollfd p = {.fd = vmrpc_connection_fd(connection), .events = POLLIN};
 *
 *     poll(&p, 1, vmrpc_connection_poll_timeout(connection));
 *     vmrpc_connection_dispatch(connection, 0, &error);
 *
 * The descriptor stays the same and belongs to the connection; only wait on it (poll, select,
 * epoll). It is readable also when there is something to write that can be written, and when
 * another thread's call has brought in an event. -1 once the connection is closed. Since 0.1.
 */
int vmrpc_connection_fd(VmrpcConnection *connection);
/* In how many milliseconds there is something to do even if nothing comes; -1: never. Ask again
 * before each wait. Since 0.1. */
int vmrpc_connection_poll_timeout(VmrpcConnection *connection);

/* The URI as the server names it, such as "qemu:///system". Since 0.1. */
char *vmrpc_connection_uri(VmrpcConnection *connection, VmrpcError **error);
/* The driver: "QEMU" or "Test". Since 0.1. */
char *vmrpc_connection_driver(VmrpcConnection *connection, VmrpcError **error);
/* Version of the hypervisor, major * 1000000 + minor * 1000 + micro. Since 0.1. */
int vmrpc_connection_hypervisor_version(VmrpcConnection *connection, uint64_t *ret_version,
                                        VmrpcError **error);
/* Version of libvirt's interface that the server follows, encoded alike. Since 0.1. */
int vmrpc_connection_libvirt_version(VmrpcConnection *connection, uint64_t *ret_version,
                                     VmrpcError **error);
/* The name of the machine the server runs on. Since 0.1. */
char *vmrpc_connection_hostname(VmrpcConnection *connection, VmrpcError **error);
/* What machine and driver can do, as <capabilities> XML. Since 0.1. */
char *vmrpc_connection_capabilities(VmrpcConnection *connection, VmrpcError **error);
/* What guests can have, as <domainCapabilities> XML. Each of the four may be NULL, which leaves the
 * choice to the server: path of the emulator, architecture, machine, type ("kvm", "qemu"). Since
 * 0.1. */
char *vmrpc_connection_domain_capabilities(VmrpcConnection *connection, const char *emulator,
                                           const char *arch, const char *machine,
                                           const char *virt_type, VmrpcError **error);

/* The command line that the server would start a <domain> document with. format: "qemu-argv". Since
 * 0.1. */
char *vmrpc_connection_domain_to_native(VmrpcConnection *connection, const char *format,
                                        const char *xml, VmrpcError **error);

/* As many virtual CPUs as a domain of that type ("kvm", "qemu"; NULL: any) can have. Since 0.1. */
int vmrpc_connection_max_vcpus(VmrpcConnection *connection, const char *type, VmrpcError **error);
/* The models that guests of an architecture can have: a NULL-terminated array, to be freed with
 * vmrpc_string_list_free(). Since 0.1. */
char **vmrpc_connection_cpu_models(VmrpcConnection *connection, const char *arch,
                                   VmrpcError **error);

/* What kinds of pools the server can have, as <storagepoolCapabilities> XML. Since 0.1. */
char *vmrpc_connection_pool_capabilities(VmrpcConnection *connection, VmrpcError **error);
/* What pools of a type could be made of, as <sources> XML. source_spec: a <source> document that
 * says where to look, NULL if the type needs none. flags: 0. Since 0.1. */
char *vmrpc_connection_pool_sources(VmrpcConnection *connection, const char *type,
                                    const char *source_spec, unsigned int flags,
                                    VmrpcError **error);

/* Gives the security model and its domain of interpretation; both empty if there is none. Since
 * 0.1. */
int vmrpc_connection_security_model(VmrpcConnection *connection, char **ret_model, char **ret_doi,
                                    VmrpcError **error);
/* 1 if nobody on the way can read or change what is sent (unix socket, encrypted), 0 if somebody
 * might. Since 0.1. */
int vmrpc_connection_is_secure(VmrpcConnection *connection, VmrpcError **error);

/* How and where this connection goes, for people: "unix:/run/vmrpc/vmrpc-sock",
 * "tcp:[::1]:16509". Does not ask the server. Since 0.1. */
const char *vmrpc_connection_address(VmrpcConnection *connection);
/* What the server said of itself when the connection was opened, such as "vmrpcd 0.1.0"; NULL from
 * a server that does not say. Since 0.1. */
const char *vmrpc_connection_server_software(VmrpcConnection *connection);
/* The release of the server's software: 0.0 from a server that does not say. Since 0.1. */
void vmrpc_connection_server_release(VmrpcConnection *connection, unsigned int *ret_major,
                                     unsigned int *ret_minor);
/* 1 if the server named this feature when the connection was opened, else 0. Since 0.1. */
int vmrpc_connection_has_feature(VmrpcConnection *connection, const char *feature);

#ifdef __cplusplus
}
#endif

#endif
