/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paths and names of files in documents. Pure text: nothing here looks at a disk.
 */
#ifndef VMRPC_CONF_PATH_H
#define VMRPC_CONF_PATH_H

#include "base/error.h"

/* As the kernel reads it, without repeated slashes and without one at the end; "." and ".." stay.
 * NULL if it is not absolute. */
char *path_clean(const char *path);

/* NULL, or why the text cannot be the name of a file in a folder: empty, longer than max bytes, not
 * UTF-8, "." or "..", with a slash or control characters. */
const char *path_name_problem(const char *name, size_t max);

#endif
