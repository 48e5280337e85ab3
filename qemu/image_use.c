/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A hash of images, each with the list of its uses: see image_use.h. */
#include "qemu/image_use.h"

#include <string.h>

typedef struct Use {
    const void *owner;
    ImageUseMode mode;
    char *domain;
    char *what;
} Use;

struct ImageUses {
    GHashTable *images; /* ImageId * to GPtrArray of Use * */
};

static guint id_hash(gconstpointer data)
{
    const ImageId *id = data;

    return (guint) (id->device * 31 + id->inode);
}

bool image_id_equal(const ImageId *one, const ImageId *other)
{
    return one->is_block == other->is_block && one->device == other->device &&
           one->inode == other->inode;
}

static gboolean id_equal(gconstpointer a, gconstpointer b)
{
    return image_id_equal(a, b);
}

ImageId image_id(const struct stat *info)
{
    if (S_ISBLK(info->st_mode))
        return (ImageId){.is_block = true, .device = info->st_rdev};
    return (ImageId){.device = info->st_dev, .inode = info->st_ino};
}

static void use_free(void *data)
{
    Use *use = data;

    g_free(use->domain);
    g_free(use->what);
    g_free(use);
}

ImageUses *image_uses_new(void)
{
    ImageUses *uses = g_new0(ImageUses, 1);

    uses->images =
        g_hash_table_new_full(id_hash, id_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
    return uses;
}

void image_uses_free(ImageUses *uses)
{
    if (!uses)
        return;
    g_hash_table_unref(uses->images);
    g_free(uses);
}

static bool is_same(const Use *use, const ImageUser *user)
{
    return use->owner == user->owner && g_str_equal(use->what, user->what);
}

static bool modes_agree(ImageUseMode one, ImageUseMode other)
{
    return one == other && one != IMAGE_USE_WRITE;
}

void image_uses_note(ImageUses *uses, const ImageId *id, ImageUseMode mode, const ImageUser *user)
{
    GPtrArray *list = g_hash_table_lookup(uses->images, id);
    Use *use = NULL;

    if (!list) {
        list = g_ptr_array_new_with_free_func(use_free);
        g_hash_table_insert(uses->images, g_memdup2(id, sizeof *id), list);
    }
    for (unsigned i = 0; i < list->len && !use; i++)
        use = is_same(list->pdata[i], user) ? list->pdata[i] : NULL;
    if (!use) {
        use = g_new0(Use, 1);
        use->owner = user->owner;
        use->domain = g_strdup(user->domain);
        use->what = g_strdup(user->what);
        g_ptr_array_add(list, use);
    }
    use->mode = mode;
}

/* "disk 'vda'" of "vda-1", to be freed: which of its images that is does not matter to people. */
static char *shown(const char *what)
{
    const char *dash = strrchr(what, '-');
    bool numbered = dash && dash[1] && strspn(dash + 1, "0123456789") == strlen(dash + 1);

    return numbered ? g_strdup_printf("disk '%.*s'", (int) (dash - what), what) : g_strdup(what);
}

static bool refuse(const ImageUser *user, const char *path, const Use *use, GError **err)
{
    static const char *const words[] = {
        [IMAGE_USE_READ] = "reads", [IMAGE_USE_SHARE] = "shares", [IMAGE_USE_WRITE] = "writes"};
    g_autofree char *ours = shown(user->what), *theirs = shown(use->what);

    return error_set(err, ERR_RESOURCE_BUSY,
                     "domain '%s': image '%s' (%s) is in use by domain '%s', which %s it (%s)",
                     user->domain, path, ours, use->domain, words[use->mode], theirs);
}

bool image_uses_add(ImageUses *uses, const ImageId *id, ImageUseMode mode, const ImageUser *user,
                    const char *path, GError **err)
{
    const GPtrArray *list = g_hash_table_lookup(uses->images, id);

    for (unsigned i = 0; list && i < list->len; i++) {
        const Use *use = list->pdata[i];

        if (!is_same(use, user) && !modes_agree(use->mode, mode))
            return refuse(user, path, use, err);
    }
    image_uses_note(uses, id, mode, user);
    return true;
}

void image_uses_release(ImageUses *uses, const void *owner, const char *what)
{
    GHashTableIter iter;
    gpointer list;

    g_hash_table_iter_init(&iter, uses->images);
    while (g_hash_table_iter_next(&iter, NULL, &list)) {
        GPtrArray *images = list;

        for (unsigned i = images->len; i-- > 0;) {
            const Use *use = images->pdata[i];

            if (use->owner == owner && (!what || g_str_equal(use->what, what)))
                g_ptr_array_remove_index_fast(images, i);
        }
        if (images->len == 0)
            g_hash_table_iter_remove(&iter);
    }
}
