/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One table of procedures out of those of a driver's rooms: see driver.h. Done once, so a call
 * finds its handler without looking through them. Tables of other programs are as they were given.
 */
#include "drivers/driver.h"

#include <string.h>

static void driver_add_rooms(Driver *driver, const RemoteHandlers *const *room)
{
    for (; room && *room; room++) {
        for (uint32_t number = 0; number < remote_dispatch_table.n_rows; number++) {
            const DispatchRow *row = dispatch_table_find(&remote_dispatch_table, number);

            if (row && dispatch_row_implemented(row, *room) &&
                !dispatch_row_implemented(row, &driver->handlers))
                memcpy((char *) &driver->handlers + row->handler_offset,
                       (const char *) *room + row->handler_offset, sizeof(void (*)(void)));
        }
    }
}

void driver_init(Driver *driver, const DriverOps *ops, const DriverHost *host)
{
    *driver = (Driver){.ops = ops, .host = host};
    driver_add_rooms(driver, ops->rooms);
    driver_add_rooms(driver, ops->common_rooms);
}

const void *driver_handlers(const Driver *driver, const DispatchTable *table)
{
    if (table == &remote_dispatch_table)
        return &driver->handlers;
    for (const DriverProgram *program = driver->ops->programs; program && program->table; program++)
        if (program->table == table)
            return program->handlers;
    return NULL;
}
