/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the state of a guest is compressed in the file of a save. */
#ifndef VMRPC_DRIVERS_SAVE_FORMAT_H
#define VMRPC_DRIVERS_SAVE_FORMAT_H

#include "conf/enum.h"

/* Numbers of the file format: only ever more. */
typedef enum {
    SAVE_FORMAT_RAW,
    SAVE_FORMAT_GZIP,
    SAVE_FORMAT_LZ4,
    SAVE_FORMAT_XZ,
    SAVE_FORMAT_ZSTD,
    SAVE_FORMAT_LAST
} SaveFormat;
ENUM_DECLARE(save_format, SaveFormat);

#endif
