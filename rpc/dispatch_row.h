/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known of a procedure without calling it: one row of the generated dispatch tables.
 *
 * rpcgen knows types only; scripts/protocol.py writes remote_protocol_table.c from the same
 * interface file. Every function pointer in a row is called through exactly its own type: thunks
 * stand between it and the typed routines of rpcgen and of the drivers. Nothing here allocates,
 * decides about access, or knows who calls.
 */
#ifndef VMRPC_RPC_DISPATCH_ROW_H
#define VMRPC_RPC_DISPATCH_ROW_H

#include <glib.h>
#include <rpc/rpc.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct DriverCall DriverCall;

/* Encodes, decodes or frees an object of the row's type; libtirpc's xdrproc_t is variadic. */
typedef bool_t (*DispatchXdr)(XDR *xdr, void *object);

typedef enum {
    ACCESS_FREE, /* also before connect_open */
    ACCESS_READ, /* also on a read-only connection */
    ACCESS_WRITE,
    ACCESS_EVENT, /* the server calls the client */
} DispatchAccess;

/* handler_offset of a row that no handler answers: procedure 0 succeeds by itself. */
#define DISPATCH_NO_HANDLER SIZE_MAX

typedef struct DispatchRow {
    const char *name; /* domain_get_state; NULL in a hole of the numbering */
    DispatchAccess access;
    uint32_t write_flags; /* any of these bits in the flags argument makes it ACCESS_WRITE */
    size_t flags_offset;  /* of that argument; meaningless without write_flags */
    DispatchXdr args;     /* dispatch_xdr_void if there is none */
    size_t args_size;     /* 0 if there is none */
    DispatchXdr res;      /* of the whole result union, whose first member is `int status` */
    size_t res_size;      /* 0: procedure 0, and events, which have no reply */
    size_t ret_offset;    /* of the union's arm for status 0; 0 if that arm is void */
    size_t error_offset;  /* of its remote_error */
    size_t handler_offset;
    /* Calls the handler with the arm of a zeroed res and leaves status 0; false with err, which
     * the caller turns into the error arm after it has freed what the handler left. A NULL member
     * (or NULL handlers) is ERR_NO_SUPPORT. NULL in rows of events. May yield. */
    bool (*invoke)(const void *handlers, DriverCall *call, const void *args, void *res,
                   GError **err);
} DispatchRow;

typedef struct DispatchTable {
    const char *name; /* remote, vmrpc */
    uint32_t program, version;
    const DispatchRow *rows; /* by procedure number */
    size_t n_rows;
} DispatchTable;

/* The XDR routine of nothing at all. Ask args_size and res_size, not for this address. */
static inline bool_t dispatch_xdr_void(XDR *xdr, void *object)
{
    (void) xdr;
    (void) object;
    return TRUE;
}

/*
 * The row of a procedure that a client may call: NULL for a number beyond the table, a hole, and
 * for events, which only the server sends (their row is at rows[number] for who encodes them).
 */
static inline const DispatchRow *dispatch_table_find(const DispatchTable *table, uint32_t procedure)
{
    const DispatchRow *row;

    if (procedure >= table->n_rows)
        return NULL;
    row = &table->rows[procedure];
    return row->name && row->access != ACCESS_EVENT ? row : NULL;
}

/* Whether these handlers answer the row. */
static inline bool dispatch_row_implemented(const DispatchRow *row, const void *handlers)
{
    void (*handler)(void);

    if (row->handler_offset == DISPATCH_NO_HANDLER)
        return true;
    if (!handlers)
        return false;
    memcpy(&handler, (const char *) handlers + row->handler_offset, sizeof(handler));
    return handler != NULL;
}

/* The access class of one call, with its decoded arguments. */
static inline DispatchAccess dispatch_row_access(const DispatchRow *row, const void *args)
{
    const u_int *flags;

    if (!row->write_flags)
        return row->access;
    flags = (const u_int *) ((const char *) args + row->flags_offset);
    return *flags & row->write_flags ? ACCESS_WRITE : row->access;
}

#endif
