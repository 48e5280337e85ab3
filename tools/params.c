/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Named values for people and programs: see params.h. */
#include "tools/params.h"

#include "tools/output.h"

json_t *param_json(const VmrpcParam *param)
{
    switch (param->type) {
    case VMRPC_PARAM_TYPE_INT:
        return json_integer(param->value.i);
    case VMRPC_PARAM_TYPE_UINT:
        return json_integer(param->value.ui);
    case VMRPC_PARAM_TYPE_LLONG:
        return json_integer(param->value.l);
    case VMRPC_PARAM_TYPE_ULLONG:
        return json_integer((json_int_t) param->value.ul);
    case VMRPC_PARAM_TYPE_DOUBLE:
        return json_real(param->value.d);
    case VMRPC_PARAM_TYPE_BOOLEAN:
        return json_boolean(param->value.b);
    case VMRPC_PARAM_TYPE_STRING:
        return output_json_text(param->value.s);
    }
    return json_null();
}

char *param_text(const VmrpcParam *param)
{
    switch (param->type) {
    case VMRPC_PARAM_TYPE_INT:
        return g_strdup_printf("%d", param->value.i);
    case VMRPC_PARAM_TYPE_UINT:
        return g_strdup_printf("%u", param->value.ui);
    case VMRPC_PARAM_TYPE_LLONG:
        return g_strdup_printf("%" G_GINT64_FORMAT, param->value.l);
    case VMRPC_PARAM_TYPE_ULLONG:
        return g_strdup_printf("%" G_GUINT64_FORMAT, param->value.ul);
    case VMRPC_PARAM_TYPE_DOUBLE:
        return g_strdup_printf("%f", param->value.d);
    case VMRPC_PARAM_TYPE_BOOLEAN:
        return g_strdup(param->value.b ? "yes" : "no");
    case VMRPC_PARAM_TYPE_STRING:
        return g_strdup(param->value.s);
    }
    return NULL;
}

json_t *params_json(const VmrpcParam *params, size_t n)
{
    json_t *object = json_object();

    for (size_t i = 0; i < n; i++) {
        g_autofree char *name = g_utf8_make_valid(params[i].name ? params[i].name : "", -1);

        json_object_set_new(object, name, param_json(&params[i]));
    }
    return object;
}
