# tools/: the command-line tool. Must not know anything but the public headers.
bin_PROGRAMS += vmrpc
vmrpc_SOURCES = \
	tools/arguments.c \
	tools/cmd_domain_define.c \
	tools/cmd_domain_info.c \
	tools/cmd_domain_life.c \
	tools/cmd_domain_list.c \
	tools/cmd_domain_read.c \
	tools/cmd_domain_xml.c \
	tools/cmd_edit.c \
	tools/cmd_event.c \
	tools/cmd_host.c \
	tools/cmd_pki.c \
	tools/cmd_shell.c \
	tools/command.c tools/command.h tools/commands.h \
	tools/complete.c tools/complete.h \
	tools/document.c tools/document.h \
	tools/event_format.h tools/event_json.c tools/event_text.c \
	tools/groups.c \
	tools/help.c tools/help.h \
	tools/line.c tools/line.h \
	tools/main.c \
	tools/output.c tools/output.h \
	tools/shell.c tools/shell.h \
	tools/table.c \
	tools/tool.c tools/tool.h \
	tools/words.c tools/words.h
vmrpc_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) $(EDIT_CFLAGS)
vmrpc_LDADD = libvmrpc.la $(JANSSON_LIBS) $(EDIT_LIBS) $(GLIB_LIBS)
