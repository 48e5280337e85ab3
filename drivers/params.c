/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Typed parameters: see params.h.
 *
 * All strings of a list that is being put together lie in one piece of memory, and the result is a
 * copy of both that lies in one block (rpc/xdr_params.h), so a record of many figures costs as many
 * allocations as one figure.
 */
#include "drivers/params.h"

#include <string.h>

#define FIRST_ROOM 32
#define FIRST_TEXT 1024

/* ---- results ---- */

/* The strings have been copied as a whole. */
static void items_move_text(remote_typed_param *items, unsigned length, const char *from, char *to)
{
    for (unsigned i = 0; i < length; i++) {
        remote_typed_param_value *value = &items[i].value;

        items[i].field = to + (items[i].field - from);
        if (value->type == TYPED_PARAM_STRING)
            value->remote_typed_param_value_u.s = to + (value->remote_typed_param_value_u.s - from);
    }
}

static void list_grow_text(ParamList *list, size_t size)
{
    size_t room = MAX(2 * (list->text_size + size), FIRST_TEXT);
    char *text = g_malloc(room);

    if (list->text)
        memcpy(text, list->text, list->text_size);
    items_move_text(list->items, list->length, list->text, text);
    g_free(list->text);
    list->text = text;
    list->text_room = room;
}

/* A string behind those that there are, without its end; there is room for it. */
static char *list_append(ParamList *list, const char *bytes, size_t size)
{
    char *at = list->text + list->text_size;

    memcpy(at, bytes, size);
    list->text_size += size;
    return at;
}

/* Has room for as many bytes of a value beside the name. */
static remote_typed_param_value *list_add(ParamList *list, typed_param_type type, const char *name,
                                          size_t value_size)
{
    const size_t name_size = strlen(name) + 1;
    const size_t size = list->prefix_length + name_size + value_size;
    remote_typed_param *item;

    if (size > list->text_room - list->text_size)
        list_grow_text(list, size);
    if (list->length == list->room) {
        list->room = MAX(2 * list->room, FIRST_ROOM);
        list->items = g_renew(remote_typed_param, list->items, list->room);
    }
    item = &list->items[list->length++];
    item->field = list_append(list, list->prefix, list->prefix_length);
    list_append(list, name, name_size);
    item->value.type = type;
    return &item->value;
}

/* params_add_NAME(): all but the string differ in the type only. */
#define DEFINE_ADD(name, ctype, wire_type, member)                                                 \
    void params_add_##name(ParamList *list, ctype value, const char *field)                        \
    {                                                                                              \
        list_add(list, wire_type, field, 0)->remote_typed_param_value_u.member = value;            \
    }
DEFINE_ADD(int, int, TYPED_PARAM_INT, i)
DEFINE_ADD(uint, unsigned, TYPED_PARAM_UINT, ui)
DEFINE_ADD(long, int64_t, TYPED_PARAM_LLONG, l)
DEFINE_ADD(ulong, uint64_t, TYPED_PARAM_ULLONG, ul)
DEFINE_ADD(double, double, TYPED_PARAM_DOUBLE, d)
DEFINE_ADD(bool, bool, TYPED_PARAM_BOOLEAN, b)
#undef DEFINE_ADD

void params_add_string(ParamList *list, const char *value, const char *name)
{
    const size_t size = value ? strlen(value) + 1 : 0;
    remote_typed_param_value *added;

    if (!value)
        return;
    added = list_add(list, TYPED_PARAM_STRING, name, size);
    added->remote_typed_param_value_u.s = list_append(list, value, size);
}

void params_prefix(ParamList *list, const char *words)
{
    const size_t length = strlen(words);

    g_assert(length <= sizeof(list->prefix));
    memcpy(list->prefix, words, length);
    list->prefix_length = (unsigned) length;
}

void params_prefix_one(ParamList *list, const char *group, unsigned number)
{
    char digits[3 * sizeof(number)];
    size_t at = sizeof(digits);

    do {
        digits[--at] = (char) ('0' + number % 10);
        number /= 10;
    } while (number > 0);
    params_prefix(list, group);
    g_assert(list->prefix_length + sizeof(digits) + 2 <= sizeof(list->prefix));
    list->prefix[list->prefix_length++] = '.';
    memcpy(list->prefix + list->prefix_length, digits + at, sizeof(digits) - at);
    list->prefix_length += (unsigned) (sizeof(digits) - at);
    list->prefix[list->prefix_length++] = '.';
}

void params_take(ParamList *list, u_int *ret_length, remote_typed_param **ret_items)
{
    const size_t size = list->length * sizeof(*list->items);
    remote_typed_param *items = NULL;

    if (list->length > 0) {
        items = g_malloc(size + list->text_size);
        memcpy(items, list->items, size);
        memcpy((char *) items + size, list->text, list->text_size);
        items_move_text(items, list->length, list->text, (char *) items + size);
    }
    *ret_length = list->length;
    *ret_items = items;
    list->length = list->prefix_length = 0;
    list->text_size = 0;
}

void params_clear(ParamList *list)
{
    g_free(list->items);
    g_free(list->text);
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
            return error_set(err, ERR_ARGUMENT_UNSUPPORTED, "%s: there is no parameter '%s'", what,
                             name);
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
