# docs/: the manual pages, in reStructuredText. Must not describe what the programs do not do.
docs_rst = docs/vmrpc.rst docs/vmrpcd.rst docs/vmrpc-protocol.rst docs/vmrpc-domain-xml.rst \
	docs/libvmrpc.rst
EXTRA_DIST += $(docs_rst) docs/performance.rst scripts/api.py \
	scripts/api_names.py
if BUILD_MANUAL
man_MANS += docs/vmrpc.1 docs/vmrpcd.8 docs/vmrpc-protocol.7 docs/vmrpc-domain-xml.5 docs/libvmrpc.3
CLEANFILES += docs/vmrpc.1 docs/vmrpcd.8 docs/vmrpc-protocol.7 docs/vmrpc-domain-xml.5 \
	docs/libvmrpc.3 docs/protocol-tables.rst

docs/protocol-tables.rst: remote_protocol.x $(protocol_scripts)
	$(AM_V_GEN)$(MKDIR_P) docs && $(protocol_run) rst $(protocol_x) > $@.tmp && mv $@.tmp $@
docs/vmrpc.1: docs/vmrpc.rst
	$(AM_V_GEN)$(MKDIR_P) docs && $(RST2MAN) --halt=2 $(srcdir)/docs/vmrpc.rst $@
docs/vmrpcd.8: docs/vmrpcd.rst
	$(AM_V_GEN)$(MKDIR_P) docs && $(RST2MAN) --halt=2 $(srcdir)/docs/vmrpcd.rst $@
docs/vmrpc-domain-xml.5: docs/vmrpc-domain-xml.rst
	$(AM_V_GEN)$(MKDIR_P) docs && $(RST2MAN) --halt=2 $(srcdir)/docs/vmrpc-domain-xml.rst $@
docs/vmrpc-protocol.7: docs/vmrpc-protocol.rst docs/protocol-tables.rst
	$(AM_V_GEN)cat $(srcdir)/docs/vmrpc-protocol.rst docs/protocol-tables.rst > $@.rst && \
	$(RST2MAN) --halt=2 $@.rst $@ && rm -f $@.rst

# Most used first; vmrpc.h includes the others and has the rules that hold for all.
public_headers = $(addprefix $(srcdir)/include/, vmrpc.h $(addprefix vmrpc/, base.h \
	error.h connection.h domain.h domain_life.h event.h event_detail.h param.h \
	domain_stats.h domain_cpu.h domain_memory.h domain_device.h domain_block.h \
	domain_console.h domain_save.h domain_job.h domain_agent.h domain_backup.h snapshot.h checkpoint.h \
	pool.h volume.h stream.h node.h client.h) vmrpc_rpc.h)
docs/libvmrpc.3: docs/libvmrpc.rst scripts/api.py scripts/api_names.py $(public_headers)
	$(AM_V_GEN)$(MKDIR_P) docs && \
	$(PYTHON) -B $(srcdir)/scripts/api.py rst $(public_headers) > $@.api && \
	cat $(srcdir)/docs/libvmrpc.rst $@.api > $@.rst && $(RST2MAN) --halt=2 $@.rst $@ && \
	rm -f $@.rst $@.api
endif
