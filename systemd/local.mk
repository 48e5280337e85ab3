# systemd/: units of the service manager. Must not be needed to build or to run anything.
systemd_units = systemd/vmrpcd.service systemd/vmrpcd.socket systemd/vmrpcd-ro.socket \
	systemd/vmrpc-guests.service
systemd_user_units = systemd/user/vmrpcd.service systemd/user/vmrpcd.socket
EXTRA_DIST += systemd/vmrpc-guests systemd/vmrpc-guests.service.in systemd/vmrpcd.service.in systemd/vmrpcd.socket.in systemd/vmrpcd-ro.socket.in \
	systemd/user/vmrpcd.service.in systemd/user/vmrpcd.socket.in
if SYSTEMD_UNITS
systemdsystemunit_DATA = $(systemd_units)
pkglibexec_SCRIPTS = systemd/vmrpc-guests
systemduserunit_DATA = $(systemd_user_units)
CLEANFILES += $(systemd_units) $(systemd_user_units)
endif

$(systemd_units) $(systemd_user_units): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && sed -e 's|@sbindir[@]|$(sbindir)|g' \
		-e 's|@pkglibexecdir[@]|$(libexecdir)/$(PACKAGE)|g' \
		-e 's|@runstatedir[@]|$(runstatedir)|g' $(srcdir)/$@.in > $@.tmp && mv $@.tmp $@
systemd/vmrpc-guests.service: systemd/vmrpc-guests.service.in
systemd/vmrpcd.service: systemd/vmrpcd.service.in
systemd/vmrpcd.socket: systemd/vmrpcd.socket.in
systemd/vmrpcd-ro.socket: systemd/vmrpcd-ro.socket.in
systemd/user/vmrpcd.service: systemd/user/vmrpcd.service.in
systemd/user/vmrpcd.socket: systemd/user/vmrpcd.socket.in
