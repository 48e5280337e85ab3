# tools/pki/: keys and certificates, a program of its own so that the tool does not link OpenSSL. Must
# not know the client library, nor anything below it but files on disk.
pkglibexec_PROGRAMS += vmrpc-pki
vmrpc_pki_SOURCES = \
	tools/pki/authority.c tools/pki/authority.h \
	tools/pki/certificate.c tools/pki/certificate.h \
	tools/pki/check.c \
	tools/pki/dial.c tools/pki/dial.h \
	tools/pki/explain.c tools/pki/explain.h \
	tools/pki/fail.c tools/pki/fail.h \
	tools/pki/handles.h \
	tools/pki/identity.c tools/pki/identity.h \
	tools/pki/index.c tools/pki/index.h \
	tools/pki/inspect.c tools/pki/inspect.h \
	tools/pki/issue.c \
	tools/pki/main.c \
	tools/pki/names.c tools/pki/names.h \
	tools/pki/onc_probe.c tools/pki/onc_probe.h \
	tools/pki/options.h \
	tools/pki/pair.c tools/pki/pair.h \
	tools/pki/pem.c tools/pki/pem.h \
	tools/pki/period.c tools/pki/period.h \
	tools/pki/revoke.c \
	tools/pki/show.c \
	tools/pki/store.c tools/pki/store.h \
	tools/pki/text.c tools/pki/text.h \
	tools/pki/tls.c tools/pki/tls.h \
	tools/pki/trust.c tools/pki/trust.h
vmrpc_pki_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS) $(JANSSON_CFLAGS)
vmrpc_pki_LDADD = base/libloop.la base/libbase.la $(OPENSSL_LIBS) $(JANSSON_LIBS) $(GLIB_LIBS)

EXTRA_DIST += docs/vmrpc-pki.rst
if BUILD_MANUAL
man_MANS += docs/vmrpc-pki.1
CLEANFILES += docs/vmrpc-pki.1
docs/vmrpc-pki.1: docs/vmrpc-pki.rst
	$(AM_V_GEN)$(MKDIR_P) docs && $(RST2MAN) --halt=2 $(srcdir)/docs/vmrpc-pki.rst $@
endif
