/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client's own command for QEMU or for an agent: text in, its parts out; a reply, text out.
 *
 * It is taken apart to be put together again, so that no second one hides in it.
 */
#ifndef VMRPC_QEMU_CLIENT_COMMAND_H
#define VMRPC_QEMU_CLIENT_COMMAND_H

#include "base/error.h"

#include <jansson.h>

typedef struct ClientCommand {
    const char *name;  /* borrowed from whole, as what follows */
    json_t *arguments; /* NULL: none */
    json_t *id;        /* the same */
    json_t *whole;
} ClientCommand;

void client_command_clear(ClientCommand *command);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ClientCommand, client_command_clear)

/* command starts as {0}; hint is added to what is wrong with text that is no JSON. */
bool client_command_parse(const char *text, const char *hint, ClientCommand *command, GError **err);
/* As the other side would have answered the client itself; to be freed. */
char *client_command_reply(json_t *body, bool refused, json_t *id);

#endif
