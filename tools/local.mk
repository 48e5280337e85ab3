# tools/: the command-line tool. Must not know anything but the public headers.
bin_PROGRAMS += vmrpc
vmrpc_SOURCES = \
	tools/affect.c tools/affect.h \
	tools/arguments.c \
	tools/block_job.c tools/block_job.h \
	tools/cmd_agent.c \
	tools/cmd_agent_files.c \
	tools/cmd_backup.c \
	tools/cmd_checkpoint.c \
	tools/cmd_block_copy.c \
	tools/cmd_block_job.c \
	tools/cmd_disk_tune.c \
	tools/cmd_client.c \
	tools/cmd_console.c \
	tools/cmd_device.c \
	tools/cmd_device_disk.c \
	tools/cmd_device_interface.c \
	tools/cmd_domain_define.c \
	tools/cmd_domain_display.c \
	tools/cmd_domain_info.c \
	tools/cmd_domain_life.c \
	tools/cmd_domain_list.c \
	tools/cmd_domain_nudge.c \
	tools/cmd_domain_read.c \
	tools/cmd_domain_stats.c \
	tools/cmd_domain_usage.c \
	tools/cmd_domain_text.c \
	tools/cmd_domain_xml.c \
	tools/cmd_edit.c \
	tools/cmd_event.c \
	tools/cmd_host.c \
	tools/cmd_job.c \
	tools/cmd_memory.c \
	tools/cmd_monitor.c \
	tools/cmd_node.c \
	tools/cmd_pin.c \
	tools/cmd_pki.c \
	tools/cmd_pool_define.c \
	tools/cmd_pool_event.c \
	tools/cmd_pool_info.c \
	tools/cmd_pool_life.c \
	tools/cmd_pool_list.c \
	tools/cmd_save.c \
	tools/cmd_save_document.c \
	tools/cmd_screenshot.c \
	tools/cmd_shell.c \
	tools/cmd_snapshot.c \
	tools/cmd_snapshot_create.c \
	tools/cmd_snapshot_list.c \
	tools/cmd_top.c \
	tools/cmd_vcpu.c \
	tools/cmd_volume_create.c \
	tools/cmd_volume_info.c \
	tools/cmd_volume_life.c \
	tools/cmd_volume_list.c \
	tools/cmd_volume_transfer.c \
	tools/command.c tools/command.h tools/commands.h \
	tools/domain_states.c tools/domain_states.h \
	tools/device.c tools/device.h \
	tools/complete.c tools/complete.h \
	tools/cpu_list.c tools/cpu_list.h \
	tools/console.h \
	tools/document.c tools/document.h \
	tools/domain_storage.c tools/domain_storage.h \
	tools/editor.c tools/editor.h \
	tools/event_format.h tools/event_json.c tools/event_text.c \
	tools/event_watch.c tools/event_watch.h \
	tools/groups.c \
	tools/help.c tools/help.h \
	tools/job.c tools/job.h \
	tools/key_names.c tools/key_names.h \
	tools/line.c tools/line.h \
	tools/module.c tools/module.h \
	tools/main.c \
	tools/output.c tools/output.h \
	tools/params.c tools/params.h \
	tools/progress.c tools/progress.h \
	tools/shell.c tools/shell.h \
	tools/signals.c tools/signals.h \
	tools/snapshot.c tools/snapshot.h \
	tools/size.c tools/size.h \
	tools/storage.c tools/storage.h \
	tools/table.c \
	tools/terminal.c tools/terminal.h \
	tools/tool.c tools/tool.h \
	tools/top.c tools/top.h \
	tools/top_print.c tools/top_print.h \
	tools/top_screen.c tools/top_screen.h \
	tools/transfer.c tools/transfer.h \
	tools/volume_document.c tools/volume_document.h \
	tools/words.c tools/words.h \
	tools/xpath.c tools/xpath.h
vmrpc_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) -DPKGLIBDIR='"$(pkglibdir)"'
vmrpc_LDADD = libvmrpc.la $(JANSSON_LIBS) $(GLIB_LIBS)

# What needs large libraries, loaded only when it is needed. Each exports its table, nothing else.
pkglib_LTLIBRARIES += vmrpc-xpath.la
vmrpc_xpath_la_SOURCES = tools/xpath_module.c tools/module.h
vmrpc_xpath_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)
vmrpc_xpath_la_LIBADD = $(LIBXML_LIBS) $(GLIB_LIBS)
vmrpc_xpath_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -no-undefined \
	-export-symbols-regex '^vmrpc_xpath_module$$'
if HAVE_EDIT
pkglib_LTLIBRARIES += vmrpc-line.la
vmrpc_line_la_SOURCES = tools/line_module.c tools/module.h
vmrpc_line_la_CPPFLAGS = $(AM_CPPFLAGS) $(EDIT_CFLAGS)
vmrpc_line_la_LIBADD = $(EDIT_LIBS) $(GLIB_LIBS)
vmrpc_line_la_LDFLAGS = $(AM_LDFLAGS) -module -avoid-version -no-undefined \
	-export-symbols-regex '^vmrpc_line_module$$'
endif

bashcompletiondir = $(datadir)/bash-completion/completions
dist_bashcompletion_DATA = tools/bash-completion/vmrpc
