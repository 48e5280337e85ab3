/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Fuzz target: the arguments of every procedure, and results and events, as a client or a server
 * decodes them. What decodes must encode again, decode again to the same bytes, and be freed. The
 * first three bytes choose table, row and whether it is the result.
 */
#include <string.h>

#include "remote_protocol.h"
#include "remote_protocol_table.h"
#include "rpc/codec.h"
#include "rpc/xdr_buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool decode(DispatchXdr routine, void *object, const uint8_t *data, size_t size)
{
    XDR xdr;

    xdrmem_create(&xdr, (char *) (uintptr_t) data, (u_int) size, XDR_DECODE);
    return routine(&xdr, object);
}

static void encode(DispatchXdr routine, void *object, Buffer *out)
{
    XDR xdr;

    xdr_buffer_init(&xdr, out, CODEC_RECORD_MAX);
    g_assert(routine(&xdr, object));
    g_assert(xdr_getpos(&xdr) == buffer_size(out));
}

/* May say FALSE of a union whose arm is not known: then there is nothing in it to free. */
static void free_object(DispatchXdr routine, void *object)
{
    XDR xdr = {.x_op = XDR_FREE};

    routine(&xdr, object);
}

static void round_trip(DispatchXdr routine, size_t object_size, const uint8_t *data, size_t size)
{
    g_autofree void *object = g_malloc0(object_size), *again = g_malloc0(object_size);
    Buffer first = {0}, second = {0};

    if (decode(routine, object, data, size)) {
        encode(routine, object, &first);
        if (buffer_size(&first) > 0) {
            g_assert(decode(routine, again, buffer_data(&first), buffer_size(&first)));
            encode(routine, again, &second);
            g_assert(buffer_size(&first) == buffer_size(&second));
            g_assert(memcmp(buffer_data(&first), buffer_data(&second), buffer_size(&first)) == 0);
        }
    }
    free_object(routine, object);
    free_object(routine, again);
    buffer_clear(&first);
    buffer_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const DispatchTable *table;
    const DispatchRow *row;
    size_t number;

    if (size < 3)
        return 0;
    table = data[0] & 4   ? &qemu_dispatch_table
            : data[0] & 1 ? &vmrpc_dispatch_table
                          : &remote_dispatch_table;
    number = ((size_t) (data[0] & 2) << 7 | data[1]) % table->n_rows;
    row = &table->rows[number];
    if (!row->name)
        return 0;
    if (data[2] & 1 && row->res_size > 0)
        round_trip(row->res, row->res_size, data + 3, size - 3);
    else if (row->args_size > 0)
        round_trip(row->args, row->args_size, data + 3, size - 3);
    return 0;
}
