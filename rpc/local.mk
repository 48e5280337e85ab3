# rpc/: messages, framings, transports, connections. Must not know who is server and who is client.
noinst_LTLIBRARIES += rpc/librpc.la
rpc_librpc_la_SOURCES = \
	rpc/codec.h \
	rpc/codec_onc.c \
	rpc/connection.c rpc/connection.h \
	rpc/message.h \
	rpc/onc_header.c rpc/onc_header.h \
	rpc/out_queue.c rpc/out_queue.h \
	rpc/transport.h \
	rpc/transport_fd.c \
	rpc/xdr_buffer.c rpc/xdr_buffer.h
