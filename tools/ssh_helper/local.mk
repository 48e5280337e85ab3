# tools/ssh_helper/: the far end of transport ssh. Must not know anything but how the library
# reaches a local daemon.
bin_PROGRAMS += vmrpc-ssh-helper
vmrpc_ssh_helper_SOURCES = \
	tools/ssh_helper/main.c \
	tools/ssh_helper/relay.c tools/ssh_helper/relay.h
vmrpc_ssh_helper_LDADD = client/libclient.la $(GLIB_LIBS)
vmrpc_ssh_helper_LDFLAGS = $(AM_LDFLAGS) -Wl,--gc-sections
