# tests/: daemons of older releases, for the tests of versions: vmrpcd with the dispatch tables of
# interface files that lack what is newer, which is as good as not having it.
check_PROGRAMS += tests/vmrpcd-older tests/vmrpcd-first
EXTRA_DIST += tests/older.mk scripts/protocol_cut.py
CLEANFILES += tests/older.x tests/older_table.c tests/older_hello.c tests/first.x \
	tests/first_table.c
protocol_cut = $(AM_V_GEN)$(MKDIR_P) tests && \
	$(PYTHON) -B $(srcdir)/scripts/protocol_cut.py $(protocol_x)

# A release ago: neither storage nor streams, and none of the latest procedures.
older_without = '351-' 'STORAGE_*' 'CONNECT_*STORAGE*' 'EVENT_STORAGE_*' \
	DOMAIN_OPEN_CONSOLE DOMAIN_SCREENSHOT 'VMRPC_STREAM_*' 'VMRPC_CLIENT_*'
tests_vmrpcd_older_SOURCES = server/main.c
nodist_tests_vmrpcd_older_SOURCES = tests/older_hello.c tests/older_table.c
tests_vmrpcd_older_LDADD = $(vmrpcd_LDADD)

# The first one: nearly nothing that a procedure of before can do as well, and no hello.
first_without = '190-315' '318-' 'STORAGE_*' 'CONNECT_*STORAGE*' 'EVENT_STORAGE_*' \
	VMRPC_HELLO VMRPC_EVENT_RESUME 'VMRPC_STREAM_*' 'VMRPC_CLIENT_*'
tests_vmrpcd_first_SOURCES = server/main.c
nodist_tests_vmrpcd_first_SOURCES = tests/first_table.c
tests_vmrpcd_first_LDADD = $(vmrpcd_LDADD)

# Of two definitions that of the program's own objects counts: those of libdispatch and libserver
# stay in their archives.
tests/older.x: remote_protocol.x $(protocol_scripts) scripts/protocol_cut.py tests/older.mk
	$(protocol_cut) $(older_without) > $@.tmp && mv $@.tmp $@
tests/first.x: remote_protocol.x $(protocol_scripts) scripts/protocol_cut.py tests/older.mk
	$(protocol_cut) $(first_without) > $@.tmp && mv $@.tmp $@
tests/older_table.c: tests/older.x
	$(AM_V_GEN)$(protocol_run) table tests/older.x > $@.tmp && mv $@.tmp $@
tests/first_table.c: tests/first.x
	$(AM_V_GEN)$(protocol_run) table tests/first.x > $@.tmp && mv $@.tmp $@
tests/older_hello.c: server/hello.c
	$(AM_V_GEN)$(MKDIR_P) tests && sed 's/PACKAGE_VERSION/"0.0.9"/' $(srcdir)/server/hello.c \
		> $@.tmp && mv $@.tmp $@
