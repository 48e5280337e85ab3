# drivers/: the driver contract, named objects and their files, the test driver. Must not know sockets or codecs.
noinst_LTLIBRARIES += drivers/libdrivers.la
drivers_libdrivers_la_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)
drivers_libdrivers_la_SOURCES = \
	drivers/domain.c drivers/domain.h \
	drivers/domain_driver.c drivers/domain_driver.h \
	drivers/driver.h \
	drivers/registry.c drivers/registry.h
