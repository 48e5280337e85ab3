/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the daemon was told to be: options of the command line over the configuration file over
 * defaults. Read once, before anything is started; never changes afterwards.
 */
#ifndef VMRPC_SERVER_CONFIG_H
#define VMRPC_SERVER_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "server/limits.h"

typedef struct Config {
    bool system;          /* the machine's daemon, or one user's */
    bool stdio;           /* one client, on standard input and output */
    char *root;           /* all folders lie below it; NULL: where the system wants them */
    char **listen;        /* addresses as given; NULL: the usual sockets */
    char **drivers;       /* names; NULL: all there are */
    char *log_file;       /* NULL: standard error */
    bool rpcbind;         /* registers there */
    char *rpcbind_socket; /* NULL: where it usually is */
    LogLevel log_level;
    uint64_t idle_timeout; /* seconds without clients or guests until the daemon ends; 0: never */
    Limits limits;
} Config;

Config *config_new(void);
void config_free(Config *config);

/* Reads a configuration file over what is set. Errors name file and line. */
bool config_load(Config *config, const char *path, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

#endif
