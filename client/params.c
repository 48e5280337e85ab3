/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Lists of named values: see params.h. */
#include "client/params.h"

#include <string.h>

#include "client/stub.h"

/* The user's list lies where the wire's was. */
_Static_assert(sizeof(VmrpcParam) == sizeof(remote_typed_param), "the size of a parameter");

VmrpcParam params_from_wire(const remote_typed_param *wire)
{
    const remote_typed_param_value *value = &wire->value;
    VmrpcParam result = {.name = wire->field};

    switch (value->type) {
    case TYPED_PARAM_INT:
        result.type = VMRPC_PARAM_TYPE_INT;
        result.value.i = value->remote_typed_param_value_u.i;
        break;
    case TYPED_PARAM_UINT:
        result.type = VMRPC_PARAM_TYPE_UINT;
        result.value.ui = value->remote_typed_param_value_u.ui;
        break;
    case TYPED_PARAM_LLONG:
        result.type = VMRPC_PARAM_TYPE_LLONG;
        result.value.l = value->remote_typed_param_value_u.l;
        break;
    case TYPED_PARAM_ULLONG:
        result.type = VMRPC_PARAM_TYPE_ULLONG;
        result.value.ul = value->remote_typed_param_value_u.ul;
        break;
    case TYPED_PARAM_DOUBLE:
        result.type = VMRPC_PARAM_TYPE_DOUBLE;
        result.value.d = value->remote_typed_param_value_u.d;
        break;
    case TYPED_PARAM_BOOLEAN:
        result.type = VMRPC_PARAM_TYPE_BOOLEAN;
        result.value.b = value->remote_typed_param_value_u.b;
        break;
    case TYPED_PARAM_STRING:
        result.type = VMRPC_PARAM_TYPE_STRING;
        result.value.s = value->remote_typed_param_value_u.s;
        break;
    }
    return result;
}

VmrpcParams params_take(u_int *length, remote_typed_param **items)
{
    VmrpcParams params = {.n = *length, .list = (VmrpcParam *) (void *) *items};

    for (size_t i = 0; i < params.n; i++) {
        VmrpcParam param = params_from_wire(&(*items)[i]);

        memcpy(&params.list[i], &param, sizeof(param));
    }
    *items = NULL;
    *length = 0;
    return params;
}

VmrpcParams *params_new(u_int *length, remote_typed_param **items)
{
    VmrpcParams *params = g_new(VmrpcParams, 1);

    *params = params_take(length, items);
    return params;
}

VmrpcParams *params_copy(const VmrpcParam *list, size_t n)
{
    VmrpcParams *params = g_new(VmrpcParams, 1);
    size_t size = n * sizeof(*list);
    char *names;

    for (size_t i = 0; i < n; i++)
        size += strlen(list[i].name) + 1;
    params->n = n;
    params->list = g_malloc(size + 1);
    names = (char *) &params->list[n];
    for (size_t i = 0; i < n; i++) {
        params->list[i] = list[i];
        params->list[i].name = names;
        names = stpcpy(names, list[i].name) + 1;
    }
    return params;
}

void params_clear(VmrpcParams *params)
{
    g_free(params->list);
}

static remote_typed_param_value params_value(const VmrpcParam *param)
{
    remote_typed_param_value value = {.type = (typed_param_type) param->type};

    switch (param->type) {
    case VMRPC_PARAM_TYPE_INT:
        value.remote_typed_param_value_u.i = param->value.i;
        break;
    case VMRPC_PARAM_TYPE_UINT:
        value.remote_typed_param_value_u.ui = param->value.ui;
        break;
    case VMRPC_PARAM_TYPE_LLONG:
        value.remote_typed_param_value_u.l = param->value.l;
        break;
    case VMRPC_PARAM_TYPE_ULLONG:
        value.remote_typed_param_value_u.ul = param->value.ul;
        break;
    case VMRPC_PARAM_TYPE_DOUBLE:
        value.remote_typed_param_value_u.d = param->value.d;
        break;
    case VMRPC_PARAM_TYPE_BOOLEAN:
        value.remote_typed_param_value_u.b = param->value.b;
        break;
    case VMRPC_PARAM_TYPE_STRING:
        value.remote_typed_param_value_u.s = stub_string(param->value.s);
        break;
    }
    return value;
}

remote_typed_param *params_to_wire(const VmrpcParam *params, size_t n)
{
    remote_typed_param *wire = n > 0 ? g_new0(remote_typed_param, n) : NULL;

    for (size_t i = 0; i < n; i++) {
        wire[i].field = stub_string(params[i].name);
        wire[i].value = params_value(&params[i]);
    }
    return wire;
}

/* ---- for the user ------------------------------------------------- */

size_t vmrpc_params_count(const VmrpcParams *params)
{
    return params->n;
}

const VmrpcParam *vmrpc_params_at(const VmrpcParams *params, size_t index)
{
    return index < params->n ? &params->list[index] : NULL;
}

const VmrpcParam *vmrpc_params_find(const VmrpcParams *params, const char *name)
{
    for (size_t i = 0; i < params->n; i++) {
        if (g_str_equal(params->list[i].name, name))
            return &params->list[i];
    }
    return NULL;
}

int vmrpc_params_uint64(const VmrpcParams *params, const char *name, uint64_t *ret_value)
{
    const VmrpcParam *param = vmrpc_params_find(params, name);
    int64_t number;

    if (!param)
        return 0;
    if (param->type == VMRPC_PARAM_TYPE_ULLONG) {
        *ret_value = param->value.ul;
        return 1;
    }
    if (!vmrpc_params_int64(params, name, &number) || number < 0)
        return 0;
    *ret_value = (uint64_t) number;
    return 1;
}

int vmrpc_params_int64(const VmrpcParams *params, const char *name, int64_t *ret_value)
{
    const VmrpcParam *param = vmrpc_params_find(params, name);

    if (!param)
        return 0;
    switch (param->type) {
    case VMRPC_PARAM_TYPE_INT:
        *ret_value = param->value.i;
        return 1;
    case VMRPC_PARAM_TYPE_UINT:
        *ret_value = param->value.ui;
        return 1;
    case VMRPC_PARAM_TYPE_LLONG:
        *ret_value = param->value.l;
        return 1;
    case VMRPC_PARAM_TYPE_BOOLEAN:
        *ret_value = param->value.b != 0;
        return 1;
    case VMRPC_PARAM_TYPE_ULLONG:
        if (param->value.ul > G_MAXINT64)
            return 0;
        *ret_value = (int64_t) param->value.ul;
        return 1;
    case VMRPC_PARAM_TYPE_DOUBLE:
    case VMRPC_PARAM_TYPE_STRING:
        break;
    }
    return 0;
}

int vmrpc_params_double(const VmrpcParams *params, const char *name, double *ret_value)
{
    const VmrpcParam *param = vmrpc_params_find(params, name);
    uint64_t natural;
    int64_t number;

    if (param && param->type == VMRPC_PARAM_TYPE_DOUBLE)
        *ret_value = param->value.d;
    else if (vmrpc_params_int64(params, name, &number))
        *ret_value = (double) number;
    else if (vmrpc_params_uint64(params, name, &natural))
        *ret_value = (double) natural;
    else
        return 0;
    return 1;
}

const char *vmrpc_params_string(const VmrpcParams *params, const char *name)
{
    const VmrpcParam *param = vmrpc_params_find(params, name);

    return param && param->type == VMRPC_PARAM_TYPE_STRING ? param->value.s : NULL;
}

void vmrpc_params_free(VmrpcParams *params)
{
    if (!params)
        return;
    params_clear(params);
    g_free(params);
}
