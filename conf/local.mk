# conf/: documents: text in, struct out, text out. Must not know anything that does I/O.
noinst_LTLIBRARIES += conf/libconf.la
conf_libconf_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)
conf_libconf_la_SOURCES = \
	conf/capabilities.c \
	conf/capabilities.h \
	conf/capabilities_format.c \
	conf/checkpoint.c \
	conf/checkpoint.h \
	conf/device_edit.c \
	conf/device_edit.h \
	conf/device_address.c \
	conf/disk_entry.c conf/disk_entry.h \
	conf/device_address.h \
	conf/domain.c \
	conf/domain_abi.c conf/domain_abi.h \
	conf/domain.h \
	conf/domain_chardev.c conf/domain_chardev.h \
	conf/domain_check.c \
	conf/domain_device.c \
	conf/domain_device.h \
	conf/domain_devices.c \
	conf/domain_devices.h \
	conf/domain_filesystem.c conf/domain_filesystem.h \
	conf/domain_format.c \
	conf/domain_format.h \
	conf/domain_format_chardev.c \
	conf/domain_format_devices.c \
	conf/domain_format_guest.c \
	conf/domain_format_image.c \
	conf/domain_iotune.c conf/domain_iotune.h \
	conf/backup.c conf/backup.h \
	conf/domain_image_document.c conf/domain_image_document.h \
	conf/domain_mirror.c \
	conf/domain_image.c \
	conf/domain_image.h \
	conf/domain_hyperv.c conf/domain_hyperv.h \
	conf/domain_metadata.c \
	conf/domain_parse.c \
	conf/domain_parse.h \
	conf/domain_parse_chardev.c \
	conf/domain_parse_controller.c \
	conf/domain_parse_cpu.c \
	conf/domain_parse_vcpu.c conf/domain_format_vcpu.c \
	conf/domain_vcpu.c conf/domain_vcpu.h \
	conf/domain_memory.c conf/domain_memory.h \
	conf/domain_vsock.c conf/domain_vsock.h \
	conf/cpu_map.c conf/cpu_map.h \
	conf/cpu_pins.c conf/cpu_pins.h \
	conf/domain_iothread.c conf/domain_iothread.h \
	conf/domain_parse_devices.c \
	conf/domain_parse_disk.c \
	conf/domain_parse_display.c \
	conf/domain_parse_guest.c \
	conf/domain_parse_image.c \
	conf/domain_parse_network.c \
	conf/domain_settle.c \
	conf/domain_redirdev.c conf/domain_redirdev.h \
	conf/domain_sound.c conf/domain_sound.h \
	conf/domain_spice.c conf/domain_spice.h \
	conf/domain_sysinfo.c \
	conf/domain_sysinfo.h \
	conf/enum.c \
	conf/enum.h \
	conf/mac.c \
	conf/mac.h \
	conf/moment.c \
	conf/moment.h \
	conf/moment_xml.h \
	conf/path.c \
	conf/path.h \
	conf/permissions.c \
	conf/permissions.h \
	conf/permissions_xml.h \
	conf/pool.c \
	conf/pool.h \
	conf/snapshot.c \
	conf/snapshot.h \
	conf/snapshot_align.c \
	conf/units.c \
	conf/units.h \
	conf/uuid.c \
	conf/uuid.h \
	conf/volume.c \
	conf/volume.h \
	conf/volume_format.c \
	conf/xml.c \
	conf/xml.h \
	conf/xml_scan.c \
	conf/xml_scan.h \
	conf/xml_value.c \
	conf/xml_value.h \
	conf/xml_writer.c \
	conf/xml_writer.h
