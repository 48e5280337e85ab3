/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: manage QEMU guests, here or on another machine, through vmrpcd.
 *
 *     VmrpcError *error = NULL;
 *     VmrpcConnection *connection = vmrpc_open("qemu:///system", 0, &error);
 *     VmrpcDomain *domain = connection ? vmrpc_domain_lookup(connection, "demo", &error) : NULL;
 *     if (!domain || vmrpc_domain_start(domain, 0, &error) < 0)
 *         fprintf(stderr, "%s\n", vmrpc_error_message(error));
 *     vmrpc_error_free(error);
 *     vmrpc_domain_unref(domain);
 *     vmrpc_close(connection);
 *
 * Rules that hold for every function unless its comment says otherwise:
 *
 * Failure. A function that returns a pointer returns NULL, one that returns an int returns -1. If
 * the last argument is not NULL, *error then holds an error that the caller frees; *error must be
 * NULL before the call. Values that a function gives back through ret_ arguments are untouched on
 * failure.
 *
 * Ownership. Strings that are returned as `char *` belong to the caller and are freed with
 * vmrpc_free() (or free()); `const char *` stays with the object it was asked of and lives as long
 * as that. Objects are counted: whoever gets one from a function holds one reference. Everything
 * that frees takes NULL.
 *
 * Time. A function that asks the server waits for the answer, at most for the timeout of the thread
 * or of the connection (60 seconds if nothing was set), and fails with VMRPC_ERR_OPERATION_TIMEOUT
 * after that. What it asked for may still happen then. Other calls, of other threads or
 * asynchronous, are not held up meanwhile.
 *
 * Threads. Any number of threads may use one connection and its domains at the same time, and have
 * calls in flight at the same time. Only an error object, an event inside its callback, and an
 * object of which somebody may drop the last reference want a single user.
 *
 * fork(). A connection belongs to the process that opened it. In a child, every call on it fails
 * with VMRPC_ERR_INVALID_CONN, and vmrpc_close() only frees what the child holds; the parent's
 * connection goes on. Do not fork() without exec() while another thread is inside the library.
 * Descriptors are closed on exec.
 *
 * Signals. No handler is installed and SIGPIPE is never raised; EINTR is taken care of.
 *
 * Text is UTF-8. Memory is in KiB where the name ends in _kib, times are in the unit the name ends
 * in. Running out of memory ends the process.
 */
#ifndef VMRPC_H
#define VMRPC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this header, as major * 1000000 + minor * 1000 + micro. */
#define VMRPC_VERSION_NUMBER 1000

/* The version of the library that is loaded, such as "0.1.0". Since 0.1. */
const char *vmrpc_library_version(void);

/* Frees what a function returned as `char *`. Since 0.1. */
void vmrpc_free(void *memory);

/* Frees a NULL-terminated array of strings and the strings. Since 0.1. */
void vmrpc_strv_free(char **strings);

/* ---- errors ------------------------------------------------- */

/* Why a call failed: a code for programs and a message for people. Since 0.1. */
typedef struct VmrpcError VmrpcError;

/*
 * The codes of errors. The numbers are fixed; the server may also send others of libvirt's, which
 * have no name here yet.
 */
typedef enum VmrpcErrorCode {
    VMRPC_ERR_OK = 0,
    VMRPC_ERR_INTERNAL = 1,
    VMRPC_ERR_NO_MEMORY = 2,
    VMRPC_ERR_NO_SUPPORT = 3,   /* server or driver do not have this procedure */
    VMRPC_ERR_NO_CONNECT = 5,   /* no driver for the URI, or the daemon cannot be reached */
    VMRPC_ERR_INVALID_CONN = 6, /* the connection is closed, or belongs to another process */
    VMRPC_ERR_INVALID_ARG = 8,
    VMRPC_ERR_OPERATION_FAILED = 9,
    VMRPC_ERR_OS_TYPE = 16,
    VMRPC_ERR_XML = 27, /* well-formed, but not a valid document of its kind */
    VMRPC_ERR_DOM_EXIST = 28,
    VMRPC_ERR_OPERATION_DENIED = 29, /* the connection is read-only */
    VMRPC_ERR_OPEN_FAILED = 30,
    VMRPC_ERR_READ_FAILED = 31,
    VMRPC_ERR_PARSE_FAILED = 32,
    VMRPC_ERR_CONF_SYNTAX = 33,
    VMRPC_ERR_WRITE_FAILED = 34,
    VMRPC_ERR_XML_DETAIL = 35, /* not well-formed */
    VMRPC_ERR_SYSTEM = 38,     /* a system call failed */
    VMRPC_ERR_RPC = 39,        /* connection broken, or the peer breaks the protocol */
    VMRPC_ERR_NO_DOMAIN = 42,
    VMRPC_ERR_AUTH_FAILED = 45,
    VMRPC_ERR_OPERATION_INVALID = 55, /* not in the state the domain is in */
    VMRPC_ERR_CONFIG_UNSUPPORTED = 67,
    VMRPC_ERR_OPERATION_TIMEOUT = 68,
    VMRPC_ERR_NO_DOMAIN_SNAPSHOT = 72,
    VMRPC_ERR_ARGUMENT_UNSUPPORTED = 74,
    VMRPC_ERR_OPERATION_ABORTED = 78, /* cancelled by the caller */
    VMRPC_ERR_NO_DOMAIN_METADATA = 80,
    VMRPC_ERR_OVERFLOW = 82, /* a limit was passed */
    VMRPC_ERR_OPERATION_UNSUPPORTED = 84,
    VMRPC_ERR_RESOURCE_BUSY = 87,
    VMRPC_ERR_ACCESS_DENIED = 88,
    VMRPC_ERR_DEVICE_MISSING = 99,
    VMRPC_ERR_NO_HOSTNAME = 108
} VmrpcErrorCode;

/* The code; VMRPC_ERR_OK for NULL. A number outside the enum is possible. Since 0.1. */
int vmrpc_error_code(const VmrpcError *error);

/* The message, one line, no full stop; "no error" for NULL. Never NULL. Since 0.1. */
const char *vmrpc_error_message(const VmrpcError *error);

/* 1 if the server reported it, 0 if it arose on this side (connection, URI, timeout). Since 0.1. */
int vmrpc_error_is_remote(const VmrpcError *error);

/* A copy; NULL for NULL. Since 0.1. */
VmrpcError *vmrpc_error_copy(const VmrpcError *error);
/* Since 0.1. */
void vmrpc_error_free(VmrpcError *error);

/* A short lower-case word for a code, such as "no-domain"; "unknown" for one without name. Since
 * 0.1. */
const char *vmrpc_error_code_to_string(int code);

/* ---- connections ------------------------------------------------- */

/* A connection to a daemon, opened for one driver. Since 0.1. */
typedef struct VmrpcConnection VmrpcConnection;

/* Flags of vmrpc_open(). */
enum {
    VMRPC_OPEN_READ_ONLY = 1,    /* only what changes nothing; may need fewer rights */
    VMRPC_OPEN_NO_AUTOSTART = 2, /* qemu:///session: fail rather than start a daemon */
    VMRPC_OPEN_RECONNECT = 4     /* make a connection that was lost anew: see vmrpc_open() */
};

/* The ports of URIs with transport tcp and tls that give none. */
#define VMRPC_TCP_PORT 16509
#define VMRPC_TLS_PORT 16514
/* The longest URI that is accepted, in bytes. */
#define VMRPC_URI_MAX 4096

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
 * The short form remote:tls:HOST[:PORT], remote:tcp:HOST[:PORT], remote:ssh:[USER@]HOST[:PORT], remote:unix:PATH or
 * remote:ext:PROGRAM means the same as remote+tcp://HOST:PORT/ and so on.
 *
 * ?mode=auto and ?mode=direct are accepted for all of them and mean nothing; any other parameter that
 * is not listed is an error.
 *
 * The daemon that is started is the program in the environment variable VMRPC_DAEMON, else the
 * installed vmrpcd, else the first vmrpcd in PATH.
 *
 * With VMRPC_OPEN_RECONNECT a connection that was opened once and is then lost is opened again, by a
 * thread of the library's that lives only until then, for as long as it takes, with pauses of up to
 * 30 seconds between attempts. Subscriptions to events go on: the server is asked for what was
 * missed, and where something is lost for good (the daemon was restarted, or it was too long ago)
 * there is a single VMRPC_EVENT_GAP. Calls that were in flight fail with VMRPC_ERR_RPC: whether they
 * were carried out is not known. New calls wait, within their timeout, until the connection is back,
 * and fail with VMRPC_ERR_RPC if it is not; so do, but at once, calls that are made in a callback or
 * by vmrpc_call_start(). vmrpc_dispatch() and vmrpc_wait_event() do not fail meanwhile.
 *
 * Errors: VMRPC_ERR_INVALID_ARG (URI), VMRPC_ERR_NO_CONNECT (not to be reached, or no such driver),
 * VMRPC_ERR_OPERATION_TIMEOUT. Messages name the transport, the address, the step and the reason.
 * Since 0.1.
 */
VmrpcConnection *vmrpc_open(const char *uri, unsigned int flags, VmrpcError **error);

/*
 * Ends the connection and drops the caller's reference. Calls in flight and waiting threads get
 * VMRPC_ERR_INVALID_CONN; no callback runs any more, and the free functions of subscriptions have
 * run when it returns, unless it was called from within a callback (then they run after that
 * callback). Tells the server, but waits for it no longer than two seconds. Domains of the
 * connection stay valid objects; calls on them fail. Since 0.1.
 */
void vmrpc_close(VmrpcConnection *connection);

/* Takes one more reference; returns its argument. Since 0.1. */
VmrpcConnection *vmrpc_connection_ref(VmrpcConnection *connection);
/* Drops one; with the last the connection ends as by vmrpc_close(). Since 0.1. */
void vmrpc_connection_unref(VmrpcConnection *connection);

/* Timeouts, in milliseconds. */
#define VMRPC_TIMEOUT_NONE (-1)    /* wait for ever */
#define VMRPC_TIMEOUT_DEFAULT (-2) /* that of the thread, else that of the connection */

/* Sets how long calls on this connection may take: milliseconds > 0 or VMRPC_TIMEOUT_NONE;
 * VMRPC_TIMEOUT_DEFAULT restores the 60 seconds. Calls already in flight keep theirs. Since 0.1. */
void vmrpc_connection_set_timeout(VmrpcConnection *connection, int timeout_ms);

/* Sets the timeout of all calls that this thread makes on any connection, vmrpc_open() included;
 * VMRPC_TIMEOUT_DEFAULT takes it back. Returns what was set before, to be restored. Since 0.1. */
int vmrpc_set_thread_timeout(int timeout_ms);

/* 1 as long as nothing is known to be wrong with the connection, 0 once it is broken or closed.
 * Looks at what has arrived, does not ask the server. A broken connection stays broken but for
 * VMRPC_OPEN_RECONNECT. Since 0.1. */
int vmrpc_connection_is_alive(VmrpcConnection *connection);

/* The URI as the server names it, such as "qemu:///system". Since 0.1. */
char *vmrpc_connection_uri(VmrpcConnection *connection, VmrpcError **error);
/* The driver: "QEMU" or "Test". Since 0.1. */
char *vmrpc_connection_type(VmrpcConnection *connection, VmrpcError **error);
/* Version of the hypervisor, major * 1000000 + minor * 1000 + micro. Since 0.1. */
int vmrpc_connection_version(VmrpcConnection *connection, uint64_t *ret_version,
                             VmrpcError **error);
/* Version of libvirt's interface that the server follows, encoded alike. Since 0.1. */
int vmrpc_connection_lib_version(VmrpcConnection *connection, uint64_t *ret_version,
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

/* The machine the server runs on. Since 0.1. */
typedef struct VmrpcNodeInfo {
    char model[33];      /* CPU architecture or model */
    uint64_t memory_kib; /* physical memory */
    int32_t cpus;        /* active logical CPUs */
    int32_t mhz;         /* 0 if not known */
    int32_t nodes;       /* NUMA cells */
    int32_t sockets;     /* per cell */
    int32_t cores;       /* per socket */
    int32_t threads;     /* per core */
} VmrpcNodeInfo;

/* Fills *ret_info. Since 0.1. */
int vmrpc_connection_node_info(VmrpcConnection *connection, VmrpcNodeInfo *ret_info,
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

/* ---- domains ------------------------------------------------- */

/* A guest, whether it runs or not: a name, a UUID, and an id while it runs. Holds a reference of
 * its connection. Calls go by the UUID. Since 0.1. */
typedef struct VmrpcDomain VmrpcDomain;

/* Bytes of a UUID, and characters of its text with the final NUL. */
#define VMRPC_UUID_SIZE 16
#define VMRPC_UUID_STRING_SIZE 37

/* Finds a domain by whatever a person gives: an id of digits, then a UUID, then a name. Since 0.1.
 * */
VmrpcDomain *vmrpc_domain_lookup(VmrpcConnection *connection, const char *id_or_uuid_or_name,
                                 VmrpcError **error);
/* These fail with VMRPC_ERR_NO_DOMAIN if there is none. Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_name(VmrpcConnection *connection, const char *name,
                                         VmrpcError **error);
/* uuid: VMRPC_UUID_SIZE bytes. Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_uuid(VmrpcConnection *connection, const uint8_t *uuid,
                                         VmrpcError **error);
/* Upper or lower case, with or without hyphens; VMRPC_ERR_INVALID_ARG if it is no UUID. Since 0.1.
 * */
VmrpcDomain *vmrpc_domain_lookup_by_uuid_string(VmrpcConnection *connection, const char *uuid,
                                                VmrpcError **error);
/* Since 0.1. */
VmrpcDomain *vmrpc_domain_lookup_by_id(VmrpcConnection *connection, int32_t id, VmrpcError **error);

/* Filters of vmrpc_list_domains(): those of one line are alternatives, lines are combined; a line
 * of which none is given does not filter. */
enum {
    VMRPC_LIST_ACTIVE = 1 << 0,
    VMRPC_LIST_INACTIVE = 1 << 1,

    VMRPC_LIST_PERSISTENT = 1 << 2,
    VMRPC_LIST_TRANSIENT = 1 << 3,

    VMRPC_LIST_RUNNING = 1 << 4,
    VMRPC_LIST_PAUSED = 1 << 5,
    VMRPC_LIST_SHUTOFF = 1 << 6,
    VMRPC_LIST_OTHER = 1 << 7,

    VMRPC_LIST_MANAGED_SAVE = 1 << 8,
    VMRPC_LIST_NO_MANAGED_SAVE = 1 << 9,

    VMRPC_LIST_AUTOSTART = 1 << 10,
    VMRPC_LIST_NO_AUTOSTART = 1 << 11,

    VMRPC_LIST_HAS_SNAPSHOT = 1 << 12,
    VMRPC_LIST_NO_SNAPSHOT = 1 << 13,

    VMRPC_LIST_HAS_CHECKPOINT = 1 << 14,
    VMRPC_LIST_NO_CHECKPOINT = 1 << 15
};

/* Gives a NULL-terminated array of domains, to be freed with vmrpc_domain_list_free(), and returns
 * how many there are. flags: VMRPC_LIST_*, 0 for all. ret_domains may be NULL to count only. Since
 * 0.1. */
int vmrpc_list_domains(VmrpcConnection *connection, unsigned int flags, VmrpcDomain ***ret_domains,
                       VmrpcError **error);
/* Drops the references in a NULL-terminated array and frees it. Since 0.1. */
void vmrpc_domain_list_free(VmrpcDomain **domains);

/* Since 0.1. */
VmrpcDomain *vmrpc_domain_ref(VmrpcDomain *domain);
/* Since 0.1. */
void vmrpc_domain_unref(VmrpcDomain *domain);

/* These do not ask the server. Since 0.1. */
VmrpcConnection *vmrpc_domain_connection(const VmrpcDomain *domain); /* no reference is taken */
const char *vmrpc_domain_name(const VmrpcDomain *domain);
const uint8_t *vmrpc_domain_uuid(const VmrpcDomain *domain);     /* VMRPC_UUID_SIZE bytes */
const char *vmrpc_domain_uuid_string(const VmrpcDomain *domain); /* lower case, with hyphens */
/* The id as of the lookup or of the last vmrpc_domain_start(); -1 if it did not run then. */
int32_t vmrpc_domain_id(const VmrpcDomain *domain);

/* Flags of vmrpc_domain_define(). */
enum { VMRPC_DEFINE_VALIDATE = 1 };

/* Makes a persistent domain of <domain> XML, or replaces the definition of the one with the same
 * UUID and name. Does not start it. Since 0.1. */
VmrpcDomain *vmrpc_domain_define(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Flags of vmrpc_domain_create() and vmrpc_domain_start(). */
enum {
    VMRPC_START_PAUSED = 1,      /* created, nothing run yet: go on by vmrpc_domain_resume() */
    VMRPC_START_AUTODESTROY = 2, /* destroyed when this connection ends */
    VMRPC_START_BYPASS_CACHE = 4,
    VMRPC_START_FORCE_BOOT = 8, /* discard a managed save image */
    VMRPC_START_VALIDATE = 16,
    VMRPC_START_RESET_NVRAM = 32
};

/* Starts a transient domain of <domain> XML: it is gone once it stops. Since 0.1. */
VmrpcDomain *vmrpc_domain_create(VmrpcConnection *connection, const char *xml, unsigned int flags,
                                 VmrpcError **error);

/* Starts a defined domain; its id is known afterwards. VMRPC_ERR_OPERATION_INVALID if it runs
 * already. Since 0.1. */
int vmrpc_domain_start(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Flags of vmrpc_domain_shutdown() and vmrpc_domain_reboot(): by which way the guest is asked; none
 * leaves it to the driver. */
enum {
    VMRPC_SHUTDOWN_ACPI_BUTTON = 1,
    VMRPC_SHUTDOWN_GUEST_AGENT = 2,
    VMRPC_SHUTDOWN_INITCTL = 4,
    VMRPC_SHUTDOWN_SIGNAL = 8,
    VMRPC_SHUTDOWN_PARAVIRT = 16
};

/* Asks the guest to shut down and returns; that it has done so shows in state and events. Since
 * 0.1. */
int vmrpc_domain_shutdown(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Asks the guest to restart and returns. Since 0.1. */
int vmrpc_domain_reboot(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The reset button: at once, without the guest being asked. Since 0.1. */
int vmrpc_domain_reset(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_destroy(). */
enum {
    VMRPC_DESTROY_GRACEFUL = 1, /* let the emulator write its caches, do not kill it */
    VMRPC_DESTROY_REMOVE_LOGS = 2
};

/* The power switch: the guest has stopped when this returns. Since 0.1. */
int vmrpc_domain_destroy(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* Stops the CPUs; memory and devices stay. Since 0.1. */
int vmrpc_domain_suspend(VmrpcDomain *domain, VmrpcError **error);
/* Lets them go on. Since 0.1. */
int vmrpc_domain_resume(VmrpcDomain *domain, VmrpcError **error);

/* Flags of vmrpc_domain_undefine(): what may go, or must stay, with the definition. */
enum {
    VMRPC_UNDEFINE_MANAGED_SAVE = 1,
    VMRPC_UNDEFINE_SNAPSHOTS_METADATA = 2,
    VMRPC_UNDEFINE_NVRAM = 4,
    VMRPC_UNDEFINE_KEEP_NVRAM = 8,
    VMRPC_UNDEFINE_CHECKPOINTS_METADATA = 16,
    VMRPC_UNDEFINE_TPM = 32,
    VMRPC_UNDEFINE_KEEP_TPM = 64
};

/* Removes the definition; a running domain becomes transient. Since 0.1. */
int vmrpc_domain_undefine(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* Whether it is started together with the daemon. Since 0.1. */
int vmrpc_domain_set_autostart(VmrpcDomain *domain, int autostart, VmrpcError **error);
/* 1 or 0. Since 0.1. */
int vmrpc_domain_get_autostart(VmrpcDomain *domain, VmrpcError **error);

/* What a domain is doing. */
typedef enum VmrpcDomainState {
    VMRPC_DOMAIN_NOSTATE = 0,
    VMRPC_DOMAIN_RUNNING = 1,
    VMRPC_DOMAIN_BLOCKED = 2,
    VMRPC_DOMAIN_PAUSED = 3,
    VMRPC_DOMAIN_SHUTDOWN = 4, /* on its way down */
    VMRPC_DOMAIN_SHUTOFF = 5,
    VMRPC_DOMAIN_CRASHED = 6,
    VMRPC_DOMAIN_PMSUSPENDED = 7
} VmrpcDomainState;

/* Why: the reasons of each state. 0 is "unknown" in all of them. */
enum {
    VMRPC_RUNNING_BOOTED = 1,
    VMRPC_RUNNING_MIGRATED = 2,
    VMRPC_RUNNING_RESTORED = 3,
    VMRPC_RUNNING_FROM_SNAPSHOT = 4,
    VMRPC_RUNNING_UNPAUSED = 5,
    VMRPC_RUNNING_MIGRATION_CANCELED = 6,
    VMRPC_RUNNING_SAVE_CANCELED = 7,
    VMRPC_RUNNING_WAKEUP = 8,
    VMRPC_RUNNING_CRASHED = 9,
    VMRPC_RUNNING_POSTCOPY = 10,
    VMRPC_RUNNING_POSTCOPY_FAILED = 11,

    VMRPC_PAUSED_USER = 1,
    VMRPC_PAUSED_MIGRATION = 2,
    VMRPC_PAUSED_SAVE = 3,
    VMRPC_PAUSED_DUMP = 4,
    VMRPC_PAUSED_IOERROR = 5,
    VMRPC_PAUSED_WATCHDOG = 6,
    VMRPC_PAUSED_FROM_SNAPSHOT = 7,
    VMRPC_PAUSED_SHUTTING_DOWN = 8,
    VMRPC_PAUSED_SNAPSHOT = 9,
    VMRPC_PAUSED_CRASHED = 10,
    VMRPC_PAUSED_STARTING_UP = 11,
    VMRPC_PAUSED_POSTCOPY = 12,
    VMRPC_PAUSED_POSTCOPY_FAILED = 13,

    VMRPC_SHUTDOWN_USER = 1,

    VMRPC_SHUTOFF_SHUTDOWN = 1,
    VMRPC_SHUTOFF_DESTROYED = 2,
    VMRPC_SHUTOFF_CRASHED = 3,
    VMRPC_SHUTOFF_MIGRATED = 4,
    VMRPC_SHUTOFF_SAVED = 5,
    VMRPC_SHUTOFF_FAILED = 6,
    VMRPC_SHUTOFF_FROM_SNAPSHOT = 7,
    VMRPC_SHUTOFF_DAEMON = 8,

    VMRPC_CRASHED_PANICKED = 1
};

/* Gives a VMRPC_DOMAIN_* state and its reason; either pointer may be NULL. Since 0.1. */
int vmrpc_domain_state(VmrpcDomain *domain, int *ret_state, int *ret_reason, VmrpcError **error);
/* Words for people: "running", "shut off", ... and "booted", "destroyed", ...; "unknown" for a
 * number that has none. Since 0.1. */
const char *vmrpc_domain_state_to_string(int state);
const char *vmrpc_domain_reason_to_string(int state, int reason);

/* The figures of a domain. Since 0.1. */
typedef struct VmrpcDomainInfo {
    int32_t state; /* VMRPC_DOMAIN_* */
    uint32_t vcpus;
    uint64_t max_memory_kib; /* what it may have at most */
    uint64_t memory_kib;     /* what it has */
    uint64_t cpu_time_ns;    /* CPU time used since its start; 0 if it does not run */
} VmrpcDomainInfo;

/* Fills *ret_info. Since 0.1. */
int vmrpc_domain_info(VmrpcDomain *domain, VmrpcDomainInfo *ret_info, VmrpcError **error);

/* Flags of vmrpc_domain_xml(). */
enum {
    VMRPC_XML_SECURE = 1,   /* passwords too; needs more than a read-only connection */
    VMRPC_XML_INACTIVE = 2, /* what it will be at the next start rather than what it is now */
    VMRPC_XML_UPDATE_CPU = 4,
    VMRPC_XML_MIGRATABLE = 8
};

/* The domain as a document. Since 0.1. */
char *vmrpc_domain_xml(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* 1 if it runs (or is paused), 0 if not. Since 0.1. */
int vmrpc_domain_is_active(VmrpcDomain *domain, VmrpcError **error);
/* 1 if it has a definition, 0 if it is transient. Since 0.1. */
int vmrpc_domain_is_persistent(VmrpcDomain *domain, VmrpcError **error);
/* What the guest believes to run on: "hvm". Since 0.1. */
char *vmrpc_domain_os_type(VmrpcDomain *domain, VmrpcError **error);
/* Since 0.1. */
int vmrpc_domain_max_memory(VmrpcDomain *domain, uint64_t *ret_kib, VmrpcError **error);
/* How many virtual CPUs it may have at most. Since 0.1. */
int vmrpc_domain_max_vcpus(VmrpcDomain *domain, VmrpcError **error);

/* What vmrpc_domain_metadata() gives. */
enum { VMRPC_METADATA_DESCRIPTION = 0, VMRPC_METADATA_TITLE = 1, VMRPC_METADATA_ELEMENT = 2 };
/* Whether the running guest or its definition is meant. */
enum { VMRPC_AFFECT_CURRENT = 0, VMRPC_AFFECT_LIVE = 1, VMRPC_AFFECT_CONFIG = 2 };

/* Title, description, or the element of the XML namespace uri (NULL for the other two);
 * VMRPC_ERR_NO_DOMAIN_METADATA if there is none. Since 0.1. */
char *vmrpc_domain_metadata(VmrpcDomain *domain, int type, const char *uri, unsigned int flags,
                            VmrpcError **error);

/* Flags of vmrpc_domain_messages(); 0 is all. */
enum { VMRPC_MESSAGES_DEPRECATION = 1, VMRPC_MESSAGES_TAINTING = 2 };

/* What an administrator should know of it, as a NULL-terminated array (vmrpc_strv_free()). Since
 * 0.1. */
char **vmrpc_domain_messages(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);
/* The label it runs under; "" if there is none. ret_enforcing may be NULL. Since 0.1. */
char *vmrpc_domain_security_label(VmrpcDomain *domain, int *ret_enforcing, VmrpcError **error);
/* 1 if its memory was saved and is taken up at the next start, else 0. Since 0.1. */
int vmrpc_domain_has_managed_save(VmrpcDomain *domain, VmrpcError **error);
/* How many snapshots it has. Since 0.1. */
int vmrpc_domain_snapshot_num(VmrpcDomain *domain, unsigned int flags, VmrpcError **error);

/* ---- events ------------------------------------------------- */

/* What an event is about. */
typedef enum VmrpcEventKind {
    VMRPC_EVENT_ALL = -1, /* only in vmrpc_event_subscribe(): every kind the server has */
    VMRPC_EVENT_LIFECYCLE = 0,
    VMRPC_EVENT_REBOOT = 1,
    VMRPC_EVENT_RTC_CHANGE = 2,
    VMRPC_EVENT_WATCHDOG = 3,
    VMRPC_EVENT_IO_ERROR = 4,
    VMRPC_EVENT_GRAPHICS = 5,
    VMRPC_EVENT_IO_ERROR_REASON = 6,
    VMRPC_EVENT_CONTROL_ERROR = 7,
    VMRPC_EVENT_BLOCK_JOB = 8,
    VMRPC_EVENT_DISK_CHANGE = 9,
    VMRPC_EVENT_TRAY_CHANGE = 10,
    VMRPC_EVENT_PMWAKEUP = 11,
    VMRPC_EVENT_PMSUSPEND = 12,
    VMRPC_EVENT_BALLOON_CHANGE = 13,
    VMRPC_EVENT_PMSUSPEND_DISK = 14,
    VMRPC_EVENT_DEVICE_REMOVED = 15,
    VMRPC_EVENT_BLOCK_JOB_2 = 16,
    VMRPC_EVENT_TUNABLE = 17,
    VMRPC_EVENT_AGENT_LIFECYCLE = 18,
    VMRPC_EVENT_DEVICE_ADDED = 19,
    VMRPC_EVENT_MIGRATION_ITERATION = 20,
    VMRPC_EVENT_JOB_COMPLETED = 21,
    VMRPC_EVENT_DEVICE_REMOVAL_FAILED = 22,
    VMRPC_EVENT_METADATA_CHANGE = 23,
    VMRPC_EVENT_BLOCK_THRESHOLD = 24,
    VMRPC_EVENT_MEMORY_FAILURE = 25,
    VMRPC_EVENT_MEMORY_DEVICE_SIZE_CHANGE = 26,
    VMRPC_EVENT_GAP = 1000 /* events were lost; goes to every subscription, domain is NULL */
} VmrpcEventKind;

/* What happened in a lifecycle event, and the details of each. */
enum {
    VMRPC_LIFECYCLE_DEFINED = 0,     /* detail: added 0, updated 1, renamed 2, from snapshot 3 */
    VMRPC_LIFECYCLE_UNDEFINED = 1,   /* removed 0, renamed 1 */
    VMRPC_LIFECYCLE_STARTED = 2,     /* booted 0, migrated 1, restored 2, snapshot 3, wakeup 4 */
    VMRPC_LIFECYCLE_SUSPENDED = 3,   /* paused 0, migrated 1, I/O error 2, watchdog 3, ... */
    VMRPC_LIFECYCLE_RESUMED = 4,     /* unpaused 0, migrated 1, from snapshot 2, ... */
    VMRPC_LIFECYCLE_STOPPED = 5,     /* shutdown 0, destroyed 1, crashed 2, migrated 3, ... */
    VMRPC_LIFECYCLE_SHUTDOWN = 6,    /* finished 0, by the guest 1, by the host 2 */
    VMRPC_LIFECYCLE_PMSUSPENDED = 7, /* memory 0, disk 1 */
    VMRPC_LIFECYCLE_CRASHED = 8      /* panicked 0, crash loaded 1 */
};

/* A named value in an event. */
typedef struct VmrpcParam {
    const char *name;
    enum {
        VMRPC_PARAM_INT = 1,
        VMRPC_PARAM_UINT = 2,
        VMRPC_PARAM_LLONG = 3,
        VMRPC_PARAM_ULLONG = 4,
        VMRPC_PARAM_DOUBLE = 5,
        VMRPC_PARAM_BOOLEAN = 6,
        VMRPC_PARAM_STRING = 7
    } type;
    union {
        int32_t i;
        uint32_t ui;
        int64_t l;
        uint64_t ul;
        double d;
        int b;
        const char *s;
    } value;
} VmrpcParam;

/* One end of a graphics client's connection; family: IPv4 0, IPv6 1, local socket 2. */
typedef struct VmrpcGraphicsAddress {
    int family;
    const char *node;
    const char *service;
} VmrpcGraphicsAddress;

/*
 * One event. It belongs to the library and lives until the callback returns; the domain may be kept
 * by taking a reference. Later versions may add members to the union and behind it, so never copy
 * the struct as a whole. Kinds without a member of their name (reboot, control error, pmwakeup,
 * pmsuspend) have nothing to tell but the domain. `const char *` is NULL where something is absent.
 */
typedef struct VmrpcEvent {
    uint64_t sequence;   /* counts up, one per event of the daemon; others' events leave holes */
    int64_t time_us;     /* when it happened at the server: microseconds since 1970 */
    VmrpcEventKind kind; /* never VMRPC_EVENT_ALL */
    VmrpcDomain *domain; /* NULL for VMRPC_EVENT_GAP */
    union {
        struct {
            int type;   /* VMRPC_LIFECYCLE_* */
            int detail; /* see vmrpc_lifecycle_detail_to_string() */
        } lifecycle;
        struct {
            int64_t offset_s;
        } rtc_change;
        struct {
            int action; /* see vmrpc_watchdog_action_to_string() */
        } watchdog;
        struct {
            const char *source; /* path of the image */
            const char *device; /* alias of the device */
            int action;         /* see vmrpc_io_error_action_to_string() */
            const char *reason; /* NULL but in VMRPC_EVENT_IO_ERROR_REASON */
        } io_error;             /* VMRPC_EVENT_IO_ERROR and VMRPC_EVENT_IO_ERROR_REASON */
        struct {
            int phase; /* see vmrpc_graphics_phase_to_string() */
            VmrpcGraphicsAddress local;
            VmrpcGraphicsAddress remote;
            const char *auth_scheme;
            size_t n_identities;
            const char *const *identity_types;
            const char *const *identity_names;
        } graphics;
        struct {
            const char *disk; /* BLOCK_JOB: path of the image; BLOCK_JOB_2: target such as "vda" */
            int type;         /* see vmrpc_block_job_type_to_string() */
            int status;       /* see vmrpc_block_job_status_to_string() */
        } block_job;          /* VMRPC_EVENT_BLOCK_JOB and VMRPC_EVENT_BLOCK_JOB_2 */
        struct {
            const char *old_source;
            const char *new_source;
            const char *device;
            int reason; /* missing at start 0, dropped at start 1 */
        } disk_change;
        struct {
            const char *device;
            int reason; /* opened 0, closed 1 */
        } tray_change;
        struct {
            uint64_t actual_kib;
        } balloon_change;
        struct {
            const char *alias;
        } device; /* VMRPC_EVENT_DEVICE_ADDED, _REMOVED and _REMOVAL_FAILED */
        struct {
            size_t n_params;
            const VmrpcParam *params;
        } params; /* VMRPC_EVENT_TUNABLE and VMRPC_EVENT_JOB_COMPLETED */
        struct {
            int state;  /* connected 1, disconnected 2 */
            int reason; /* unknown 0, domain started 1, channel 2 */
        } agent_lifecycle;
        struct {
            int iteration;
        } migration_iteration;
        struct {
            int type;        /* VMRPC_METADATA_* */
            const char *uri; /* of VMRPC_METADATA_ELEMENT */
        } metadata_change;
        struct {
            const char *device;
            const char *path;
            uint64_t threshold; /* bytes */
            uint64_t excess;    /* bytes beyond it */
        } block_threshold;
        struct {
            int recipient;      /* hypervisor 0, guest 1 */
            int action;         /* ignored 0, injected 1, fatal 2, reset 3 */
            unsigned int flags; /* action required 1, recursive 2 */
        } memory_failure;
        struct {
            const char *alias;
            uint64_t size_kib;
        } memory_device_size_change;
        struct {
            uint64_t first_missed; /* sequence number; 0 if not known */
            uint64_t count;        /* how many were lost; 0 if not known */
        } gap;
    } u;
} VmrpcEvent;

/* Called for each event, in order, and only from within vmrpc_dispatch() or vmrpc_wait_event() of
 * this connection, in the thread that called it. May call anything, this connection's calls and
 * vmrpc_event_unsubscribe() included; dispatching from within does nothing. Since 0.1. */
typedef void (*VmrpcEventFunc)(VmrpcConnection *connection, const VmrpcEvent *event, void *data);

/*
 * Asks for events of one kind (VMRPC_EVENT_ALL: of all), of one domain (NULL: of all). Asks the
 * server. Returns a positive id for vmrpc_event_unsubscribe(). free_data, if not NULL, is called
 * with data once no callback runs or will run any more, also when the connection ends; not if this
 * fails. An event that several subscriptions ask for comes to each once.
 *
 * Events that arrive during other calls are kept until somebody dispatches, at most 1024 of them or
 * 4 MiB; then the oldest are kept, and what was lost is told by a VMRPC_EVENT_GAP. Since 0.1.
 */
int vmrpc_event_subscribe(VmrpcConnection *connection, int kind, VmrpcDomain *domain,
                          VmrpcEventFunc callback, void *data, void (*free_data)(void *data),
                          VmrpcError **error);
/* Ends it. The callback does not run any more when this returns, unless it is running in another
 * thread right then or this is called from it. VMRPC_ERR_INVALID_ARG for an unknown id. Since 0.1.
 * */
int vmrpc_event_unsubscribe(VmrpcConnection *connection, int id, VmrpcError **error);

/* Waits until at least one callback (of events or of asynchronous calls) has run, and returns how
 * many have; 0 if timeout_ms passed first (VMRPC_TIMEOUT_NONE: never, 0: only what is there). -1 if
 * the connection is broken and everything that came before has been delivered. Since 0.1. */
int vmrpc_wait_event(VmrpcConnection *connection, int timeout_ms, VmrpcError **error);

/*
 * For a program with its own poll loop. Wait until vmrpc_fd() shows one of the events that
 * vmrpc_poll_events() returned, or until the timeout it gave has passed, then call
 * vmrpc_dispatch():
 *
 *     struct pollfd p = {.fd = vmrpc_fd(connection)};
 *     int timeout_ms;
 *     p.events = vmrpc_poll_events(connection, &timeout_ms);
 *     poll(&p, 1, timeout_ms);
 *     vmrpc_dispatch(connection, &error);
 *
 * The descriptor stays the same and belongs to the connection; only wait on it (poll, select,
 * epoll). It also becomes ready when another thread's call has brought in an event. Since 0.1.
 */
int vmrpc_fd(VmrpcConnection *connection);
/* Returns POLLIN, POLLOUT or both; *ret_timeout_ms is -1 if there is nothing to wait for but the
 * descriptor. Ask again before each wait. Since 0.1. */
short vmrpc_poll_events(VmrpcConnection *connection, int *ret_timeout_ms);
/* Reads and writes what can be without waiting, runs the callbacks that are due, and returns how
 * many ran, -1 as vmrpc_wait_event(). While another thread dispatches, or from within a callback,
 * it does nothing and returns 0. Since 0.1. */
int vmrpc_dispatch(VmrpcConnection *connection, VmrpcError **error);

/*
 * The place in the daemon's stream of events up to which callbacks have run, at first the one when
 * the connection was opened: epoch is another number after each start of the daemon, sequence that
 * of the last event. To be kept and given to vmrpc_event_resume(). VMRPC_ERR_NO_SUPPORT from a
 * server that does not number its events. Since 0.1.
 */
int vmrpc_event_position(VmrpcConnection *connection, uint64_t *ret_epoch, uint64_t *ret_sequence,
                         VmrpcError **error);

/*
 * Asks for the events after a position that was noted on an earlier connection to the same daemon.
 * To be called after vmrpc_event_subscribe(): what the subscriptions ask for is delivered as if it
 * happened now, in order and before what happens later. Returns 0 if nothing was lost in between, 1
 * if something was (the daemon was restarted, or it was too long ago); then a VMRPC_EVENT_GAP comes
 * first. VMRPC_ERR_NO_SUPPORT from a server that has no memory for events. Since 0.1.
 */
int vmrpc_event_resume(VmrpcConnection *connection, uint64_t epoch, uint64_t sequence,
                       VmrpcError **error);

/* ---- words for numbers ------------------------------------------------- */

/* Constant words for people and for machine-readable output: "lifecycle", "rtc-change", ...;
 * "unknown" for a number that has none. Since 0.1. */
const char *vmrpc_event_kind_to_string(int kind);
/* The reverse ("all" gives VMRPC_EVENT_ALL); -2 for a word that is none of them. Since 0.1. */
int vmrpc_event_kind_from_string(const char *word);
/* "Started", ... and "Booted", ... Since 0.1. */
const char *vmrpc_lifecycle_to_string(int type);
const char *vmrpc_lifecycle_detail_to_string(int type, int detail);
/* The values in the events of that name. Since 0.1. */
const char *vmrpc_watchdog_action_to_string(int action);
const char *vmrpc_io_error_action_to_string(int action);
const char *vmrpc_graphics_phase_to_string(int phase);
const char *vmrpc_graphics_family_to_string(int family);
const char *vmrpc_block_job_type_to_string(int type);
const char *vmrpc_block_job_status_to_string(int status);
const char *vmrpc_disk_change_reason_to_string(int reason);
const char *vmrpc_tray_change_reason_to_string(int reason);
const char *vmrpc_agent_state_to_string(int state);
const char *vmrpc_agent_reason_to_string(int reason);
const char *vmrpc_metadata_type_to_string(int type);
const char *vmrpc_memory_failure_recipient_to_string(int recipient);
const char *vmrpc_memory_failure_action_to_string(int action);

#ifdef __cplusplus
}
#endif

#endif
