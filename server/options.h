/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options: what the command line wants vmrpcd to do, and with which configuration.
 *
 * The one place that knows in which order things count: what is built in, the configuration file,
 * the command line. Called before anything is started, and again whenever the file is to be read
 * anew; the Config is the caller's, fresh from config_new(), and his to free in any case.
 */
#ifndef VMRPC_SERVER_OPTIONS_H
#define VMRPC_SERVER_OPTIONS_H

#include "server/config.h"

typedef enum {
    OPTIONS_RUN,     /* config is complete */
    OPTIONS_CHECK,   /* only say whether the configuration is good */
    OPTIONS_VERSION, /* only say the version */
    OPTIONS_USAGE,   /* the command line is wrong: err */
    OPTIONS_FAILED,  /* the configuration file is wrong: err */
} Options;

/* Reads the command line, and the configuration file it or the folders name, into config. Leaves
 * argv as it is, so that the same can be read again. */
Options options_parse(Config *config, int argc, char **argv, GError **err);

#endif
