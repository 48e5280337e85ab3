/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Typed parameters: named values of a type each, as many procedures take and give them.
 *
 * Results are put together in a ParamList, of which params_take() makes part of the result, and
 * which goes away with its scope; arguments are checked once by params_check() against what the
 * procedure knows, and are then just looked up.
 */
#ifndef VMRPC_DRIVERS_PARAMS_H
#define VMRPC_DRIVERS_PARAMS_H

#include <rpc/rpc.h>

#include "base/error.h"
#include "remote_protocol.h"

/* ---- results ---- */

/* Starts as {0}. */
typedef struct ParamList {
    remote_typed_param *items;
    unsigned length, room;
    char *text; /* has the strings of all items */
    size_t text_size, text_room;
    char prefix[64]; /* of every name that is added from now on */
    unsigned prefix_length;
} ParamList;

/* Each adds one value, with a name behind the prefix. */
void params_add_int(ParamList *list, int value, const char *name);
void params_add_uint(ParamList *list, unsigned value, const char *name);
void params_add_long(ParamList *list, int64_t value, const char *name);
void params_add_ulong(ParamList *list, uint64_t value, const char *name);
void params_add_double(ParamList *list, double value, const char *name);
void params_add_bool(ParamList *list, bool value, const char *name);
/* Copies value; a name without one (NULL) is left out. */
void params_add_string(ParamList *list, const char *value, const char *name);

/* What begins the names that follow; "" for nothing. A few words of the daemon's own. */
void params_prefix(ParamList *list, const char *words);
/* The same for one of many: "block.0." of group "block". */
void params_prefix_one(ParamList *list, const char *group, unsigned number);

/* Gives a result the values, in one block (rpc/xdr_params.h). The list is empty then, and keeps its
 * memory for the next. */
void params_take(ParamList *list, u_int *ret_length, remote_typed_param **ret_items);
void params_clear(ParamList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ParamList, params_clear)

/* ---- arguments ---- */

/* In the flags of whoever asks for parameters: strings among them are welcome. */
#define PARAMS_STRING_OKAY 4

/* A parameter that a procedure knows. */
typedef struct ParamSpec {
    const char *name;
    typed_param_type type;
    bool many; /* it may be given more than once */
} ParamSpec;

/* ERR_ARGUMENT_UNSUPPORTED if one is not in specs, ERR_INVALID_ARG if it is of another type than there
 * or is given twice;
 * what the parameters are of ("disk 'vda'") is for the message. */
bool params_check(const remote_typed_param *params, unsigned length, const ParamSpec *specs,
                  unsigned n_specs, const char *what, GError **err);

/* The value of a name in a list that has been checked; NULL if it is not given. */
const remote_typed_param_value *params_find(const remote_typed_param *params, unsigned length,
                                            const char *name);

/* The same, straight into a variable, which stays as it is if it is not given; whether it is. The
 * type must be the one that was checked. */
bool params_get_int(const remote_typed_param *params, unsigned length, const char *name, int *ret);
bool params_get_uint(const remote_typed_param *params, unsigned length, const char *name,
                     unsigned *ret);
bool params_get_long(const remote_typed_param *params, unsigned length, const char *name,
                     int64_t *ret);
bool params_get_ulong(const remote_typed_param *params, unsigned length, const char *name,
                      uint64_t *ret);
bool params_get_bool(const remote_typed_param *params, unsigned length, const char *name,
                     bool *ret);
/* Borrowed. */
bool params_get_string(const remote_typed_param *params, unsigned length, const char *name,
                       const char **ret);

#endif
