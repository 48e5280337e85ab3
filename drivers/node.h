/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine's processors and memory, from /proc and /sys. Knows no domains and no wire.
 */
#ifndef VMRPC_DRIVERS_NODE_H
#define VMRPC_DRIVERS_NODE_H

#include <stdint.h>

typedef struct NodeInfo {
    uint64_t memory_kib;
    unsigned cpus; /* online: nodes * sockets * cores * threads */
    unsigned mhz;  /* 0: not known */
    unsigned nodes;
    unsigned sockets; /* per node */
    unsigned cores;   /* per socket */
    unsigned threads; /* per core */
} NodeInfo;

/* root is put before /proc and /sys: "" for this machine. A machine whose topology is not regular
 * (or not known) is told as one socket with a core per processor. */
void node_read(const char *root, NodeInfo *ret_info);

#endif
