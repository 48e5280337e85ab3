/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the storage driver share: its struct, its events, its limits.
 */
#ifndef VMRPC_DRIVERS_STORAGE_DRIVER_H
#define VMRPC_DRIVERS_STORAGE_DRIVER_H

#include "drivers/driver.h"
#include "drivers/storage_pool_list.h"

/* Jobs on volumes at one time: copies, uploads and all else that changes or reads a volume. */
#define STORAGE_JOBS_MAX 64
/* Warnings of one kind per minute. */
#define STORAGE_LOG_BURST 10

typedef struct {
    Driver driver;
    StoragePoolList *pools;
    char *config_folder; /* definitions and autostart marks; NULL: nothing is kept */
    char *state_folder;  /* pools that are active */
    unsigned jobs;
} StorageDriver;

static inline StorageDriver *storage_driver_of(const DriverCall *call)
{
    return (StorageDriver *) call->driver;
}

/* The wire's reference to a pool; the name is borrowed from it. */
remote_storage_pool storage_pool_reference(const StoragePool *pool);
/* An event, of storage_pool_event_type. */
void storage_emit_lifecycle(const StorageDriver *driver, const StoragePool *pool, int type);
void storage_emit_refresh(const StorageDriver *driver, const StoragePool *pool);

#endif
