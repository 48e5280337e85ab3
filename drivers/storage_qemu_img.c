/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Running qemu-img: see storage_qemu_img.h. */
#include "drivers/storage_qemu_img.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/spawn.h"

#define QEMU_IMG "qemu-img"

char *storage_qemu_img_path(int folder, const char *name)
{
    return g_strdup_printf("/proc/%d/fd/%d/%s", (int) getpid(), folder, name);
}

/* People know their folders by path. */
static char *qemu_img_explain(const char *message)
{
    g_autofree char *prefix = g_strdup_printf("/proc/%d/fd/", (int) getpid());
    GString *text = g_string_new(NULL);

    while (*message) {
        size_t digits = 0;
        char path[PATH_MAX];
        ssize_t size = -1;

        if (g_str_has_prefix(message, prefix))
            digits = strspn(message + strlen(prefix), "0123456789");
        if (digits > 0) {
            g_autofree char *descriptor = g_strndup(message, strlen(prefix) + digits);

            size = readlink(descriptor, path, sizeof path);
        }
        if (size > 0) {
            g_string_append_len(text, path, size);
            message += strlen(prefix) + digits;
        } else {
            g_string_append_c(text, *message++);
        }
    }
    return g_string_free(text, FALSE);
}

static bool qemu_img_co_run(Worker *worker, GPtrArray *argv, GError **err)
{
    g_autoptr(GError) why = NULL;
    g_autofree char *message = NULL;

    g_ptr_array_add(argv, NULL);
    if (spawn_co_run(worker, (const char *const *) argv->pdata, -1, 0, NULL, &why))
        return true;
    message = qemu_img_explain(why->message);
    return error_set(err, error_code(why), "%s", message);
}

static GPtrArray *qemu_img_new(const char *verb)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(argv, g_strdup(QEMU_IMG));
    g_ptr_array_add(argv, g_strdup(verb));
    return argv;
}

static void qemu_img_add(GPtrArray *argv, const char *option, const char *value)
{
    g_ptr_array_add(argv, g_strdup(option));
    g_ptr_array_add(argv, g_strdup(value));
}

/* Options of the format. All our values are words and numbers, in which no comma is. */
static void qemu_img_add_options(GPtrArray *argv, const VolumeDef *def, bool preallocate)
{
    g_autoptr(GString) options = g_string_new(NULL);

    if (def->format != VOLUME_FORMAT_QCOW2)
        return;
    g_string_append_printf(
        options, "compat=%s",
        def->compat == VOLUME_COMPAT_DEFAULT ? "1.1" : volume_compat_to_string(def->compat));
    /* What is wholly allocated has its metadata as well. */
    if (preallocate)
        g_string_append(options, def->has_allocation && def->allocation < def->capacity
                                     ? ",preallocation=metadata"
                                     : ",preallocation=falloc");
    if (def->lazy_refcounts)
        g_string_append(options, ",lazy_refcounts=on");
    if (def->cluster_size > 0)
        g_string_append_printf(options, ",cluster_size=%u", def->cluster_size);
    qemu_img_add(argv, "-o", options->str);
}

static void qemu_img_add_size(GPtrArray *argv, uint64_t bytes)
{
    g_ptr_array_add(argv, g_strdup_printf("%" G_GUINT64_FORMAT, bytes));
}

bool storage_qemu_img_co_create(Worker *worker, const char *path, const VolumeDef *def,
                                bool preallocate, GError **err)
{
    g_autoptr(GPtrArray) argv = qemu_img_new("create");

    qemu_img_add(argv, "-f", volume_format_to_string(def->format));
    qemu_img_add_options(argv, def, preallocate);
    if (def->backing.path) {
        qemu_img_add(argv, "-b", def->backing.path);
        qemu_img_add(argv, "-F", volume_format_to_string(def->backing.format));
    }
    g_ptr_array_add(argv, g_strdup(path));
    qemu_img_add_size(argv, def->capacity);
    return qemu_img_co_run(worker, argv, err);
}

bool storage_qemu_img_co_convert(Worker *worker, const char *source, VolumeFormat source_format,
                                 const char *path, const VolumeDef *def, bool preallocate,
                                 GError **err)
{
    g_autoptr(GPtrArray) argv = qemu_img_new("convert");

    qemu_img_add(argv, "-f", volume_format_to_string(source_format));
    qemu_img_add(argv, "-O", volume_format_to_string(def->format));
    qemu_img_add_options(argv, def, preallocate);
    if (def->backing.path) {
        qemu_img_add(argv, "-B", def->backing.path);
        qemu_img_add(argv, "-F", volume_format_to_string(def->backing.format));
    }
    qemu_img_add(argv, source, path);
    return qemu_img_co_run(worker, argv, err);
}

bool storage_qemu_img_co_resize(Worker *worker, const char *path, VolumeFormat format,
                                uint64_t capacity, bool shrink, GError **err)
{
    g_autoptr(GPtrArray) argv = qemu_img_new("resize");

    qemu_img_add(argv, "-f", volume_format_to_string(format));
    if (shrink)
        g_ptr_array_add(argv, g_strdup("--shrink"));
    g_ptr_array_add(argv, g_strdup(path));
    qemu_img_add_size(argv, capacity);
    return qemu_img_co_run(worker, argv, err);
}
