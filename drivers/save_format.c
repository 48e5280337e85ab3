/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of save_format.h. */
#include "drivers/save_format.h"

ENUM_DEFINE(save_format, SaveFormat, SAVE_FORMAT_LAST, "raw", "gzip", "lz4", "xz", "zstd");
