# rpc/: messages, framings, transports, connections. Must not know who is server and who is client.
noinst_LTLIBRARIES += rpc/librpc.la
rpc_librpc_la_SOURCES = \
	rpc/codec.h \
	rpc/codec_libvirt.c rpc/codec_libvirt.h \
	rpc/codec_onc.c \
	rpc/codec_tell.c \
	rpc/connection.c rpc/connection.h \
	rpc/message.h \
	rpc/onc_header.c rpc/onc_header.h \
	rpc/out_queue.c rpc/out_queue.h \
	rpc/tcp.c rpc/tcp.h \
	rpc/transport.h \
	rpc/transport_fd.c

# TLS apart, so that only programs that offer it need OpenSSL.
noinst_LTLIBRARIES += rpc/libtls.la
rpc_libtls_la_SOURCES = \
	rpc/tls_context.c rpc/tls_context.h \
	rpc/tls_failure.c rpc/tls_failure.h \
	rpc/tls_identity.c rpc/tls_identity.h \
	rpc/tls_pem.c rpc/tls_pem.h \
	rpc/tls_socket.c rpc/tls_socket.h \
	rpc/tls_verify.c rpc/tls_verify.h \
	rpc/tls_warm.c rpc/tls_warm.h \
	rpc/transport_tls.c rpc/transport_tls.h
rpc_libtls_la_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
rpc_libtls_la_LIBADD = $(OPENSSL_LIBS)
