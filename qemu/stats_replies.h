/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* QEMU's answers about a guest's figures, read into DomainStats. Text in, struct out; asks nobody.
 */
#ifndef VMRPC_QEMU_STATS_REPLIES_H
#define VMRPC_QEMU_STATS_REPLIES_H

#include <jansson.h>

#include "drivers/domain_stats.h"

/* Of query-blockstats and query-named-block-nodes (flat); NULL: not known. */
void stats_replies_note_disks(DomainStats *stats, const DomainDef *def, const json_t *blockstats,
                              const json_t *nodes);
/* Of query-balloon. */
void stats_replies_note_balloon(DomainStats *stats, const json_t *reply);
/* Of qom-get guest-stats of the balloon. */
void stats_replies_note_memory(DomainStats *stats, const json_t *reply);
/* Of query-dirty-rate. */
void stats_replies_note_dirty_rate(DomainStats *stats, const json_t *reply);

#endif
