/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lists of commands, one per cmd_*.c file, each ended by a row without a name, and what those
 * files share. Only groups.c reads the lists.
 */
#ifndef VMRPC_TOOLS_COMMANDS_H
#define VMRPC_TOOLS_COMMANDS_H

#include "tools/command.h"

extern const Command commands_agent[];           /* cmd_agent.c */
extern const Command commands_agent_files[];     /* cmd_agent_files.c */
extern const Command commands_block_copy[];      /* cmd_block_copy.c */
extern const Command commands_block_job[];       /* cmd_block_job.c */
extern const Command commands_backup[];          /* cmd_backup.c */
extern const Command commands_checkpoint[];      /* cmd_checkpoint.c */
extern const Command commands_client[];          /* cmd_client.c */
extern const Command commands_console[];         /* cmd_console.c */
extern const Command commands_device[];          /* cmd_device.c */
extern const Command commands_device_disk[];     /* cmd_device_disk.c */
extern const Command commands_device_disk_list[];
extern const Command commands_device_interface[]; /* cmd_device_interface.c */
extern const Command commands_device_interface_list[];
extern const Command commands_disk_tune[];       /* cmd_disk_tune.c */
extern const Command commands_domain_define[];   /* cmd_domain_define.c */
extern const Command commands_domain_life[];     /* cmd_domain_life.c */
extern const Command commands_domain_display[];  /* cmd_domain_display.c */
extern const Command commands_domain_nudge[];    /* cmd_domain_nudge.c */
extern const Command commands_domain_text[];     /* cmd_domain_text.c */
extern const Command commands_monitor[];         /* cmd_monitor.c */
extern const Command commands_domain_read[];     /* cmd_domain_read.c */
extern const Command commands_domain_info[];     /* cmd_domain_info.c */
extern const Command commands_domain_list[];     /* cmd_domain_list.c */
extern const Command commands_domain_stats[];    /* cmd_domain_stats.c */
extern const Command commands_domain_usage[];    /* cmd_domain_usage.c */
extern const Command commands_domain_xml[];      /* cmd_domain_xml.c */
extern const Command commands_edit[];            /* cmd_edit.c */
extern const Command commands_event[];           /* cmd_event.c */
extern const Command commands_host[];            /* cmd_host.c */
extern const Command commands_job[];             /* cmd_job.c */
extern const Command commands_memory[];          /* cmd_memory.c */
extern const Command commands_node[];            /* cmd_node.c */
extern const Command commands_pin[];             /* cmd_pin.c */
extern const Command commands_pki[];             /* cmd_pki.c */
extern const Command commands_pool_define[];     /* cmd_pool_define.c */
extern const Command commands_pool_event[];      /* cmd_pool_event.c */
extern const Command commands_pool_info[];       /* cmd_pool_info.c */
extern const Command commands_pool_life[];       /* cmd_pool_life.c */
extern const Command commands_pool_list[];       /* cmd_pool_list.c */
extern const Command commands_save[];            /* cmd_save.c */
extern const Command commands_save_document[];   /* cmd_save_document.c */
extern const Command commands_screenshot[];      /* cmd_screenshot.c */
extern const Command commands_shell[];           /* cmd_shell.c */
extern const Command commands_top[];             /* cmd_top.c */
extern const Command commands_vcpu[];            /* cmd_vcpu.c */
extern const Command commands_snapshot[];        /* cmd_snapshot.c */
extern const Command commands_snapshot_create[]; /* cmd_snapshot_create.c */
extern const Command commands_snapshot_list[];   /* cmd_snapshot_list.c */
extern const Command commands_volume_create[];   /* cmd_volume_create.c */
extern const Command commands_volume_info[];     /* cmd_volume_info.c */
extern const Command commands_volume_life[];     /* cmd_volume_life.c */
extern const Command commands_volume_list[];     /* cmd_volume_list.c */
extern const Command commands_volume_transfer[]; /* cmd_volume_transfer.c */

/* The row of the option that names a domain, the first of most commands. */
#define OPTION_DOMAIN                                                                              \
    {                                                                                              \
        "domain", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                              \
            "name, UUID or id of the domain", complete_domains                                     \
    }
/* And of the one that names a file with a document. */
#define OPTION_FILE                                                                                \
    {                                                                                              \
        "file", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL,                                \
            "file with the XML document; - is standard input", complete_files                      \
    }

/* Words for completion: the names of all domains; NULL, for files of the current folder. */
char **complete_domains(Tool *tool);
char **complete_files(Tool *tool);

#endif
