/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The backing images behind an image. Guests write into images, so a chain may lead back to where
 * it began, or to a FIFO; qemu-img would follow the one for ever and wait for the other.
 *
 * The function here blocks and belongs into a worker.
 */
#ifndef VMRPC_DRIVERS_STORAGE_CHAIN_H
#define VMRPC_DRIVERS_STORAGE_CHAIN_H

#include <stdbool.h>

#include "base/error.h"

/* Images behind one. */
#define STORAGE_CHAIN_MAX 64

/* Whether qemu-img may open the image of that name with all that lies behind it. What is missing is
 * left for it to tell. path is what messages call the image. */
bool storage_chain_check(const char *image, const char *path, GError **err);

#endif
