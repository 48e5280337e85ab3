# server/: vmrpcd: configuration, listeners, peers, dispatch, the event hub. Must not know QEMU.
sbin_PROGRAMS += vmrpcd
noinst_LTLIBRARIES += server/libserver.la
server_libserver_la_LIBADD = rpc/libtls.la
server_libserver_la_SOURCES = \
	server/access.c server/access.h \
	server/account.c server/account.h \
	server/activation.c server/activation.h \
	server/address.c server/address.h \
	server/call.h \
	server/client_list.c server/client_list.h \
	server/clients.c server/clients.h \
	server/config.c server/config.h \
	server/config_guests.c server/config_guests.h \
	server/daemon.c server/daemon.h \
	server/dispatch.c server/dispatch.h \
	server/error_body.c server/error_body.h \
	server/event_hub.c server/event_hub.h \
	server/event_packet.c server/event_packet.h \
	server/folders.c server/folders.h \
	server/hello.c server/hello.h \
	server/identity.c server/identity.h \
	server/limits.h \
	server/listener.c server/listener.h \
	server/listeners.c server/listeners.h \
	server/notify.c server/notify.h \
	server/options.c server/options.h \
	server/own_calls.c server/own_calls.h \
	server/peer.c server/peer.h \
	server/peer_keepalive.c server/peer_keepalive.h \
	server/peer_load.c server/peer_load.h \
	server/peer_private.h \
	server/peer_round.c \
	server/peer_tls.c server/peer_tls.h \
	server/peer_wait.c server/peer_wait.h \
	server/peer_watch.c server/peer_watch.h \
	server/policy.c server/policy.h \
	server/rpcbind.c server/rpcbind.h \
	server/session.c server/session.h \
	server/stream.c server/stream.h \
	server/stream_calls.c server/stream_calls.h \
	server/stream_packets.c server/stream_packets.h \
	server/stream_buffer.c server/stream_buffer.h \
	server/subscriber.c server/subscriber.h

vmrpcconfdir = $(sysconfdir)/vmrpc
dist_vmrpcconf_DATA = server/vmrpcd.conf

vmrpcd_SOURCES = server/main.c
vmrpcd_LDADD = server/libserver.la qemu/libqemu.la drivers/libdrivers.la conf/libconf.la \
	libdispatch.la rpc/librpc.la libprotocol.la base/libloop.la base/libbase.la \
	$(JANSSON_LIBS) $(LIBXML_LIBS) $(XDR_LIBS) $(GLIB_LIBS)
