/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The driver contract: what the daemon asks of a driver, and what it gives to one.
 *
 * A driver is a table of procedures (RemoteHandlers, generated from remote_protocol.x), put
 * together of one for each room of it: each takes the decoded arguments and fills the result
 * directly; members that all leave NULL answer "no support". It may have tables for procedures of
 * other programs as well, which the daemon itself does not answer. Handlers run in a coroutine and
 * may always wait. A driver knows nothing of sockets or codecs, and lives as long as the daemon;
 * connections only point at it.
 */
#ifndef VMRPC_DRIVERS_DRIVER_H
#define VMRPC_DRIVERS_DRIVER_H

#include <rpc/rpc.h>

#include "base/error.h"
#include "base/loop.h"
#include "base/worker.h"
#include "drivers/save_format.h"
#include "drivers/guest_identity.h"
#include "drivers/vnc_tls.h"
#include "remote_protocol.h"
#include "remote_protocol_table.h"

typedef struct Driver Driver;
typedef struct StreamEnd StreamEnd;

/* What the daemon lends to its drivers; outlives them. Folders exist and belong to us. */
typedef struct DriverHost {
    Loop *loop;
    Worker *worker;            /* for what touches disks and may take long */
    bool system;               /* the machine's daemon, or one user's */
    const char *config_folder; /* survives reboots: definitions */
    const char *state_folder;  /* gone with the machine: sockets, status of running guests */
    const char *data_folder;   /* survives reboots: firmware variables and the like */
    const char *log_folder;
    SaveFormat save_format;               /* of saves from now on */
    unsigned answer_timeout, job_timeout; /* in seconds, see deadlines.h; 0: as there */
    GuestIdentity guests;                 /* who their processes run as */
    VncTls vnc_tls;                       /* folder counts while the driver is made */
    /* Hands an event of a driver to whoever subscribed to that driver's; copies what it needs
     * before it returns. */
    void (*emit)(void *data, const Driver *driver, const event *body);
    void *emit_data;
} DriverHost;

/* One call in progress, as a driver sees it. The daemon embeds it in its own. */
struct DriverCall {
    Driver *driver; /* that answers; NULL if the daemon itself does before connect_open */
    bool read_only;
    const char *uri; /* as opened */
    /* See drivers/stream.h; NULL: there is nobody to stream to. */
    bool (*open_stream)(DriverCall *call, StreamEnd *end, GError **err);
    /* Sends a descriptor along with the reply; takes it over, also when it fails: the connection
     * cannot carry any. NULL: none can. */
    bool (*give_fd)(DriverCall *call, int fd, GError **err);
};

/* The table of one program: VmrpcHandlers with &vmrpc_dispatch_table, and so on. */
typedef struct DriverProgram {
    const DispatchTable *table;
    const void *handlers;
} DriverProgram;

typedef struct DriverOps {
    const char *name; /* as in --driver NAME and as URI scheme */
    int error_domain; /* of remote_error; libvirt's virErrorDomain */
    /* Tables ended by NULL, one per room of the driver, and those that drivers of its kind have in
     * common; either may be NULL. The first that has a procedure answers. */
    const RemoteHandlers *const *rooms;
    const RemoteHandlers *const *common_rooms;
    /* Those of programs other than REMOTE_PROGRAM, ended by an empty one; NULL: none. */
    const DriverProgram *programs;
    /* Loads what is on disk and finds what is running. Runs in a coroutine, may wait. */
    Driver *(*co_create)(const DriverHost *host, GError **err);
    /* Whether this driver serves the URI: true; or false with err saying why not (the scheme is
     * ours but the rest is not), or false without err (not ours). uri is never NULL or empty.
     * NULL: a companion, which nobody opens: it answers, on every connection, the procedures that
     * the opened driver lacks. */
    bool (*serves)(const Driver *driver, const char *uri, GError **err);
    /* The URI a connection has that asked for none; not called for companions. */
    const char *(*default_uri)(const Driver *driver);
    /* Whether something runs that an idle daemon must stay for. */
    bool (*busy)(const Driver *driver);
    /* The daemon ends; guests go on. Waits nowhere. */
    void (*free)(Driver *driver);
} DriverOps;

struct Driver {
    const DriverOps *ops;
    const DriverHost *host;
    RemoteHandlers handlers; /* of all rooms together */
};

/* For co_create, which has allocated it. */
void driver_init(Driver *driver, const DriverOps *ops, const DriverHost *host);
/* What the driver has for this program, for DispatchRow.invoke; NULL: nothing. */
const void *driver_handlers(const Driver *driver, const DispatchTable *table);

#endif
