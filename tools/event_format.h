/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An event as a line for people and as a JSON object. Neither prints anything; the line is not
 * escaped yet.
 */
#ifndef VMRPC_TOOLS_EVENT_FORMAT_H
#define VMRPC_TOOLS_EVENT_FORMAT_H

#include <jansson.h>

#include "vmrpc.h"

/* "event 'lifecycle' for domain 'demo': Started Booted"; some kinds have several lines. */
char *event_format_text(const VmrpcEvent *event);
/* {"event": ..., "sequence": ..., "time": ..., "domain": {...} and what the kind has to tell}. */
json_t *event_format_json(const VmrpcEvent *event);
/* "2026-01-31 23:59:59.123+0000", the time at the server. */
char *event_format_time(const VmrpcEvent *event);

#endif
