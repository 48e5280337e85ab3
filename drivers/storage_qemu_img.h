/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu-img(1) as a child: what makes and changes images that are not raw. Nobody waits for it but
 * the coroutine that asked; it has no limit of time, since copies take as long as they take.
 */
#ifndef VMRPC_DRIVERS_STORAGE_QEMU_IMG_H
#define VMRPC_DRIVERS_STORAGE_QEMU_IMG_H

#include "base/worker.h"
#include "conf/volume.h"

/* What qemu-img calls a file of a folder that we hold open. Whatever happens to the folder's path,
 * it is this folder; and names of backing files that are relative count from it. The messages of a
 * failure have the folder's path instead. */
char *storage_qemu_img_path(int folder, const char *name);

/* Paths are absolute; the file at path exists already and is written anew. */
bool storage_qemu_img_co_create(Worker *worker, const char *path, const VolumeDef *def,
                                bool preallocate, GError **err);
/* The same with the contents of another image. */
bool storage_qemu_img_co_convert(Worker *worker, const char *source, VolumeFormat source_format,
                                 const char *path, const VolumeDef *def, bool preallocate,
                                 GError **err);
bool storage_qemu_img_co_resize(Worker *worker, const char *path, VolumeFormat format,
                                uint64_t capacity, bool shrink, GError **err);

#endif
