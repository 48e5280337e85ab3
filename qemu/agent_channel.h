/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The channel of a document that is for the guest's agent: one of unix that listens, with the
 * agent's name. Its socket is chosen by the driver unless the document names a path.
 */
#ifndef VMRPC_QEMU_AGENT_CHANNEL_H
#define VMRPC_QEMU_AGENT_CHANNEL_H

#include "conf/domain.h"
#include "conf/domain_chardev.h"

#define AGENT_CHANNEL_NAME "org.qemu.guest_agent.0"

bool agent_channel_is(const DomainChardev *channel);
/* The one of the document; NULL: it has none. */
DomainChardev *agent_channel_find(const DomainDef *def);

/* Where its socket is, if the path is for us to choose; to be freed. */
char *agent_channel_path(const DomainDef *def, const char *state_folder);
/* Whether a path is one of these, of any domain. */
bool agent_channel_is_chosen(const char *path);

#endif
