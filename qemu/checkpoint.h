/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Checkpoints: instants since which QEMU notes, in a persistent bitmap in each image, what the
 * guest has written. Each has a bitmap of its own that goes on noting until the checkpoint is
 * deleted, so none depends on another, whatever descends from it.
 *
 * What a checkpoint is stands on disk before QEMU is asked for its bitmaps: a daemon killed between
 * leaves one without bitmaps, which can be deleted, and never bitmaps that nobody knows of.
 */
#ifndef VMRPC_QEMU_CHECKPOINT_H
#define VMRPC_QEMU_CHECKPOINT_H

#include "conf/checkpoint.h"
#include "qemu/machine.h"

extern const RemoteHandlers checkpoint_handlers;

/* The checkpoint that a document wants of a running domain, for each of its disks. */
CheckpointDef *checkpoint_prepare(Domain *domain, const char *xml, GError **err);
/* Writes it down and appends what is to be done to a transaction. */
bool checkpoint_co_announce(DomainDriver *driver, Domain *domain, const CheckpointDef *def,
                            json_t *actions, GError **err);
/* The transaction has been done (why NULL), or not, or may yet be: then the checkpoint stands until
 * QEMU answers, and goes with what has come of it. Takes over def. */
void checkpoint_co_settle(Machine *machine, CheckpointDef *def, const GError *why);

/* The bitmap that notes what has changed in a disk since the checkpoint of that name. */
const char *checkpoint_bitmap(const Domain *domain, const char *name, const char *target,
                              GError **err);
/* A piece of a transaction; takes over data. */
json_t *checkpoint_action(const char *type, json_t *data);
/* One that takes a bitmap off a node, and out of its image. */
json_t *checkpoint_removal(const char *node, const char *bitmap);

#endif
