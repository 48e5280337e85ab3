/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bytes of volumes as streams: uploads write in place, downloads read the file as it is.
 *
 * A stream is a job on its volume until it is freed. An upload that breaks off leaves what has been
 * written; a volume that is uploaded to is looked at again when the upload is finished.
 */
#ifndef VMRPC_DRIVERS_STORAGE_STREAM_H
#define VMRPC_DRIVERS_STORAGE_STREAM_H

#include "drivers/storage_driver.h"

extern const RemoteHandlers storage_stream_handlers;

#endif
