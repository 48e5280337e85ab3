# tests/: daemons of older releases, for the tests of versions: vmrpcd with the dispatch tables of
# interface files that lack what is newer, which is as good as not having it.
check_PROGRAMS += tests/vmrpcd-older tests/vmrpcd-first
EXTRA_DIST += tests/older.mk scripts/protocol_cut.py
CLEANFILES += tests/older.x tests/older_table.c tests/older_hello.c tests/first.x \
	tests/first_table.c
protocol_cut = $(AM_V_GEN)$(MKDIR_P) tests && \
	$(PYTHON) -B $(srcdir)/scripts/protocol_cut.py $(protocol_x)

# What guests in depth brought, beside what the ranges below name.
depth_procedures = \
	CONNECT_GET_MAX_VCPUS DOMAIN_ATTACH_DEVICE DOMAIN_DETACH_DEVICE DOMAIN_GET_VCPUS \
	DOMAIN_PIN_VCPU DOMAIN_SET_MAX_MEMORY DOMAIN_SET_MEMORY DOMAIN_SET_VCPUS \
	DOMAIN_CORE_DUMP DOMAIN_RESTORE DOMAIN_SAVE DOMAIN_BLOCK_STATS DOMAIN_INTERFACE_STATS \
	NODE_GET_CELLS_FREE_MEMORY NODE_GET_FREE_MEMORY CONNECT_DOMAIN_XML_TO_NATIVE \
	DOMAIN_MEMORY_STATS DOMAIN_ATTACH_DEVICE_FLAGS DOMAIN_DETACH_DEVICE_FLAGS \
	DOMAIN_GET_JOB_INFO DOMAIN_ABORT_JOB DOMAIN_UPDATE_DEVICE_FLAGS DOMAIN_MANAGED_SAVE \
	DOMAIN_MANAGED_SAVE_REMOVE DOMAIN_SNAPSHOT_CREATE_XML DOMAIN_SNAPSHOT_GET_XML_DESC \
	DOMAIN_SNAPSHOT_LIST_NAMES DOMAIN_SNAPSHOT_LOOKUP_BY_NAME DOMAIN_HAS_CURRENT_SNAPSHOT \
	DOMAIN_SNAPSHOT_CURRENT DOMAIN_REVERT_TO_SNAPSHOT DOMAIN_SNAPSHOT_DELETE \
	DOMAIN_GET_BLOCK_INFO DOMAIN_SET_VCPUS_FLAGS DOMAIN_GET_VCPUS_FLAGS DOMAIN_IS_UPDATED \
	DOMAIN_SET_MEMORY_FLAGS DOMAIN_INJECT_NMI DOMAIN_PIN_VCPU_FLAGS DOMAIN_SEND_KEY \
	NODE_GET_CPU_STATS NODE_GET_MEMORY_STATS DOMAIN_GET_CONTROL_INFO \
	DOMAIN_GET_VCPU_PIN_INFO DOMAIN_SAVE_FLAGS DOMAIN_RESTORE_FLAGS \
	DOMAIN_SAVE_IMAGE_GET_XML_DESC DOMAIN_SAVE_IMAGE_DEFINE_XML DOMAIN_BLOCK_JOB_ABORT \
	DOMAIN_GET_BLOCK_JOB_INFO DOMAIN_BLOCK_JOB_SET_SPEED DOMAIN_BLOCK_PULL \
	DOMAIN_BLOCK_STATS_FLAGS DOMAIN_SNAPSHOT_GET_PARENT DOMAIN_SNAPSHOT_NUM_CHILDREN \
	DOMAIN_SNAPSHOT_LIST_CHILDREN_NAMES DOMAIN_BLOCK_RESIZE DOMAIN_SET_BLOCK_IO_TUNE \
	DOMAIN_GET_BLOCK_IO_TUNE DOMAIN_GET_CPU_STATS DOMAIN_GET_DISK_ERRORS \
	DOMAIN_BLOCK_PEEK DOMAIN_GET_SCHEDULER_TYPE DOMAIN_GET_MEMORY_PARAMETERS \
	DOMAIN_GET_BLKIO_PARAMETERS DOMAIN_GET_NUMA_PARAMETERS DOMAIN_GET_INTERFACE_PARAMETERS \
	DOMAIN_SET_METADATA DOMAIN_BLOCK_REBASE DOMAIN_PM_WAKEUP DOMAIN_SNAPSHOT_IS_CURRENT \
	DOMAIN_SNAPSHOT_HAS_METADATA DOMAIN_LIST_ALL_SNAPSHOTS \
	DOMAIN_SNAPSHOT_LIST_ALL_CHILDREN DOMAIN_PIN_EMULATOR DOMAIN_GET_EMULATOR_PIN_INFO \
	DOMAIN_BLOCK_COMMIT NODE_GET_CPU_MAP DOMAIN_GET_JOB_STATS \
	DOMAIN_SET_MEMORY_STATS_PERIOD CONNECT_GET_CPU_MODEL_NAMES DOMAIN_CORE_DUMP_WITH_FORMAT \
	CONNECT_GET_ALL_DOMAIN_STATS DOMAIN_BLOCK_COPY \
	VMRPC_DOMAIN_OPEN_LOG QEMU_DOMAIN_MONITOR_COMMAND

# What programs look for that manage guests by libvirt's library.
unmanaged_procedures = \
	'CONNECT_*NETWORK*' 'NETWORK_*' 'CONNECT_*INTERFACES' 'INTERFACE_*' 'NODE_*DEVICE*' \
	'CONNECT_*NODE_DEVICE*' 'CONNECT_*SECRET*' 'SECRET_*' 'CONNECT_*NWFILTER*' 'NWFILTER_*' \
	DOMAIN_INTERFACE_ADDRESSES

# What agents in guests are asked.
agent_procedures = \
	DOMAIN_GET_HOSTNAME DOMAIN_FSTRIM DOMAIN_FSFREEZE DOMAIN_FSTHAW DOMAIN_GET_TIME \
	DOMAIN_SET_TIME DOMAIN_GET_FSINFO QEMU_DOMAIN_AGENT_COMMAND

# A release ago: neither storage nor streams, and none of the latest procedures.
older_without = '351-' 'STORAGE_*' 'CONNECT_*STORAGE*' 'EVENT_STORAGE_*' \
	DOMAIN_OPEN_CONSOLE DOMAIN_SCREENSHOT 'VMRPC_STREAM_*' 'VMRPC_CLIENT_*' \
	$(depth_procedures) $(unmanaged_procedures) $(agent_procedures)
tests_vmrpcd_older_SOURCES = server/main.c
nodist_tests_vmrpcd_older_SOURCES = tests/older_hello.c tests/older_table.c
tests_vmrpcd_older_LDADD = $(vmrpcd_LDADD)

# The first one: nearly nothing that a procedure of before can do as well, and no hello.
first_without = '190-315' '318-' 'STORAGE_*' 'CONNECT_*STORAGE*' 'EVENT_STORAGE_*' \
	VMRPC_HELLO VMRPC_EVENT_RESUME 'VMRPC_STREAM_*' 'VMRPC_CLIENT_*' \
	$(depth_procedures) $(unmanaged_procedures) $(agent_procedures)
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
