/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All the commands, by group: see command.h. A new list of a cmd_*.c file is added here, and only
 * here; names are unique over all groups.
 */
#include "tools/commands.h"

static const Command *const domain_lists[] = {
    commands_block_copy, commands_block_job, commands_disk_tune,
    commands_device,      commands_device_disk,    commands_device_interface,
    commands_console,     commands_domain_define,  commands_domain_life,
    commands_domain_read, commands_domain_xml,     commands_edit,
    commands_event,       commands_save,           commands_save_document,
    commands_screenshot,  commands_domain_display, commands_domain_nudge,
    commands_domain_text, commands_monitor,        commands_memory,
    commands_pin,         commands_vcpu,
    commands_agent,       commands_agent_files,    NULL,
};
static const Command *const monitor_lists[] = {
    commands_device_disk_list,
    commands_device_interface_list,
    commands_domain_info,
    commands_domain_list,
    commands_domain_stats,
    commands_domain_usage,
    commands_job,
    commands_top,
    NULL,
};
static const Command *const host_lists[] = {commands_host, commands_client, commands_node, NULL};
static const Command *const pool_lists[] = {
    commands_pool_define, commands_pool_event, commands_pool_info,
    commands_pool_life,   commands_pool_list,  NULL,
};
static const Command *const volume_lists[] = {
    commands_volume_create, commands_volume_info,     commands_volume_life,
    commands_volume_list,   commands_volume_transfer, NULL,
};
static const Command *const snapshot_lists[] = {commands_snapshot, commands_snapshot_create,
                                               commands_snapshot_list, NULL};
static const Command *const backup_lists[] = {commands_backup, commands_checkpoint, NULL};
static const Command *const pki_lists[] = {commands_pki, NULL};
static const Command *const shell_lists[] = {commands_shell, NULL};

const CommandGroup command_groups[] = {
    {"Domain Management", "domain", domain_lists}, {"Domain Monitoring", "monitor", monitor_lists},
    {"Host and Hypervisor", "host", host_lists},   {"Storage Pool", "pool", pool_lists},
    {"Storage Volume", "volume", volume_lists},    {"Snapshot", "snapshot", snapshot_lists},
    {"Checkpoint and Backup", "checkpoint", backup_lists},
    {"Certificates", "certificate", pki_lists},
    {"The tool itself", "vmrpc", shell_lists},     {NULL, NULL, NULL},
};
