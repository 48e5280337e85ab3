/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command line of vmrpcd.
 */
#ifndef VMRPC_SERVER_OPTIONS_H
#define VMRPC_SERVER_OPTIONS_H

#include "server/config.h"

typedef enum {
    OPTIONS_RUN,
    OPTIONS_CHECK,   /* only say whether the configuration is good */
    OPTIONS_VERSION, /* only say the version */
    OPTIONS_USAGE,   /* the command line is wrong: err */
    OPTIONS_FAILED,  /* the configuration file is wrong: err */
} Options;

/* Reads the command line, and the configuration file it or the folders name, into config. Leaves
 * argv as it is, so that the same can be read again. */
Options options_parse(Config *config, int argc, char **argv, GError **err);

#endif
