/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of processors as people write them ("0-3,^2", "r" for all) and read them. */
#ifndef VMRPC_TOOLS_CPU_LIST_H
#define VMRPC_TOOLS_CPU_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* A map of the first cpus processors, (cpus + 7) / 8 bytes, the caller's to free. Prints what is
 * wrong and returns NULL. */
unsigned char *cpu_list_parse(const char *text, unsigned cpus);
/* "0-1,3", and a letter per processor: "yy-y". The caller's to free. */
char *cpu_list_format(const unsigned char *map, unsigned cpus);
char *cpu_list_letters(const unsigned char *map, unsigned cpus);

/* A whole number from 0. Prints what is wrong, as a matter of the option, and returns false. */
bool number_parse(const char *text, const char *option, unsigned *ret_number);

#endif
