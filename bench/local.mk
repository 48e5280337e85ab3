# bench/: measurements as ratios within one run. Must not be part of `make check`.
bench_programs = bench/api bench/caller bench/console bench/fan bench/load bench/peers bench/tls_bare
EXTRA_PROGRAMS += $(bench_programs)
bench_api_SOURCES = bench/api.c bench/socket.h
bench_api_LDADD = libvmrpc.la
bench_caller_SOURCES = bench/caller.c bench/socket.h
bench_caller_LDADD = libvmrpc.la $(TIRPC_LIBS)
bench_console_SOURCES = bench/console.c bench/socket.h
bench_console_LDADD = libvmrpc.la
bench_fan_SOURCES = bench/fan.c bench/socket.h
bench_fan_LDADD =
bench_load_SOURCES = bench/load.c bench/socket.h
bench_load_LDADD =
bench_peers_SOURCES = bench/peers.c bench/socket.h
bench_peers_LDADD = $(TIRPC_LIBS)
bench_tls_bare_SOURCES = bench/tls_bare.c bench/socket.h
bench_tls_bare_LDADD = $(OPENSSL_LIBS)
CLEANFILES += $(bench_programs)
EXTRA_DIST += bench/run.py bench/figures.py bench/subjects.py bench/records.py bench/tool.py \
	bench/abuse.py bench/api.py bench/calls.py bench/console.py bench/daemon.py \
	bench/definitions.py bench/events.py bench/guests.py bench/idle.py bench/stats.py \
	bench/streams.py bench/tls.py

bench-programs: all $(bench_programs)

# BENCH: names of what is to be measured, all of it without; also --json.
bench: bench-programs
	builddir='$(abs_top_builddir)' ./run $(PYTHON) -B $(srcdir)/bench/run.py $(BENCH)
