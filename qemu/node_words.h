/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * QEMU's words for people: it knows images by the names of our block nodes and by sets of
 * descriptors, which nobody else has ever heard of.
 */
#ifndef VMRPC_QEMU_NODE_WORDS_H
#define VMRPC_QEMU_NODE_WORDS_H

#include "conf/domain.h"

/* The text with "PATH (disk 'vda')" for each of these; to be freed. NULL: it names none. */
char *node_words(const DomainDef *def, const char *text);

#endif
