/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The live table as text and as JSON. Draws lines; where they go is somebody else's affair. */
#ifndef VMRPC_TOOLS_TOP_PRINT_H
#define VMRPC_TOOLS_TOP_PRINT_H

#include <jansson.h>

#include "tools/top.h"

/* The line of totals above the table, the table's head, a row: without a line feed, and the last
 * two at most so many columns wide; to be freed. fancy: characters beyond ASCII may be used. */
char *top_print_summary(const GPtrArray *rows, unsigned all);
char *top_print_head(unsigned width);
char *top_print_row(const TopRow *row, unsigned width, bool fancy);

json_t *top_print_json(const GPtrArray *rows);

#endif
