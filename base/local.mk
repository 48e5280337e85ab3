# base/: loop, coroutines, buffers, log, processes, files. Must not know RPC or virtual machines.
noinst_LTLIBRARIES += base/libbase.la base/libloop.la

# What the client library needs too.
base_libbase_la_SOURCES = \
	base/buffer.c base/buffer.h \
	base/error.c base/error.h \
	base/log.c base/log.h

# What only the daemon needs.
base_libloop_la_SOURCES = \
	base/co_sync.c \
	base/cold.h \
	base/coroutine.c base/coroutine.h base/coroutine_private.h \
	base/file.c base/file.h \
	base/file_co.c base/file_co.h \
	base/file_denied.c \
	base/file_user.c \
	base/local_address.c base/local_address.h \
	base/loop.c base/loop.h base/loop_private.h \
	base/loop_child.c \
	base/loop_signal.c \
	base/loop_timer.c \
	base/spawn.c base/spawn.h \
	base/spawn_run.c \
	base/worker.c base/worker.h
