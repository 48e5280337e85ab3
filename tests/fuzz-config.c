/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any text as a configuration file: it is refused with file and line (or file alone, where keys
 * contradict each other), or what comes out is within its ranges and can decide.
 */
#include <stdint.h>
#include <string.h>

#include "server/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *) data, size);
    g_autoptr(Config) config = config_new();
    g_autoptr(GError) error = NULL;
    const AccessClient client = {.fd = -1};

    if (!config_parse(config, text, "FILE", &error)) {
        g_assert_nonnull(error);
        g_assert_true(g_str_has_prefix(error->message, "FILE:"));
        return 0;
    }
    g_assert_no_error(error);
    g_assert_cmpuint(config->limits.connections, >=, 1);
    g_assert_cmpuint(config->limits.queue_low, <=, config->limits.queue_high);
    g_assert_cmpuint(config->limits.queue_high, <=, config->limits.queue_max);
    g_assert_true(!config->tls.cert_file == !config->tls.key_file);
    for (char **address = config->listen; address && *address; address++)
        g_assert_true(strchr(*address, ':'));
    g_assert_cmpint(access_rules_decide(config->rules, &client, "test"), <=, GRANT_WRITE);
    return 0;
}
