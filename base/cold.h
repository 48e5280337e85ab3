/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * COLD: a function that seldom runs. The compiler takes ways that lead to a call of it as unlikely
 * and lays them out apart, so that the usual way through a file is short and lies together.
 */
#ifndef VMRPC_BASE_COLD_H
#define VMRPC_BASE_COLD_H

#define COLD __attribute__((cold))

#endif
