# qemu/: the QEMU driver. Must not know the server, sockets of clients, or codecs.
noinst_LTLIBRARIES += qemu/libqemu.la
qemu_libqemu_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) $(LIBXML_CFLAGS)
qemu_libqemu_la_SOURCES = \
	qemu/address.c qemu/address.h qemu/address_private.h \
	qemu/address_pci.c \
	qemu/agent.c qemu/agent.h \
	qemu/agent_channel.c qemu/agent_channel.h \
	qemu/agent_stream.c qemu/agent_stream.h \
	qemu/argv.c qemu/argv.h qemu/argv_private.h \
	qemu/argv_cpu.c \
	qemu/argv_devices.c \
	qemu/argv_firmware_tables.c \
	qemu/argv_graphics.c \
	qemu/background.c qemu/background.h \
	qemu/backup.c qemu/backup.h \
	qemu/backup_end.c \
	qemu/backup_server.c \
	qemu/balloon.c qemu/balloon.h \
	qemu/bitmaps.c qemu/bitmaps.h \
	qemu/block_calls.c qemu/block_calls.h \
	qemu/block_chain.c qemu/block_chain.h \
	qemu/block_commit.c qemu/block_commit.h \
	qemu/block_copy.c qemu/block_copy.h \
	qemu/block_copy_calls.c \
	qemu/block_job.c qemu/block_job.h qemu/block_job_private.h \
	qemu/block_job_kinds.c \
	qemu/block_job_status.c \
	qemu/block_job_watch.c \
	qemu/block_pull.c qemu/block_pull.h \
	qemu/boot_files.c qemu/boot_files.h \
	qemu/chardev_files.c qemu/chardev_files.h \
	qemu/checkpoint.c qemu/checkpoint.h \
	qemu/checkpoint_read.c qemu/checkpoint_read.h \
	qemu/client_command.c qemu/client_command.h \
	qemu/complete.c qemu/complete.h \
	qemu/complete_device.c \
	qemu/complete_disk.c \
	qemu/complete_memory.c \
	qemu/cpu_check.c qemu/cpu_check.h \
	qemu/cpuset.c qemu/cpuset.h \
	qemu/device_alias.c qemu/device_alias.h \
	qemu/device_parts.c qemu/device_parts.h \
	qemu/device_parts_chardev.c \
	qemu/device_parts_controller.c \
	qemu/device_parts_disk.c \
	qemu/device_parts_sound.c \
	qemu/disk_failures.c qemu/disk_failures.h \
	qemu/disk_live.c qemu/disk_live.h \
	qemu/disk_nodes.c qemu/disk_nodes.h \
	qemu/disk_size.c qemu/disk_size.h \
	qemu/disk_tune.c qemu/disk_tune.h \
	qemu/disk_writable.c \
	qemu/dump.c qemu/dump.h \
	qemu/dump_file.c qemu/dump_file.h \
	qemu/emulator.c qemu/emulator.h \
	qemu/events.c qemu/events.h \
	qemu/events_device.c qemu/events_device.h \
	qemu/firmware_find.c qemu/firmware_find.h \
	qemu/firmware_vars.c qemu/firmware_vars.h \
	qemu/graphics.c qemu/graphics.h \
	qemu/guest_accounts.c qemu/guest_calls.h \
	qemu/guest_agent.c qemu/guest_agent.h \
	qemu/guest_agent_ask.c \
	qemu/guest_agent_command.c qemu/guest_agent_command.h \
	qemu/guest_console.c qemu/guest_console.h \
	qemu/guest_files.c qemu/guest_files.h \
	qemu/guest_filesystem.c \
	qemu/guest_info.c \
	qemu/guest_input.c qemu/guest_input.h \
	qemu/guest_interfaces.c \
	qemu/guest_log.c qemu/guest_log.h \
	qemu/guest_time.c \
	qemu/guest_user.c qemu/guest_user.h \
	qemu/guest_vcpus.c \
	qemu/host_caps.c qemu/host_caps.h \
	qemu/host_smbios.c qemu/host_smbios.h \
	qemu/hotplug.c qemu/hotplug.h qemu/hotplug_private.h \
	qemu/hotplug_detach.c \
	qemu/hotplug_medium.c \
	qemu/hotplug_settle.c \
	qemu/hotplug_update.c \
	qemu/image_chain.c qemu/image_chain.h \
	qemu/image_create.c qemu/image_create.h \
	qemu/image_open.c qemu/image_open.h \
	qemu/image_reuse.c qemu/image_reuse.h \
	qemu/image_tool.c qemu/image_tool.h \
	qemu/image_use.c qemu/image_use.h \
	qemu/iothreads.c qemu/iothreads.h \
	qemu/json_text.c qemu/json_text.h \
	qemu/keycodes.c qemu/keycodes.h \
	qemu/kvm_probe.c qemu/kvm_probe.h \
	qemu/late.c qemu/late.h \
	qemu/leaving.c qemu/leaving.h \
	qemu/life.c qemu/life.h \
	qemu/live_def.c qemu/live_def.h \
	qemu/machine.c qemu/machine.h \
	qemu/machine_command.c \
	qemu/machine_run.c \
	qemu/machine_type.c qemu/machine_type.h \
	qemu/managed_save.c qemu/managed_save.h \
	qemu/migration.c qemu/migration.h \
	qemu/monitor.c qemu/monitor.h \
	qemu/monitor_command.c qemu/monitor_command.h \
	qemu/net_counters.c qemu/net_counters.h \
	qemu/node_words.c qemu/node_words.h \
	qemu/parts.c qemu/parts.h \
	qemu/parts_plug.c qemu/parts_plug.h \
	qemu/pci_plan.c qemu/pci_plan.h \
	qemu/pci_plug.c \
	qemu/process.c qemu/process.h \
	qemu/qemu_driver.c qemu/qemu_driver.h \
	qemu/qmp.c qemu/qmp.h \
	qemu/quiesce.c qemu/quiesce.h \
	qemu/reconnect.c qemu/reconnect.h \
	qemu/save.c qemu/save.h \
	qemu/save_calls.c \
	qemu/save_file.c qemu/save_file.h \
	qemu/save_filter.c qemu/save_filter.h \
	qemu/save_image.c qemu/save_image.h \
	qemu/screenshot.c qemu/screenshot.h \
	qemu/shared_folder.c qemu/shared_folder.h \
	qemu/snapshot.c qemu/snapshot.h \
	qemu/snapshot_create.c \
	qemu/snapshot_delete.c \
	qemu/snapshot_files.c qemu/snapshot_files.h \
	qemu/snapshot_images.c qemu/snapshot_images.h \
	qemu/snapshot_internal.c qemu/snapshot_internal.h \
	qemu/snapshot_load.c qemu/snapshot_load.h \
	qemu/snapshot_memory.c qemu/snapshot_memory.h \
	qemu/snapshot_merge.c qemu/snapshot_merge.h \
	qemu/snapshot_recover.c qemu/snapshot_recover.h \
	qemu/snapshot_redefine.c \
	qemu/snapshot_revert.c \
	qemu/spice.c qemu/spice.h \
	qemu/start.c qemu/start.h \
	qemu/stats_replies.c qemu/stats_replies.h \
	qemu/stats_sampler.c qemu/stats_sampler.h \
	qemu/status.c qemu/status.h \
	qemu/tap.c qemu/tap.h \
	qemu/task.c qemu/task.h \
	qemu/vcpus.c qemu/vcpus.h \
	qemu/vnc.c qemu/vnc.h \
	qemu/vsock.c qemu/vsock.h \
	qemu/xml_to_native.c qemu/xml_to_native.h

# What the tests of this room share.

