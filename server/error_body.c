/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a client gets to know of an error: see error_body.h. */
#include "server/error_body.h"

#include <string.h>

/* virErrorDomain of network filters. Of any other clients of libvirt's framing take the code of a
 * filter that is not found for that of a secret, as it was once. */
#define ORIGIN_NWFILTER 33

/* What codes mean, where a message needs it to be understood. */
static const char *const error_labels[] = {
    [ERR_INTERNAL] = "internal error",
    [ERR_NO_SUPPORT] = "this function is not supported by the connection driver",
    [ERR_INVALID_ARG] = "invalid argument",
    [ERR_OPERATION_FAILED] = "operation failed",
    [ERR_XML] = "XML error",
    [ERR_OPERATION_DENIED] = "operation forbidden",
    [ERR_CONF_SYNTAX] = "configuration file syntax error",
    [ERR_NO_DOMAIN] = "Domain not found",
    [ERR_NO_NETWORK] = "Network not found",
    [ERR_AUTH_FAILED] = "authentication failed",
    [ERR_NO_STORAGE_POOL] = "Storage pool not found",
    [ERR_NO_STORAGE_VOL] = "Storage volume not found",
    [ERR_NO_NODE_DEVICE] = "Node device not found",
    [ERR_OPERATION_INVALID] = "Requested operation is not valid",
    [ERR_NO_INTERFACE] = "Interface not found",
    [ERR_NO_NWFILTER] = "Network filter not found",
    [ERR_NO_SECRET] = "Secret not found",
    [ERR_CONFIG_UNSUPPORTED] = "unsupported configuration",
    [ERR_OPERATION_TIMEOUT] = "Timed out during operation",
    [ERR_NO_DOMAIN_SNAPSHOT] = "Domain snapshot not found",
    [ERR_ARGUMENT_UNSUPPORTED] = "argument unsupported",
    [ERR_SNAPSHOT_REVERT_RISKY] = "revert requires force",
    [ERR_OPERATION_ABORTED] = "operation aborted",
    [ERR_NO_DOMAIN_METADATA] = "metadata not found",
    [ERR_OVERFLOW] = "numerical overflow",
    [ERR_BLOCK_COPY_ACTIVE] = "block copy still active",
    [ERR_OPERATION_UNSUPPORTED] = "Operation not supported",
    [ERR_RESOURCE_BUSY] = "resource busy",
    [ERR_ACCESS_DENIED] = "access denied",
    [ERR_DEVICE_MISSING] = "device not found",
    [ERR_NO_NWFILTER_BINDING] = "Network filter binding not found",
    [ERR_NO_DOMAIN_CHECKPOINT] = "Domain checkpoint not found",
    [ERR_NO_DOMAIN_BACKUP] = "Domain backup job id not found",
    [ERR_NO_HOSTNAME] = "no hostname found",
};

/* "Label: %s", or "%s" for a text that has its label already or needs none. */
static char *error_format(ErrorCode code, const char *text)
{
    const char *label = (size_t) code < G_N_ELEMENTS(error_labels) ? error_labels[code] : NULL;

    return !label || g_str_has_prefix(text, label) ? g_strdup("%s")
                                                   : g_strconcat(label, ": %s", NULL);
}

void error_body_fill(ErrorBody *body, remote_error *ret_error, const GError *error, int origin,
                     bool labelled)
{
    /* Whatever a message quotes, what leaves is a string that any client can decode. */
    size_t size = strnlen(error->message, ERROR_MESSAGE_MAX);
    size_t behind;

    body->text = g_utf8_make_valid(error->message, (gssize) size);
    body->format = labelled ? error_format(error_code(error), body->text) : g_strdup("%s");
    behind = strlen(body->format) - strlen("%s");
    body->message = g_strdup_printf("%.*s%s", (int) behind, body->format, body->text);
    *ret_error = (remote_error){
        .code = error_code(error),
        .origin = error_code(error) == ERR_NO_NWFILTER ? ORIGIN_NWFILTER : origin,
        .message = &body->message,
        .level = REMOTE_ERROR_LEVEL_ERROR,
        .str1 = &body->format,
        .str2 = &body->text,
        .int1 = -1,
        .int2 = -1,
    };
}

void error_body_clear(ErrorBody *body)
{
    g_clear_pointer(&body->message, g_free);
    g_clear_pointer(&body->format, g_free);
    g_clear_pointer(&body->text, g_free);
}
