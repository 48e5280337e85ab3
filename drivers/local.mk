# drivers/: the driver contract, named objects and their files, the test driver. Must not know sockets or codecs.
noinst_LTLIBRARIES += drivers/libdrivers.la
drivers_libdrivers_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)
drivers_libdrivers_la_SOURCES = \
	drivers/claim.c drivers/claim.h \
	drivers/console.c drivers/console.h \
	drivers/console_log.c drivers/console_log.h \
	drivers/domain.c drivers/domain.h \
	drivers/domain_console.c drivers/domain_console.h \
	drivers/domain_define.c drivers/domain_define.h \
	drivers/domain_driver.c drivers/domain_driver.h \
	drivers/domain_find.c drivers/domain_find.h \
	drivers/domain_life.c drivers/domain_life.h \
	drivers/domain_list.c drivers/domain_list.h \
	drivers/domain_read.c drivers/domain_read.h \
	drivers/domain_store.c drivers/domain_store.h \
	drivers/driver.h \
	drivers/flags.h \
	drivers/host.c drivers/host.h \
	drivers/memory_stream.c drivers/memory_stream.h \
	drivers/node.c drivers/node.h \
	drivers/registry.c drivers/registry.h \
	drivers/stream.h \
	drivers/test_console.c drivers/test_console.h \
	drivers/test_driver.c drivers/test_driver.h

# Included by the tests of this folder.
EXTRA_DIST +=
