# tests/: one behaviour per file. Must not need a network beyond loopback, an order, or a wait of fixed length.
TEST_EXTENSIONS = .sh .py
test_run = timeout -k 5 300 ./run
LOG_COMPILER = $(test_run)
SH_LOG_COMPILER = $(test_run)
PY_LOG_COMPILER = $(test_run) $(PYTHON) -B
AM_TESTS_ENVIRONMENT = \
	srcdir='$(abs_top_srcdir)'; builddir='$(abs_top_builddir)'; export srcdir builddir; \
	GUEST_IMAGE='$(abs_top_builddir)/guest/guest.img'; CC='$(CC)'; export GUEST_IMAGE CC; \
	PYTHONPATH='$(abs_top_srcdir)/tests'; export PYTHONPATH; \
	G_DEBUG=fatal-criticals; export G_DEBUG; \
	ASAN_OPTIONS=detect_stack_use_after_return=0:allocator_may_return_null=1; export ASAN_OPTIONS; \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1; export UBSAN_OPTIONS; \
	LSAN_OPTIONS=suppressions='$(abs_top_srcdir)/tests/lsan.supp':print_suppressions=0; \
	export LSAN_OPTIONS;

# The inside, linked whole. Programs that use the public headers only name their own libraries.
LDADD = qemu/libqemu.la drivers/libdrivers.la libdispatch.la conf/libconf.la rpc/librpc.la \
	libprotocol.la base/libloop.la base/libbase.la \
	$(JANSSON_LIBS) $(LIBXML_LIBS) $(TIRPC_LIBS) $(GLIB_LIBS)

test_programs =

check_PROGRAMS += $(test_programs)
test_scripts = \
	tests/event-survives-stopped-client.py \
	tests/interop-rpcgen-client.sh \
	tests/interop-rpcinfo.sh \
	tests/qemu-guest-image.py \
	tests/wire-bad-arguments.py \
	tests/wire-bad-headers.py \
	tests/wire-bad-records.py \
	tests/wire-many-connections.py
TESTS += $(test_programs) $(test_scripts)

EXTRA_DIST += $(test_scripts) tests/lib.sh tests/oncrpc.py tests/rpcgen_client.c tests/lsan.supp \
	tests/fuzz tests/xml tests/argv tests/protocol

# Fuzz targets. Seeds and inputs that once crashed are replayed by tests/fuzz-seeds.sh in every
# build; with --enable-fuzz (clang) `make check-fuzz` explores for FUZZ_SECONDS each.
fuzz_targets =
FUZZ_SECONDS = 60
