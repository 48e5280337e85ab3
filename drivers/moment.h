/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Moments: the named instants of a domain, each descending from another or from none: its
 * snapshots, or its checkpoints. Moment is one, MomentTree all of one kind of one domain.
 *
 * Lives in memory and waits for nothing; drivers/moment_store.h keeps it on disk. A definition's
 * `parent` and the tree say the same at all times.
 */
#ifndef VMRPC_DRIVERS_MOMENT_H
#define VMRPC_DRIVERS_MOMENT_H

#include "conf/moment.h"

typedef struct Moment Moment;
struct Moment {
    MomentDef *def;      /* a SnapshotDef or a CheckpointDef, as the tree's kind says */
    Moment *parent;      /* NULL: a root */
    GPtrArray *children; /* of Moment, in order of name; borrowed */
};

/* What tells snapshots from checkpoints. */
typedef struct MomentKind {
    const char *noun;   /* "domain snapshot", as in messages */
    const char *folder; /* of the files on disk, within that of the definitions */
    ErrorCode missing;
    unsigned max; /* of one domain */
    MomentDef *(*parse)(const char *xml, GError **err);
    char *(*format)(const MomentDef *def);
    void (*free)(MomentDef *def);
} MomentKind;

extern const MomentKind moment_snapshots;
extern const MomentKind moment_checkpoints;

typedef struct MomentTree MomentTree;

MomentTree *moment_tree_new(const MomentKind *kind);
void moment_tree_free(MomentTree *tree); /* takes NULL */
const MomentKind *moment_tree_kind(const MomentTree *tree);
unsigned moment_tree_count(const MomentTree *tree);

/* NULL if there is none. */
Moment *moment_tree_find(const MomentTree *tree, const char *name);
/* The same with the kind's error. */
Moment *moment_tree_lookup(const MomentTree *tree, const char *name, GError **err);

/* Whether def may be added: the parent exists, the name is free, there are not too many. */
bool moment_tree_check_new(const MomentTree *tree, const MomentDef *def, GError **err);
/* The same where def may also take the place of the one of its name, unless the parent would then
 * descend from it. */
bool moment_tree_check_redefined(const MomentTree *tree, const MomentDef *def, GError **err);
/* Takes over def, which has been checked; of its name there is none. */
Moment *moment_tree_add(MomentTree *tree, MomentDef *def);
/* Takes over def in place of the one the moment has, which is freed; checked. */
void moment_tree_replace(MomentTree *tree, Moment *moment, MomentDef *def);
/* For reading in any order: adds, and finds parents in the end. A parent that is missing or in a
 * circle makes a root; the names of these are returned, NULL if there are none. */
void moment_tree_add_loose(MomentTree *tree, MomentDef *def);
GPtrArray *moment_tree_tie(MomentTree *tree);
/* Frees the moment; its children become its parent's. If it was current, its parent is. */
void moment_tree_remove(MomentTree *tree, Moment *moment);

/* NULL: none is. */
Moment *moment_tree_current(const MomentTree *tree);
void moment_tree_set_current(MomentTree *tree, Moment *moment);

/* Whether `moment` is `of` or comes from it. */
bool moment_descends(const Moment *moment, const Moment *of);
/* New arrays of borrowed moments. The next generation of one (NULL: the roots). */
GPtrArray *moment_tree_children(const MomentTree *tree, const Moment *parent);
/* Those and all below (NULL: all there are); parents always before their children. */
GPtrArray *moment_tree_below(const MomentTree *tree, const Moment *above);
/* Sorts such an array by name. */
void moment_sort(GPtrArray *moments);

#endif
