/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The list of what a device is made of: see parts.h. What a part means is known by whoever made it.
 */
#include "qemu/parts.h"

#include <unistd.h>

struct Parts {
    GArray *list; /* of Part */
};

/* What the name is called; of descriptors it is told otherwise. */
static const char *const keys[] = {
    [PART_OBJECT] = "id", [PART_BLOCKDEV] = "node-name", [PART_CHARDEV] = "id",
    [PART_NETDEV] = "id", [PART_DEVICE] = "id",
};

static void part_clear(void *data)
{
    Part *part = data;

    json_decref(part->body);
    g_free(part->name);
    if (part->fd >= 0)
        close(part->fd);
}

Parts *parts_new(void)
{
    Parts *parts = g_new0(Parts, 1);

    parts->list = g_array_new(FALSE, TRUE, sizeof(Part));
    g_array_set_clear_func(parts->list, part_clear);
    return parts;
}

void parts_free(Parts *parts)
{
    if (!parts)
        return;
    g_array_unref(parts->list);
    g_free(parts);
}

unsigned parts_count(const Parts *parts)
{
    return parts->list->len;
}

const Part *parts_at(const Parts *parts, unsigned place)
{
    return &g_array_index(parts->list, Part, place);
}

void parts_add(Parts *parts, PartKind kind, json_t *body)
{
    const char *name = json_string_value(json_object_get(body, keys[kind]));
    Part part = {.kind = kind, .body = body, .name = g_strdup(name), .fd = -1};

    g_assert(body && name && kind != PART_FD && kind != PART_NAMED_FD);
    g_array_append_val(parts->list, part);
}

void parts_add_fd(Parts *parts, unsigned set, int fd, const char *opaque)
{
    Part part = {.kind = PART_FD, .name = g_strdup(opaque), .fd = fd, .set = set};

    g_array_append_val(parts->list, part);
}

void parts_add_named_fd(Parts *parts, const char *name, int fd)
{
    Part part = {.kind = PART_NAMED_FD, .name = g_strdup(name), .fd = fd};

    g_array_append_val(parts->list, part);
}
