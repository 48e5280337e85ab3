/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The configuration file: groups in brackets, `key = value` lines, # begins a comment.
 *
 * Keys that may be given several times are lists. What is not known is an error and not skipped: a
 * limit that was misspelt would otherwise not be there.
 */
#include "server/config.h"

#include <grp.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "base/file.h"
#include "drivers/deadlines.h"
#include "rpc/codec.h"
#include "server/address.h"
#include "server/config_guests.h"

#define CONFIG_FILE_MAX (1 << 20)

typedef enum {
    KEY_STRING,
    KEY_LIST,
    KEY_NUMBER,
    KEY_LEVEL,
    KEY_BOOL,
    KEY_ADDRESS, /* a list */
    KEY_PATTERN, /* a list */
    KEY_RULE,
    KEY_GROUP,
    KEY_GUEST_USER,
    KEY_UID_RANGE,
    KEY_SAVE_FORMAT,
} KeyKind;

typedef struct ConfigKey {
    const char *group, *name;
    KeyKind kind;
    size_t offset; /* in Config */
    uint64_t min, max;
} ConfigKey;

#define LIMIT(name, field, min, max)                                                               \
    {                                                                                              \
        "limits", name, KEY_NUMBER, offsetof(Config, limits.field), min, max                       \
    }

static const ConfigKey config_keys[] = {
    {"daemon", "listen", KEY_ADDRESS, offsetof(Config, listen), 0, 0},
    {"daemon", "socket-group", KEY_GROUP, offsetof(Config, socket_group), 0, 0},
    {"daemon", "driver", KEY_LIST, offsetof(Config, drivers), 0, 0},
    {"daemon", "log-level", KEY_LEVEL, offsetof(Config, log_level), 0, 0},
    {"daemon", "log-file", KEY_STRING, offsetof(Config, log_file), 0, 0},
    {"daemon", "idle-timeout", KEY_NUMBER, offsetof(Config, idle_timeout), 0, 1 << 30},
    {"daemon", "rpcbind", KEY_BOOL, offsetof(Config, rpcbind), 0, 0},
    {"daemon", "rpcbind-socket", KEY_STRING, offsetof(Config, rpcbind_socket), 0, 0},
    {"tls", "ca-file", KEY_STRING, offsetof(Config, tls.ca_file), 0, 0},
    {"tls", "cert-file", KEY_STRING, offsetof(Config, tls.cert_file), 0, 0},
    {"tls", "key-file", KEY_STRING, offsetof(Config, tls.key_file), 0, 0},
    {"tls", "crl-file", KEY_STRING, offsetof(Config, tls.crl_file), 0, 0},
    {"tls", "allow", KEY_PATTERN, offsetof(Config, tls.allow), 0, 0},
    {"tls", "require", KEY_BOOL, offsetof(Config, tls.require), 0, 0},
    {"tls", "keylog", KEY_BOOL, offsetof(Config, tls.keylog), 0, 0},
    {"libvirt", "local", KEY_BOOL, offsetof(Config, libvirt.local), 0, 0},
    {"libvirt", "remote", KEY_BOOL, offsetof(Config, libvirt.remote), 0, 0},
    {"libvirt", "sockets", KEY_BOOL, offsetof(Config, libvirt.sockets), 0, 0},
    {"qemu", "user", KEY_GUEST_USER, offsetof(Config, qemu), 0, 0},
    {"qemu", "uid-range", KEY_UID_RANGE, offsetof(Config, qemu), 0, 0},
    {"qemu", "save-image-format", KEY_SAVE_FORMAT, offsetof(Config, qemu.save_format), 0, 0},
    {"qemu", "vnc-tls", KEY_BOOL, offsetof(Config, qemu.vnc_tls.wanted), 0, 0},
    {"qemu", "vnc-tls-folder", KEY_STRING, offsetof(Config, qemu.vnc_tls.folder), 0, 0},
    {"qemu", "vnc-tls-verify", KEY_BOOL, offsetof(Config, qemu.vnc_tls.verify), 0, 0},
    {"qemu", "answer-timeout", KEY_NUMBER, offsetof(Config, qemu.answer_timeout), 1, 1 << 20},
    {"qemu", "job-timeout", KEY_NUMBER, offsetof(Config, qemu.job_timeout), 1, 1 << 20},
    {"access", "rule", KEY_RULE, offsetof(Config, rules), 0, 0},
    LIMIT("connections", connections, 1, 1 << 20),
    LIMIT("connections-per-uid", connections_of_user, 1, 1 << 20),
    LIMIT("connections-per-address", connections_of_host, 1, 1 << 20),
    LIMIT("connections-before-authentication", connections_before, 1, 1 << 20),
    LIMIT("handshake-timeout", handshake_timeout, 1, 1 << 20),
    LIMIT("open-timeout", open_timeout, 0, 1 << 20),
    LIMIT("calls-per-connection", calls, 1, 1 << 16),
    LIMIT("calls-in-all", calls_in_all, 1, 1 << 14),
    LIMIT("subscriptions-per-connection", subscriptions, 1, 1 << 20),
    LIMIT("streams-per-connection", streams, 1, 1 << 16),
    LIMIT("streams-in-all", streams_in_all, 1, 1 << 13),
    LIMIT("record-bytes", record, 1024, CODEC_RECORD_MAX),
    LIMIT("record-bytes-before-open", record_before_open, 1024, CODEC_RECORD_MAX),
    LIMIT("queue-high-bytes", queue_high, 1024, 1 << 30),
    LIMIT("queue-low-bytes", queue_low, 0, 1 << 30),
    LIMIT("queue-max-bytes", queue_max, 1024, 1 << 30),
    LIMIT("held-bytes-in-all", held_in_all, 1 << 20, (uint64_t) 1 << 40),
    LIMIT("event-queue-bytes", event_queue, 1024, 1 << 30),
    LIMIT("event-history", event_history, 0, 1 << 20),
    LIMIT("event-history-bytes", event_history_bytes, 0, 1 << 30),
    LIMIT("record-timeout", record_timeout, 1, 1 << 30),
    LIMIT("client-timeout", client_timeout, 0, 1 << 30),
    LIMIT("keepalive", keepalive, 0, 1 << 15),
};

Config *config_new(void)
{
    Config *config = g_new0(Config, 1);

    config->log_level = LOG_INFO;
    config->tls.require = true;
    config->libvirt.local = true;
    config->socket_group = (gid_t) -1;
    config->qemu.guests.first = GUEST_IDENTITY_FIRST;
    config->qemu.guests.last = GUEST_IDENTITY_LAST;
    config->qemu.answer_timeout = DEADLINE_ANSWER;
    config->qemu.job_timeout = DEADLINE_JOB;
    config->limits = (Limits) LIMITS_DEFAULT;
    return config;
}

void config_free(Config *config)
{
    if (!config)
        return;
    g_free(config->root);
    g_strfreev(config->listen);
    g_strfreev(config->drivers);
    g_free(config->log_file);
    g_free(config->rpcbind_socket);
    g_free(config->tls.ca_file);
    g_free(config->tls.cert_file);
    g_free(config->tls.key_file);
    g_free(config->tls.crl_file);
    g_strfreev(config->tls.allow);
    g_free(config->qemu.vnc_tls.folder);
    access_rules_free(config->rules);
    g_free(config);
}

static void config_append(char ***list, const char *value)
{
    size_t n = *list ? g_strv_length(*list) : 0;

    *list = g_renew(char *, *list, n + 2);
    (*list)[n] = g_strdup(value);
    (*list)[n + 1] = NULL;
}

static bool config_set_number(const ConfigKey *key, uint64_t *ret_number, const char *value,
                              GError **err)
{
    guint64 number;

    if (!g_ascii_string_to_unsigned(value, 10, key->min, key->max, &number, NULL))
        return error_set(err, ERR_CONF_SYNTAX,
                         "%s: '%s' is not a number from %" PRIu64 " to %" PRIu64, key->name, value,
                         key->min, key->max);
    *ret_number = number;
    return true;
}

static bool config_set_bool(const ConfigKey *key, bool *ret_value, const char *value, GError **err)
{
    if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
        return error_set(err, ERR_CONF_SYNTAX, "%s: '%s' is neither yes nor no", key->name, value);
    *ret_value = strcmp(value, "yes") == 0;
    return true;
}

/* Only whether it is one: it is read again when it is listened on. */
static bool config_add_address(char ***list, const char *value, GError **err)
{
    g_autoptr(Address) address = address_parse(value, err);

    if (address)
        config_append(list, value);
    return address != NULL;
}

static bool config_add_rule(AccessRules **rules, const char *value, GError **err)
{
    if (!*rules)
        *rules = access_rules_new();
    return access_rules_add(*rules, value, err);
}

static bool config_set_group(const ConfigKey *key, gid_t *ret_group, const char *value,
                             GError **err)
{
    const struct group *group = getgrnam(value);

    if (!group)
        return error_set(err, ERR_CONF_SYNTAX, "%s: there is no group '%s'", key->name, value);
    *ret_group = group->gr_gid;
    return true;
}

static bool config_set_save_format(const ConfigKey *key, SaveFormat *ret_format, const char *value,
                                   GError **err)
{
    g_autofree char *formats = save_format_list();

    return save_format_from_string(value, ret_format) ||
           error_set(err, ERR_CONF_SYNTAX, "%s: '%s' is none of %s", key->name, value, formats);
}

static bool config_set(Config *config, const ConfigKey *key, const char *value, GError **err)
{
    void *field = (char *) config + key->offset;

    switch (key->kind) {
    case KEY_STRING:
        g_free(*(char **) field);
        *(char **) field = g_strdup(value);
        return true;
    case KEY_LIST:
        config_append(field, value);
        return true;
    case KEY_NUMBER:
        return config_set_number(key, field, value, err);
    case KEY_LEVEL:
        if (!log_level_from_string(value, field))
            return error_set(err, ERR_CONF_SYNTAX,
                             "log-level: '%s' is none of debug, info, warning, error", value);
        return true;
    case KEY_SAVE_FORMAT:
        return config_set_save_format(key, field, value, err);
    case KEY_BOOL:
        return config_set_bool(key, field, value, err);
    case KEY_ADDRESS:
        return config_add_address(field, value, err);
    case KEY_PATTERN:
        if (!access_check_pattern(value, err))
            return false;
        config_append(field, value);
        return true;
    case KEY_RULE:
        return config_add_rule(field, value, err);
    case KEY_GROUP:
        return config_set_group(key, field, value, err);
    case KEY_GUEST_USER:
        return config_guests_set_user(field, value, err);
    case KEY_UID_RANGE:
        return config_guests_set_range(field, value, err);
    }
    g_assert_not_reached();
}

static const ConfigKey *config_find(const char *group, const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(config_keys); i++)
        if (strcmp(config_keys[i].group, group) == 0 &&
            (!name || strcmp(config_keys[i].name, name) == 0))
            return &config_keys[i];
    return NULL;
}

/* One line, stripped, that is neither empty nor a comment. *group is the one it belongs to. */
static bool config_read_line(Config *config, char *line, char **group, GError **err)
{
    size_t size = strlen(line);
    char *value = strchr(line, '=');
    const ConfigKey *key;

    if (line[0] == '[' && line[size - 1] == ']') {
        g_free(*group);
        *group = g_strndup(line + 1, size - 2);
        if (!config_find(*group, NULL))
            return error_set(err, ERR_CONF_SYNTAX, "unknown group [%s]", *group);
        return true;
    }
    if (!value)
        return error_set(err, ERR_CONF_SYNTAX, "'%s' is neither [group] nor key = value", line);
    *value++ = '\0';
    g_strstrip(line);
    g_strstrip(value);
    if (!*group)
        return error_set(err, ERR_CONF_SYNTAX, "'%s' stands before the first [group]", line);
    key = config_find(*group, line);
    if (!key)
        return error_set(err, ERR_CONF_SYNTAX, "unknown key '%s' in [%s]", line, *group);
    return config_set(config, key, value, err);
}

/* Between low and high a client is neither held back nor let go on. */
static bool config_check(const Config *config, const char *path, GError **err)
{
    const Limits *limits = &config->limits;
    const ConfigTls *tls = &config->tls;
    bool any = tls->ca_file || tls->cert_file || tls->key_file || tls->crl_file;

    if (any && (!tls->ca_file || !tls->cert_file || !tls->key_file))
        return error_set(err, ERR_CONF_SYNTAX,
                         "%s: ca-file, cert-file and key-file of [tls] go together: %s is missing",
                         path,
                         !tls->ca_file     ? "ca-file"
                         : !tls->cert_file ? "cert-file"
                                           : "key-file");
    if (limits->queue_low <= limits->queue_high && limits->queue_high <= limits->queue_max)
        return true;
    return error_set(err, ERR_CONF_SYNTAX,
                     "%s: queue-low-bytes, queue-high-bytes and queue-max-bytes are %" PRIu64
                     ", %" PRIu64 " and %" PRIu64 ", but none may be less than the one before",
                     path, limits->queue_low, limits->queue_high, limits->queue_max);
}

bool config_parse(Config *config, const char *text, const char *path, GError **err)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autofree char *group = NULL;

    for (unsigned i = 0; lines[i]; i++) {
        char *line = g_strstrip(lines[i]);

        if (line[0] == '\0' || line[0] == '#')
            continue;
        if (!config_read_line(config, line, &group, err)) {
            g_prefix_error(err, "%s:%u: ", path, i + 1);
            return false;
        }
    }
    return config_check(config, path, err);
}

bool config_load(Config *config, const char *path, GError **err)
{
    g_autofree char *text = file_read(path, CONFIG_FILE_MAX, err);

    return text && config_parse(config, text, path, err);
}
