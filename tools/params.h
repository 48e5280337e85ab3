/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Named values as commands and events show them. */
#ifndef VMRPC_TOOLS_PARAMS_H
#define VMRPC_TOOLS_PARAMS_H

#include <glib.h>
#include <jansson.h>

#include "vmrpc.h"

/* The value alone. */
json_t *param_json(const VmrpcParam *param);
/* To be freed; NULL for a string that is none. */
char *param_text(const VmrpcParam *param);

/* An object of several, by name. */
json_t *params_json(const VmrpcParam *params, size_t n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(VmrpcParams, vmrpc_params_free)

#endif
