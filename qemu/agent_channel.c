/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The agent's channel: see agent_channel.h. */
#include "qemu/agent_channel.h"

#include <string.h>

#define SOCKET_SUFFIX ".agent"

bool agent_channel_is(const DomainChardev *channel)
{
    return channel->type == DOMAIN_CHARDEV_TYPE_UNIX && channel->listen &&
           g_strcmp0(channel->name, AGENT_CHANNEL_NAME) == 0;
}

DomainChardev *agent_channel_find(const DomainDef *def)
{
    for (unsigned i = 0; i < def->channels->len; i++) {
        if (agent_channel_is(def->channels->pdata[i]))
            return def->channels->pdata[i];
    }
    return NULL;
}

char *agent_channel_path(const DomainDef *def, const char *state_folder)
{
    char uuid[UUID_TEXT_SIZE];

    uuid_format(def->uuid, uuid);
    return g_strdup_printf("%s/%s" SOCKET_SUFFIX, state_folder, uuid);
}

bool agent_channel_is_chosen(const char *path)
{
    g_autofree char *name = g_path_get_basename(path);
    uint8_t uuid[UUID_BYTES];

    if (!g_str_has_suffix(name, SOCKET_SUFFIX))
        return false;
    name[strlen(name) - strlen(SOCKET_SUFFIX)] = '\0';
    return uuid_parse(name, uuid);
}
