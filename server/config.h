/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the daemon was told to be: options of the command line over the configuration file over
 * defaults. Never changes: who is told to read it again makes another one.
 */
#ifndef VMRPC_SERVER_CONFIG_H
#define VMRPC_SERVER_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "drivers/guest_identity.h"
#include "drivers/save_format.h"
#include "drivers/vnc_tls.h"
#include "server/access.h"
#include "server/limits.h"

/* TLS is offered if there is a certificate. */
typedef struct ConfigTls {
    char *ca_file, *cert_file, *key_file;
    char *crl_file; /* NULL: nothing is revoked */
    char **allow;   /* patterns of certificates; NULL: all that the CA has signed */
    bool require;   /* nothing but NULL in clear text on TCP */
    bool keylog;    /* SSLKEYLOGFILE counts */
} ConfigTls;

/* For whom libvirt's framing is served beside that of RFC 5531. */
typedef struct ConfigLibvirt {
    bool local;   /* on unix sockets */
    bool remote;  /* on TCP */
    bool sockets; /* listen where libvirt's clients look for a daemon */
} ConfigLibvirt;

/* Who guests run as, how they are saved, and who sees their screens. */
typedef struct ConfigQemu {
    VncTls vnc_tls;
    SaveFormat save_format;
    uint64_t answer_timeout, job_timeout; /* in seconds: see drivers/deadlines.h */
    bool user_given;
    GuestIdentity guests; /* kind, uid and gid count if a user is given; the range always */
} ConfigQemu;

typedef struct Config {
    bool system;          /* the machine's daemon, or one user's */
    bool stdio;           /* one client, on standard input and output */
    char *root;           /* all folders lie below it; NULL: where the system wants them */
    char **listen;        /* addresses as given; NULL: the usual sockets */
    char **drivers;       /* names; NULL: all there are */
    char *log_file;       /* NULL: standard error */
    bool rpcbind;         /* registers there */
    char *rpcbind_socket; /* NULL: where it usually is */
    gid_t socket_group;   /* of the system's socket; (gid_t) -1: its maker's */
    LogLevel log_level;
    uint64_t idle_timeout; /* seconds without clients or guests until the daemon ends; 0: never */
    ConfigTls tls;
    ConfigLibvirt libvirt;
    ConfigQemu qemu;
    AccessRules *rules; /* NULL: none */
    Limits limits;
} Config;

Config *config_new(void);
void config_free(Config *config);

/* Reads a configuration file over what is set. Errors name file and line. */
bool config_load(Config *config, const char *path, GError **err);
/* The same for a text; path is for the errors. */
bool config_parse(Config *config, const char *text, const char *path, GError **err);

/* What follows from it for the daemon's drivers; only root's daemon can start others as others. */
bool config_guests(const Config *config, GuestIdentity *ret_guests, GError **err);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Config, config_free)

#endif
