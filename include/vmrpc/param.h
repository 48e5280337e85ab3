/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libvmrpc: named values of a type each, of which many functions and some events give lists.
 */
#ifndef VMRPC_PARAM_H
#define VMRPC_PARAM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the value of a name is. Since 0.1. */
typedef enum VmrpcParamType {
    VMRPC_PARAM_TYPE_INT = 1,
    VMRPC_PARAM_TYPE_UINT = 2,
    VMRPC_PARAM_TYPE_LLONG = 3,
    VMRPC_PARAM_TYPE_ULLONG = 4,
    VMRPC_PARAM_TYPE_DOUBLE = 5,
    VMRPC_PARAM_TYPE_BOOLEAN = 6,
    VMRPC_PARAM_TYPE_STRING = 7
} VmrpcParamType;

/* A named value. Since 0.1. */
typedef struct VmrpcParam {
    const char *name;
    VmrpcParamType type; /* says which member of value counts */
    union {
        int32_t i;
        uint32_t ui;
        int64_t l;
        uint64_t ul;
        double d;
        int b; /* 0 or 1 */
        const char *s;
    } value;
} VmrpcParam;

/* A list of them as the server gave it, which only can be read. Since 0.1. */
typedef struct VmrpcParams VmrpcParams;

/* Since 0.1. */
size_t vmrpc_params_count(const VmrpcParams *params);
/* By place, from 0, in the server's order; NULL behind the last. What these give lives as long as
 * the list. Since 0.1. */
const VmrpcParam *vmrpc_params_at(const VmrpcParams *params, size_t index);
/* By name; NULL if there is none. Since 0.1. */
const VmrpcParam *vmrpc_params_find(const VmrpcParams *params, const char *name);

/* The value of a name if it is there and a number that fits (booleans are 0 and 1): 1, else 0, and
 * *ret_value is untouched. Since 0.1. */
int vmrpc_params_uint64(const VmrpcParams *params, const char *name, uint64_t *ret_value);
int vmrpc_params_int64(const VmrpcParams *params, const char *name, int64_t *ret_value);
int vmrpc_params_double(const VmrpcParams *params, const char *name, double *ret_value);
/* The value of a name if it is there and a string, else NULL. Since 0.1. */
const char *vmrpc_params_string(const VmrpcParams *params, const char *name);

/* Since 0.1. */
void vmrpc_params_free(VmrpcParams *params);

#ifdef __cplusplus
}
#endif

#endif
