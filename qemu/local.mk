# qemu/: the QEMU driver. Must not know the server, sockets of clients, or codecs.
noinst_LTLIBRARIES += qemu/libqemu.la
qemu_libqemu_la_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) $(LIBXML_CFLAGS)
qemu_libqemu_la_SOURCES = \
	qemu/argv.c qemu/argv.h qemu/argv_private.h \
	qemu/argv_devices.c \
	qemu/background.c qemu/background.h \
	qemu/block_job.c qemu/block_job.h qemu/block_job_private.h \
	qemu/block_job_kinds.c \
	qemu/block_job_status.c \
	qemu/block_job_watch.c \
	qemu/complete.c qemu/complete.h \
	qemu/complete_device.c \
	qemu/complete_disk.c \
	qemu/cpuset.c qemu/cpuset.h \
	qemu/device_parts.c qemu/device_parts.h \
	qemu/device_parts_chardev.c \
	qemu/device_parts_controller.c \
	qemu/device_parts_disk.c \
	qemu/emulator.c qemu/emulator.h \
	qemu/events.c qemu/events.h \
	qemu/events_device.c qemu/events_device.h \
	qemu/graphics.c qemu/graphics.h \
	qemu/guest_console.c qemu/guest_console.h \
	qemu/host_caps.c qemu/host_caps.h \
	qemu/kvm_probe.c qemu/kvm_probe.h \
	qemu/life.c qemu/life.h \
	qemu/live.c qemu/live.h \
	qemu/machine.c qemu/machine.h \
	qemu/machine_type.c qemu/machine_type.h \
	qemu/monitor.c qemu/monitor.h \
	qemu/parts.c qemu/parts.h \
	qemu/process.c qemu/process.h \
	qemu/qemu_driver.c qemu/qemu_driver.h \
	qemu/qmp.c qemu/qmp.h \
	qemu/reconnect.c qemu/reconnect.h \
	qemu/screenshot.c qemu/screenshot.h \
	qemu/start.c qemu/start.h \
	qemu/status.c qemu/status.h

# What the tests of this room share.

