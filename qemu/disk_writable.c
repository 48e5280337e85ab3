/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Backing images of running guests that jobs are to write.
 *
 * QEMU's locks of a file belong to the open file, and one that was passed to it in a set stays open
 * as long as the set. Did the node just open another descriptor of its set when it begins or ends
 * to write, the locks left on the one before would lock it out, which QEMU takes badly at the end
 * of a job. So the storage gets a node with a descriptor for writing only, once and for good: the
 * format node is put onto that, and the node before is taken away, with its locks. Since the name
 * shall stay the same, this is done twice.
 *
 * The set of the node in between is passed first of all and goes last: while there is one, a daemon
 * before us was killed on the way, and what it had not done yet is done.
 */
#include "qemu/disk_live.h"
#include "qemu/disk_nodes.h"
#include "qemu/image_open.h"
#include "qemu/machine.h"

#include <string.h>
#include <unistd.h>

static bool is_marked(const json_t *sets, const char *name)
{
    g_autofree char *mark = disk_live_writable_mark(name);

    return disk_live_set_by_mark(sets, mark) >= 0;
}

/* The storage called name, for now, while it is replaced. */
static char *between(const char *name)
{
    return g_strconcat(name, "-write", NULL);
}

/* *ret_half: it was on its way there. */
static bool co_is_writable(Machine *machine, const char *name, bool *ret_writable, bool *ret_half,
                           GError **err)
{
    g_autofree char *other = between(name);
    json_t *sets = NULL;

    if (!machine_co_command(machine, "query-fdsets", NULL, &sets, err))
        return false;
    *ret_writable = is_marked(sets, name);
    *ret_half = is_marked(sets, other);
    json_decref(sets);
    return true;
}

/* Passes fd, in a set of its own. */
static bool co_pass(Machine *machine, const char *name, int fd, char **ret_path, GError **err)
{
    g_autofree char *mark = disk_live_writable_mark(name);
    json_t *reply = NULL;

    if (!machine_co_pass(machine, "add-fd", json_pack("{s:s}", "opaque", mark), fd, &reply, err))
        return false;
    *ret_path = g_strdup_printf("/dev/fdset/%" JSON_INTEGER_FORMAT,
                                json_integer_value(json_object_get(reply, "fdset-id")));
    json_decref(reply);
    return true;
}

/* The node of the image's storage as it is, but for its name and its file. */
static json_t *storage_node(const Parts *parts, const char *name, const char *path)
{
    json_t *node = json_deep_copy(parts_at(parts, 0)->body);

    json_object_set_new(node, "node-name", json_string(name));
    json_object_set_new(node, "filename", json_string(path));
    json_object_set_new(node, "read-only", json_false());
    json_object_del(node, "auto-read-only");
    return node;
}

static json_t *format_on(const Parts *parts, const char *storage)
{
    json_t *node = json_deep_copy(parts_at(parts, 1)->body);

    json_object_set_new(node, "file", json_string(storage));
    return json_pack("{s:[o]}", "options", node);
}

/* Puts the format node of the image from storage called `from` onto a new one called `to`. */
static bool co_move(Machine *machine, const Parts *parts, const char *from, const char *to, int fd,
                    GError **err)
{
    g_autofree char *path = NULL;

    if (!co_pass(machine, to, fd, &path, err) ||
        !machine_co_command(machine, "blockdev-add", storage_node(parts, to, path), NULL, err))
        return false;
    if (machine_co_command(machine, "blockdev-reopen", format_on(parts, to), NULL, err)) {
        disk_live_co_remove_file(machine, from);
        return true;
    }
    disk_live_co_remove_file(machine, to);
    return false;
}

/* Whether the format node is on the storage in between: of that and the one called name, the one
 * that it is not on goes. */
static bool co_is_on_other(Machine *machine, const char *name, const char *other)
{
    g_autoptr(GError) why = NULL;
    bool used = !machine_co_command(machine, "blockdev-del", json_pack("{s:s}", "node-name", other),
                                    NULL, &why) &&
                !strstr(why->message, "Failed to find node");

    disk_live_co_remove_file(machine, used ? name : other);
    return used;
}

/* Does not look at the disk after it has waited: the guest may have ended. */
static bool co_replace(Machine *machine, const Parts *parts, const char *name, bool half,
                       bool writable, const int fds[2], GError **err)
{
    g_autofree char *other = between(name);

    if (!half || !co_is_on_other(machine, name, other)) {
        if (writable)
            return true;
        if (!co_move(machine, parts, name, other, fds[0], err))
            return false;
    }
    return co_move(machine, parts, other, name, fds[1], err);
}

/* Two open files, not one twice. */
static bool co_open_twice(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                          int fds[2], GError **err)
{
    fds[0] = image_open_co_again(machine, disk, image, err);
    if (fds[0] < 0)
        return false;
    if (!machine_check_alive(machine, err))
        return false;
    fds[1] = image_open_co_again(machine, disk, image, err);
    return fds[1] >= 0;
}

static void close_both(const int fds[2]) /* ours would go on to hold QEMU's locks of the file */
{
    for (unsigned i = 0; i < 2; i++) {
        if (fds[i] >= 0)
            close(fds[i]);
    }
}

bool disk_live_co_allow_write(Machine *machine, const DomainDisk *disk, const DomainImage *image,
                              GError **err)
{
    g_autofree char *name = disk_nodes_file_name(disk, image);
    g_autoptr(Parts) parts = parts_new();
    int fds[2] = {-1, -1};
    bool writable, half;

    if (!disk_nodes_image_parts(disk, image, false, parts, err) ||
        !co_is_writable(machine, name, &writable, &half, err))
        return false;
    if (!machine_check_alive(machine, err))
        return false;
    if (writable && !half)
        return true;
    writable = co_open_twice(machine, disk, image, fds, err) &&
               co_replace(machine, parts, name, half, writable, fds, err);
    close_both(fds);
    return writable;
}
