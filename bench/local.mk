# bench/: measurements as ratios within one run. Must not be part of `make check`.
bench_programs = bench/peers bench/load
EXTRA_PROGRAMS += $(bench_programs)
bench_peers_LDADD = $(TIRPC_LIBS)
bench_load_LDADD =
CLEANFILES += $(bench_programs)
EXTRA_DIST += bench/abuse.py bench/run.py

bench: all $(bench_programs)
	PYTHONPATH='$(abs_top_srcdir)/tests' builddir='$(abs_top_builddir)' ./run $(PYTHON) -B $(srcdir)/bench/run.py \
		'$(abs_top_builddir)/bench' '$(abs_top_builddir)/guest/guest.img'
