# client/: libvmrpc: URIs, connecting, calls, events. Must not know conf, drivers, qemu, server.
lib_LTLIBRARIES += libvmrpc.la
noinst_LTLIBRARIES += client/libclient.la
include_HEADERS += include/vmrpc.h include/vmrpc_rpc.h
pkginclude_HEADERS += include/vmrpc/base.h include/vmrpc/checkpoint.h include/vmrpc/client.h \
	include/vmrpc/connection.h include/vmrpc/domain.h include/vmrpc/domain_agent.h \
	include/vmrpc/domain_backup.h \
	include/vmrpc/domain_block.h include/vmrpc/domain_console.h include/vmrpc/domain_cpu.h \
	include/vmrpc/domain_device.h include/vmrpc/domain_job.h include/vmrpc/domain_life.h \
	include/vmrpc/domain_memory.h include/vmrpc/domain_save.h include/vmrpc/domain_stats.h \
	include/vmrpc/error.h include/vmrpc/event.h include/vmrpc/event_detail.h \
	include/vmrpc/node.h include/vmrpc/param.h include/vmrpc/pool.h include/vmrpc/snapshot.h \
	include/vmrpc/stream.h include/vmrpc/volume.h
pkgconfigdir = $(libdir)/pkgconfig
nodist_pkgconfig_DATA = client/vmrpc.pc client/vmrpc-rpc.pc
EXTRA_DIST += client/libvmrpc.syms

# The library's inside, which unit tests link as it is.
client_libclient_la_CPPFLAGS = $(AM_CPPFLAGS) -DPKGLIBDIR='"$(pkglibdir)"'
client_libclient_la_CFLAGS = $(AM_CFLAGS) -ffunction-sections -fdata-sections
client_libclient_la_LIBADD = libprotocol.la libprotocolclient.la rpc/librpc.la base/libbase.la \
	$(XDR_LIBS) $(GLIB_LIBS)
client_libclient_la_SOURCES = \
	client/ask.h \
	client/call.c \
	client/checkpoint.c \
	client/child.c client/child.h \
	client/client_list.c \
	client/completion.c client/completion.h \
	client/connect_ext.c \
	client/connect_session.c \
	client/connect_spawn.c \
	client/connect_ssh.c \
	client/connect_tcp.c \
	client/connect_tls.c \
	client/connect_unix.c \
	client/connection.c client/connection.h \
	client/dispatch.c \
	client/domain.c client/domain.h \
	client/domain_ask.h \
	client/domain_agent.c \
	client/domain_block.c \
	client/domain_console.c \
	client/domain_cpu.c \
	client/domain_device.c \
	client/domain_job.c \
	client/domain_life.c \
	client/domain_memory.c \
	client/domain_read.c \
	client/domain_save.c \
	client/domain_stats.c \
	client/enum_names.c client/enum_names.h \
	client/enum_names_event.c \
	client/enum_names_storage.c \
	client/error.c client/error.h \
	client/event_decode.c client/event_decode.h \
	client/event_queue.c client/event_queue.h \
	client/host.c \
	client/keepalive.c client/keepalive.h \
	client/launch.c client/launch.h \
	client/library.c \
	client/limits.h \
	client/link.c client/link.h \
	client/node.c \
	client/older.c client/older.h client/older_list.c \
	client/open.c client/open.h \
	client/own_process.c client/own_process.h \
	client/params.c client/params.h \
	client/pki_files.c client/pki_files.h \
	client/pool.c client/pool.h \
	client/pool_life.c \
	client/pool_read.c \
	client/recovery.c client/recovery.h \
	client/registration.c client/registration.h \
	client/security.c \
	client/snapshot.c \
	client/starttls.c client/starttls.h \
	client/stream.c client/stream.h \
	client/stream_recv.c \
	client/stream_send.c \
	client/stub.c client/stub.h \
	client/subscription.c client/subscription.h \
	client/uri.c client/uri.h \
	client/uri_parameters.c client/uri_parameters.h \
	client/uri_short.c client/uri_short.h \
	client/uri_ssh.c client/uri_ssh.h \
	client/uuid.c client/uuid.h \
	client/volume.c client/volume.h \
	client/volume_life.c \
	client/volume_read.c \
	client/wire.c client/wire.h client/wire_private.h \
	client/wire_reply.c \
	client/wire_wait.c \
	client/wire_watch.c

# What needs OpenSSL, loaded only when it is needed. Exports its table, nothing else.
pkglib_LTLIBRARIES = vmrpc-tls.la
vmrpc_tls_la_SOURCES = client/tls_module.c client/tls_module.h
vmrpc_tls_la_LIBADD = rpc/libtls.la base/libbase.la $(OPENSSL_LIBS) $(GLIB_LIBS)
vmrpc_tls_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -no-undefined \
	-export-symbols-regex '^vmrpc_tls_module$$'

# Exports what libvmrpc.syms names, nothing else.
libvmrpc_la_SOURCES =
libvmrpc_la_LIBADD = client/libclient.la
libvmrpc_la_DEPENDENCIES = client/libclient.la client/libvmrpc.syms
libvmrpc_la_LDFLAGS = $(AM_LDFLAGS) -version-info 0:0:0 -no-undefined \
	-Wl,--version-script=$(srcdir)/client/libvmrpc.syms -Wl,--gc-sections

include tools/ssh_helper/local.mk
EXTRA_DIST += tools/ssh_helper/local.mk
