/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Typed parameters: see params.h. */
#include "drivers/params.h"

#include <string.h>

#define FIRST_ROOM 16

/* ---- results ---- */

/* A name of its own: the prefix and what the format makes, which usually is the format itself. */
static char *list_name(const ParamList *list, const char *format, va_list args)
{
    size_t length = strlen(format);
    char *name;

    if (memchr(format, '%', length)) {
        g_autofree char *rest = g_strdup_vprintf(format, args);

        return g_strconcat(list->prefix, rest, NULL);
    }
    name = g_malloc(list->prefix_length + length + 1);
    memcpy(name, list->prefix, list->prefix_length);
    memcpy(name + list->prefix_length, format, length + 1);
    return name;
}

static remote_typed_param_value *list_add(ParamList *list, typed_param_type type,
                                          const char *format, va_list args)
{
    remote_typed_param *item;

    if (list->length == list->room) {
        list->room = MAX(2 * list->room, FIRST_ROOM);
        list->items = g_renew(remote_typed_param, list->items, list->room);
    }
    item = &list->items[list->length++];
    memset(item, 0, sizeof *item);
    item->field = list_name(list, format, args);
    item->value.type = type;
    return &item->value;
}

/* params_add_NAME(): all but the string differ in the type only. */
#define DEFINE_ADD(name, ctype, wire_type, member)                                                 \
    void params_add_##name(ParamList *list, ctype value, const char *format, ...)                  \
    {                                                                                              \
        va_list args;                                                                              \
                                                                                                   \
        va_start(args, format);                                                                    \
        list_add(list, wire_type, format, args)->remote_typed_param_value_u.member = value;        \
        va_end(args);                                                                              \
    }
DEFINE_ADD(int, int, TYPED_PARAM_INT, i)
DEFINE_ADD(uint, unsigned, TYPED_PARAM_UINT, ui)
DEFINE_ADD(long, int64_t, TYPED_PARAM_LLONG, l)
DEFINE_ADD(ulong, uint64_t, TYPED_PARAM_ULLONG, ul)
DEFINE_ADD(double, double, TYPED_PARAM_DOUBLE, d)
DEFINE_ADD(bool, bool, TYPED_PARAM_BOOLEAN, b)
#undef DEFINE_ADD

void params_add_string(ParamList *list, const char *value, const char *format, ...)
{
    va_list args;

    if (!value)
        return;
    va_start(args, format);
    list_add(list, TYPED_PARAM_STRING, format, args)->remote_typed_param_value_u.s =
        g_strdup(value);
    va_end(args);
}

void params_prefix(ParamList *list, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    g_vsnprintf(list->prefix, sizeof list->prefix, format, args);
    va_end(args);
    list->prefix_length = (unsigned) strlen(list->prefix);
}

void params_take(ParamList *list, u_int *ret_length, remote_typed_param **ret_items)
{
    *ret_length = list->length;
    *ret_items = g_steal_pointer(&list->items);
    *list = (ParamList){0};
}

void params_clear(ParamList *list)
{
    for (unsigned i = 0; i < list->length; i++)
        xdr_free((xdrproc_t) xdr_remote_typed_param, (char *) &list->items[i]);
    g_free(list->items);
    *list = (ParamList){0};
}

/* ---- arguments ---- */

static const char *type_word(typed_param_type type)
{
    switch (type) {
    case TYPED_PARAM_INT:
        return "int";
    case TYPED_PARAM_UINT:
        return "unsigned int";
    case TYPED_PARAM_LLONG:
        return "64-bit int";
    case TYPED_PARAM_ULLONG:
        return "unsigned 64-bit int";
    case TYPED_PARAM_DOUBLE:
        return "double";
    case TYPED_PARAM_BOOLEAN:
        return "boolean";
    case TYPED_PARAM_STRING:
        return "string";
    }
    return "unknown";
}

static const ParamSpec *spec_of(const ParamSpec *specs, unsigned n_specs, const char *name)
{
    for (unsigned i = 0; i < n_specs; i++) {
        if (g_str_equal(specs[i].name, name))
            return &specs[i];
    }
    return NULL;
}

bool params_check(const remote_typed_param *params, unsigned length, const ParamSpec *specs,
                  unsigned n_specs, const char *what, GError **err)
{
    for (unsigned i = 0; i < length; i++) {
        const char *name = params[i].field;
        const ParamSpec *spec = spec_of(specs, n_specs, name);

        if (!spec)
            return error_set(err, ERR_INVALID_ARG, "%s: there is no parameter '%s'", what, name);
        if (params[i].value.type != spec->type)
            return error_set(err, ERR_INVALID_ARG,
                             "%s: parameter '%s' is of type '%s', but must be of type '%s'", what,
                             name, type_word(params[i].value.type), type_word(spec->type));
        if (!spec->many && params_find(params, i, name))
            return error_set(err, ERR_INVALID_ARG, "%s: parameter '%s' is given twice", what, name);
    }
    return true;
}

const remote_typed_param_value *params_find(const remote_typed_param *params, unsigned length,
                                            const char *name)
{
    for (unsigned i = 0; i < length; i++) {
        if (g_str_equal(params[i].field, name))
            return &params[i].value;
    }
    return NULL;
}

#define DEFINE_GET(name, ctype, wire_type, member)                                                 \
    bool params_get_##name(const remote_typed_param *params, unsigned length, const char *field,   \
                           ctype *ret)                                                             \
    {                                                                                              \
        const remote_typed_param_value *value = params_find(params, length, field);                \
                                                                                                   \
        if (!value)                                                                                \
            return false;                                                                          \
        g_assert(value->type == (wire_type));                                                      \
        *ret = value->remote_typed_param_value_u.member;                                           \
        return true;                                                                               \
    }
DEFINE_GET(int, int, TYPED_PARAM_INT, i)
DEFINE_GET(uint, unsigned, TYPED_PARAM_UINT, ui)
DEFINE_GET(long, int64_t, TYPED_PARAM_LLONG, l)
DEFINE_GET(ulong, uint64_t, TYPED_PARAM_ULLONG, ul)
DEFINE_GET(bool, bool, TYPED_PARAM_BOOLEAN, b)
DEFINE_GET(string, const char *, TYPED_PARAM_STRING, s)
#undef DEFINE_GET
