/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Following backing images: see storage_chain.h. */
#include "drivers/storage_chain.h"

#include <fcntl.h>

#include "drivers/storage_file.h"

/* Regular files and block devices end when they are read. */
static bool chain_check_kind(const char *image, const char *path, GError **err)
{
    struct stat info;

    if (stat(image, &info) < 0 || S_ISREG(info.st_mode) || S_ISBLK(info.st_mode))
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "Operation not supported: a backing image of '%s', '%s', is no regular file",
                     path, image);
}

/* What lies behind the image; *ret_next is NULL if that is nothing that can be looked at. */
static bool chain_step(const char *image, const char *path, char **ret_next, GError **err)
{
    g_autofree char *folder = g_path_get_dirname(image);
    g_autoptr(StorageFile) file = NULL;

    *ret_next = NULL;
    if (storage_file_look(AT_FDCWD, image, NULL, &file, NULL) != STORAGE_FILE_SEEN ||
        file->is_folder)
        return chain_check_kind(image, path, err);
    if (file->image.backing_unread)
        return error_set(err, ERR_OPERATION_UNSUPPORTED,
                         "Operation not supported: image '%s' has a backing image whose name "
                         "cannot be found in it",
                         path);
    *ret_next = storage_image_backing_path(&file->image, folder);
    if (!*ret_next || **ret_next == '/')
        return true;
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "Operation not supported: a backing image of '%s', '%s', is named otherwise "
                     "than by its path",
                     path, *ret_next);
}

bool storage_chain_check(const char *image, const char *path, GError **err)
{
    g_autofree char *at = g_strdup(image);

    for (unsigned i = 0; i <= STORAGE_CHAIN_MAX; i++) {
        char *next;
        bool ok = chain_step(at, path, &next, err);

        g_free(at);
        at = next;
        if (!ok || !at)
            return ok;
    }
    return error_set(err, ERR_OPERATION_UNSUPPORTED,
                     "Operation not supported: image '%s' has more than %d backing images behind "
                     "it, or they lead back to themselves",
                     path, STORAGE_CHAIN_MAX);
}
