# drivers/: the driver contract, named objects and their files, the test driver. Must not know sockets or codecs.
noinst_LTLIBRARIES += drivers/libdrivers.la
drivers_libdrivers_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)
drivers_libdrivers_la_SOURCES = \
	drivers/affect.c drivers/affect.h \
	drivers/claim.c drivers/claim.h \
	drivers/console.c drivers/console.h \
	drivers/console_log.c drivers/console_log.h \
	drivers/deadlines.h \
	drivers/definition.c drivers/definition.h \
	drivers/disk_errors.c drivers/disk_errors.h \
	drivers/domain.c drivers/domain.h \
	drivers/domain_disk.c drivers/domain_disk.h \
	drivers/domain_addresses.c drivers/domain_addresses.h \
	drivers/domain_balloon.c drivers/domain_balloon.h \
	drivers/domain_pin.c drivers/domain_pin.h \
	drivers/domain_vcpus.c drivers/domain_vcpus.h \
	drivers/domain_action.c drivers/domain_action.h \
	drivers/domain_console.c drivers/domain_console.h \
	drivers/domain_define.c drivers/domain_define.h \
	drivers/domain_change.c drivers/domain_change.h \
	drivers/domain_device.c drivers/domain_device.h drivers/domain_device_private.h \
	drivers/domain_device_settle.c \
	drivers/domain_driver.c drivers/domain_driver.h \
	drivers/domain_find.c drivers/domain_find.h \
	drivers/domain_job.c drivers/domain_job.h \
	drivers/domain_job_end.c drivers/domain_job_end.h \
	drivers/domain_job_read.c drivers/domain_job_read.h \
	drivers/domain_life.c drivers/domain_life.h \
	drivers/domain_limits.c drivers/domain_limits.h \
	drivers/domain_iothread.c drivers/domain_iothread.h \
	drivers/domain_list.c drivers/domain_list.h \
	drivers/domain_metadata.c drivers/domain_metadata.h \
	drivers/domain_peek.c drivers/domain_peek.h \
	drivers/domain_rename.c drivers/domain_rename.h \
	drivers/log_stream.c drivers/log_stream.h \
	drivers/domain_read.c drivers/domain_read.h \
	drivers/domain_rooms.c drivers/domain_rooms.h \
	drivers/domain_stats.c drivers/domain_stats.h \
	drivers/domain_stats_list.c drivers/domain_stats_list.h \
	drivers/domain_stats_read.c drivers/domain_stats_read.h \
	drivers/domain_startup.c drivers/domain_startup.h \
	drivers/domain_store.c drivers/domain_store.h \
	drivers/driver.c drivers/driver.h \
	drivers/flags.h \
	drivers/guest_identity.h \
	drivers/host.c drivers/host.h \
	drivers/host_load.c drivers/host_load.h \
	drivers/memory_stream.c drivers/memory_stream.h \
	drivers/moment.c drivers/moment.h \
	drivers/moment_forget.c drivers/moment_forget.h \
	drivers/moment_store.c drivers/moment_store.h \
	drivers/node.c drivers/node.h \
	drivers/node_load.c drivers/node_load.h \
	drivers/params.c drivers/params.h \
	drivers/registry.c drivers/registry.h \
	drivers/snapshot_read.c drivers/snapshot_read.h \
	drivers/storage.c drivers/storage.h \
	drivers/storage_chain.c drivers/storage_chain.h \
	drivers/storage_data.c drivers/storage_data.h \
	drivers/storage_driver.h \
	drivers/storage_file.c drivers/storage_file.h \
	drivers/storage_folder.c drivers/storage_folder.h \
	drivers/storage_image.c drivers/storage_image.h \
	drivers/storage_job.c drivers/storage_job.h \
	drivers/storage_pool.c drivers/storage_pool.h \
	drivers/storage_pool_define.c drivers/storage_pool_define.h \
	drivers/storage_pool_find.c drivers/storage_pool_find.h \
	drivers/storage_pool_life.c drivers/storage_pool_life.h \
	drivers/storage_pool_list.c drivers/storage_pool_list.h \
	drivers/storage_pool_read.c drivers/storage_pool_read.h \
	drivers/storage_pool_store.c drivers/storage_pool_store.h \
	drivers/storage_qemu_img.c drivers/storage_qemu_img.h \
	drivers/storage_scan.c drivers/storage_scan.h \
	drivers/storage_stream.c drivers/storage_stream.h \
	drivers/storage_volume_change.c drivers/storage_volume_change.h \
	drivers/storage_volume_find.c drivers/storage_volume_find.h \
	drivers/storage_volume_make.c drivers/storage_volume_make.h \
	drivers/storage_volume_read.c drivers/storage_volume_read.h \
	drivers/save_format.c drivers/save_format.h \
	drivers/unmanaged.c drivers/unmanaged.h \
	drivers/vnc_tls.h \
	drivers/stream.h \
	drivers/test_console.c drivers/test_console.h \
	drivers/test_driver.c drivers/test_driver.h

# Included by the tests of this folder.
EXTRA_DIST +=
