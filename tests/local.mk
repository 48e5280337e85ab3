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
	ASAN_OPTIONS=detect_stack_use_after_return=0:allocator_may_return_null=1:quarantine_size_mb=8; export ASAN_OPTIONS; \
	UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1; export UBSAN_OPTIONS; \
	LSAN_OPTIONS=suppressions='$(abs_top_srcdir)/tests/lsan.supp':print_suppressions=0; \
	export LSAN_OPTIONS;

# The inside, linked whole. Programs that use the public headers only name their own libraries.
LDADD = qemu/libqemu.la drivers/libdrivers.la libdispatch.la conf/libconf.la rpc/librpc.la \
	libprotocol.la base/libloop.la base/libbase.la \
	$(JANSSON_LIBS) $(LIBXML_LIBS) $(TIRPC_LIBS) $(GLIB_LIBS)

test_programs = \
	tests/api-async \
	tests/api-checkpoint \
	tests/api-disks \
	tests/api-domain-find \
	tests/api-domain-life \
	tests/api-domain-read \
	tests/api-errors \
	tests/api-events \
	tests/api-guest \
	tests/api-hardware \
	tests/api-older-daemons \
	tests/api-open \
	tests/api-reconnect \
	tests/api-save \
	tests/api-session \
	tests/api-storage \
	tests/api-stream \
	tests/api-threads \
	tests/argv-golden \
	tests/unit-base-buffer \
	tests/unit-base-error \
	tests/unit-base-log \
	tests/unit-client-cancel \
	tests/unit-client-child-stubborn \
	tests/unit-client-close \
	tests/unit-client-deadline \
	tests/unit-client-event-queue \
	tests/unit-client-events-between \
	tests/unit-client-ext \
	tests/unit-client-fork \
	tests/unit-client-garbage \
	tests/unit-client-keepalive \
	tests/unit-client-open \
	tests/unit-client-out-of-order \
	tests/unit-client-poll-loop \
	tests/unit-client-reconnect \
	tests/unit-client-relay \
	tests/unit-client-resume \
	tests/unit-client-server-gone \
	tests/unit-client-session-start \
	tests/unit-client-spawn \
	tests/unit-client-ssh \
	tests/unit-client-stream \
	tests/unit-client-stub \
	tests/unit-client-subscriptions \
	tests/unit-client-threads \
	tests/unit-client-tls \
	tests/unit-client-unknown-events \
	tests/unit-client-xid \
	tests/unit-codec-headers \
	tests/unit-codec-output \
	tests/unit-conf-abi \
	tests/unit-conf-backup \
	tests/unit-conf-capabilities \
	tests/unit-conf-console \
	tests/unit-conf-fields \
	tests/unit-conf-hostile \
	tests/unit-conf-images \
	tests/unit-conf-live \
	tests/unit-conf-metadata \
	tests/unit-conf-mutations \
	tests/unit-conf-refuse \
	tests/unit-conf-device-edit \
	tests/unit-conf-root \
	tests/unit-conf-round-trip \
	tests/unit-conf-snapshot \
	tests/unit-conf-storage \
	tests/unit-conf-units \
	tests/unit-conf-values \
	tests/unit-conf-vcpus \
	tests/unit-conf-writer \
	tests/unit-connection-descriptor \
	tests/unit-connection-queue \
	tests/unit-connection-socket \
	tests/unit-console-log \
	tests/unit-console-viewers \
	tests/unit-console-writers \
	tests/unit-coroutine-guard \
	tests/unit-coroutine-many \
	tests/unit-coroutine-mutex \
	tests/unit-coroutine-wait \
	tests/unit-domain-job \
	tests/unit-domain-list \
	tests/unit-domain-store \
	tests/unit-drivers-console \
	tests/unit-drivers-define \
	tests/unit-drivers-filters \
	tests/unit-drivers-find \
	tests/unit-drivers-life \
	tests/unit-drivers-long-job \
	tests/unit-drivers-node \
	tests/unit-drivers-params \
	tests/unit-drivers-read \
	tests/unit-drivers-refuse \
	tests/unit-drivers-registry \
	tests/unit-drivers-restart \
	tests/unit-drivers-start-fails \
	tests/unit-drivers-transient \
	tests/unit-file-denied \
	tests/unit-file-list \
	tests/unit-file-lock \
	tests/unit-file-replace \
	tests/unit-file-sync \
	tests/unit-framing-told \
	tests/unit-libvirt-packets \
	tests/unit-loop-child \
	tests/unit-moment-tree \
	tests/unit-loop-deferred \
	tests/unit-loop-edge \
	tests/unit-loop-file \
	tests/unit-loop-order \
	tests/unit-loop-remove \
	tests/unit-loop-signal \
	tests/unit-loop-timer \
	tests/unit-pki-onc-probe \
	tests/unit-protocol-layout \
	tests/unit-protocol-table \
	tests/unit-qemu-actions \
	tests/unit-qemu-agent \
	tests/unit-qemu-found-again \
	tests/unit-qemu-life \
	tests/unit-qemu-monitor \
	tests/unit-qemu-node-words \
	tests/unit-qemu-qmp \
	tests/unit-qemu-start \
	tests/unit-qemu-vsock \
	tests/unit-record-fragments \
	tests/unit-record-limits \
	tests/unit-server-access \
	tests/unit-server-access-rules \
	tests/unit-server-address \
	tests/unit-server-calls \
	tests/unit-server-clients \
	tests/unit-server-calls-aside \
	tests/unit-server-config \
	tests/unit-server-event-packets \
	tests/unit-server-events \
	tests/unit-server-events-unread \
	tests/unit-server-keepalive \
	tests/unit-server-limits \
	tests/unit-server-listener \
	tests/unit-server-results \
	tests/unit-server-stream-ends \
	tests/unit-server-stream-queue \
	tests/unit-server-streams \
	tests/unit-server-wake-ups \
	tests/unit-spawn-error \
	tests/unit-spawn-fds \
	tests/unit-spawn-held \
	tests/unit-spawn-run \
	tests/unit-spawn-state \
	tests/unit-spawn-user \
	tests/unit-storage-image \
	tests/unit-storage-scan \
	tests/unit-storage-stream \
	tests/unit-tls-context \
	tests/unit-tls-end \
	tests/unit-tls-foreign \
	tests/unit-tls-identity \
	tests/unit-tls-options \
	tests/unit-tls-refuse \
	tests/unit-tls-transport \
	tests/unit-tls-warm \
	tests/unit-uri \
	tests/unit-worker \
	tests/unit-xdr-buffer \
	tests/unit-xdr-params \
	tests/unit-xdr-safe

# Programs with libraries or sources of their own.
tests_api_async_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_checkpoint_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_disks_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_domain_find_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_domain_life_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_domain_read_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_errors_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_events_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_guest_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_hardware_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_older_daemons_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_open_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_reconnect_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_save_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_session_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_storage_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_stream_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_api_threads_LDADD = libvmrpc.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_cancel_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_cancel_SOURCES = tests/unit-client-cancel.c tests/fake_server.c tests/fake_server.h
tests_unit_client_child_stubborn_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_close_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_close_SOURCES = tests/unit-client-close.c tests/fake_server.c tests/fake_server.h
tests_unit_client_deadline_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_deadline_SOURCES = tests/unit-client-deadline.c tests/fake_server.c tests/fake_server.h
tests_unit_client_event_queue_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_events_between_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_events_between_SOURCES = tests/unit-client-events-between.c tests/fake_server.c tests/fake_server.h
tests_unit_client_ext_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_ext_SOURCES = tests/unit-client-ext.c tests/fake_server.c tests/fake_server.h
tests_unit_client_fork_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_fork_SOURCES = tests/unit-client-fork.c tests/fake_server.c tests/fake_server.h
tests_unit_client_garbage_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_garbage_SOURCES = tests/unit-client-garbage.c tests/fake_server.c tests/fake_server.h
tests_unit_client_keepalive_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_keepalive_SOURCES = tests/unit-client-keepalive.c tests/fake_server.c tests/fake_server.h
tests_unit_client_open_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_open_SOURCES = tests/unit-client-open.c tests/fake_server.c tests/fake_server.h
tests_unit_client_out_of_order_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_out_of_order_SOURCES = tests/unit-client-out-of-order.c tests/fake_server.c tests/fake_server.h
tests_unit_client_poll_loop_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_poll_loop_SOURCES = tests/unit-client-poll-loop.c tests/fake_server.c tests/fake_server.h
tests_unit_client_reconnect_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_reconnect_SOURCES = tests/unit-client-reconnect.c tests/fake_server.c tests/fake_server.h
tests_unit_client_relay_SOURCES = tests/unit-client-relay.c tools/ssh_helper/relay.c tools/ssh_helper/relay.h
tests_unit_client_relay_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_resume_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_resume_SOURCES = tests/unit-client-resume.c tests/fake_server.c tests/fake_server.h
tests_unit_client_server_gone_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_server_gone_SOURCES = tests/unit-client-server-gone.c tests/fake_server.c tests/fake_server.h
tests_unit_client_session_start_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_session_start_SOURCES = tests/unit-client-session-start.c tests/fake_server.c tests/fake_server.h
tests_unit_client_spawn_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_spawn_SOURCES = tests/unit-client-spawn.c tests/fake_server.c tests/fake_server.h
tests_unit_client_ssh_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_ssh_SOURCES = tests/unit-client-ssh.c tests/fake_server.c tests/fake_server.h
tests_unit_client_stream_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_stream_SOURCES = tests/unit-client-stream.c tests/fake_server.c tests/fake_server.h
tests_unit_client_stub_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_stub_SOURCES = tests/unit-client-stub.c tests/fake_server.c tests/fake_server.h
tests_unit_client_subscriptions_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_subscriptions_SOURCES = tests/unit-client-subscriptions.c tests/fake_server.c tests/fake_server.h
tests_unit_client_threads_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_threads_SOURCES = tests/unit-client-threads.c tests/fake_server.c tests/fake_server.h
tests_unit_client_unknown_events_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_unknown_events_SOURCES = tests/unit-client-unknown-events.c \
	tests/fake_server.c tests/fake_server.h
tests_unit_client_xid_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_client_xid_SOURCES = tests/unit-client-xid.c tests/fake_server.c tests/fake_server.h
tests_unit_client_tls_SOURCES = tests/unit-client-tls.c tests/fake_server.c tests/fake_server.h tests/pki_fixture.c tests/pki_fixture.h \
	tools/ssh_helper/relay.c tools/ssh_helper/relay.h
tests_unit_client_tls_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_client_tls_LDADD = client/libclient.la rpc/libtls.la $(OPENSSL_LIBS) $(TIRPC_LIBS) $(GLIB_LIBS)
tests_unit_server_access_LDADD = server/libserver.la $(LDADD)
tests_unit_server_access_rules_LDADD = server/libserver.la $(LDADD)
tests_unit_server_address_LDADD = server/libserver.la $(LDADD)
tests_unit_server_calls_LDADD = server/libserver.la $(LDADD)
tests_unit_server_calls_aside_LDADD = server/libserver.la $(LDADD)
tests_unit_server_clients_LDADD = server/libserver.la $(LDADD)
tests_unit_server_config_LDADD = server/libserver.la $(LDADD)
tests_unit_server_event_packets_LDADD = server/libserver.la $(LDADD)
tests_unit_server_events_unread_LDADD = server/libserver.la $(LDADD)
tests_unit_server_events_LDADD = server/libserver.la $(LDADD)
tests_unit_server_keepalive_LDADD = server/libserver.la $(LDADD)
tests_unit_server_limits_LDADD = server/libserver.la $(LDADD)
tests_unit_server_wake_ups_LDADD = server/libserver.la $(LDADD)
tests_unit_server_listener_LDADD = server/libserver.la $(LDADD)
tests_unit_server_results_LDADD = server/libserver.la $(LDADD)
tests_unit_server_stream_ends_LDADD = server/libserver.la $(LDADD)
tests_unit_server_stream_queue_LDADD = server/libserver.la $(LDADD)
tests_unit_server_streams_LDADD = server/libserver.la $(LDADD)
tests_unit_tls_context_LDADD = rpc/libtls.la $(LDADD) $(OPENSSL_LIBS)
tests_unit_tls_context_SOURCES = tests/unit-tls-context.c tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_context_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_foreign_LDADD = rpc/libtls.la $(LDADD) $(OPENSSL_LIBS)
tests_unit_tls_foreign_SOURCES = tests/unit-tls-foreign.c tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_foreign_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_refuse_LDADD = rpc/libtls.la $(LDADD) $(OPENSSL_LIBS)
tests_unit_tls_refuse_SOURCES = tests/unit-tls-refuse.c tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_refuse_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_transport_LDADD = rpc/libtls.la $(LDADD) $(OPENSSL_LIBS)
tests_unit_tls_transport_SOURCES = tests/unit-tls-transport.c tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_transport_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_uri_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)

# These know nothing else of the project.
tls_test_libs = rpc/libtls.la base/libbase.la $(OPENSSL_LIBS) $(GLIB_LIBS)
tests_unit_tls_end_SOURCES = tests/unit-tls-end.c tests/tls_pair.h \
	tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_end_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_end_LDADD = $(tls_test_libs)
tests_unit_tls_identity_SOURCES = tests/unit-tls-identity.c tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_identity_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_identity_LDADD = $(tls_test_libs)
tests_unit_tls_options_SOURCES = tests/unit-tls-options.c tests/tls_pair.h \
	tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_options_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_options_LDADD = $(tls_test_libs)
tests_unit_tls_warm_SOURCES = tests/unit-tls-warm.c tests/tls_pair.h \
	tests/pki_fixture.c tests/pki_fixture.h
tests_unit_tls_warm_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_unit_tls_warm_LDADD = $(tls_test_libs)
tests_unit_pki_onc_probe_SOURCES = tests/unit-pki-onc-probe.c tools/pki/onc_probe.c
tests_unit_pki_onc_probe_LDADD = $(GLIB_LIBS)

check_PROGRAMS += $(test_programs) tests/stream-daemon
tests_stream_daemon_SOURCES = tests/stream_daemon.c
tests_stream_daemon_LDADD = server/libserver.la $(LDADD)
test_scripts = \
	tests/api-installed.sh \
	tests/api-tls-session.sh \
	tests/cli-bash-completion.sh \
	tests/cli-block-jobs.py \
	tests/cli-checkpoint.py \
	tests/cli-client-list.sh \
	tests/cli-console.py \
	tests/cli-daemon-refuses.sh \
	tests/cli-dumpxml-parts.sh \
	tests/cli-edit.sh \
	tests/cli-desc-edit.sh \
	tests/cli-display.sh \
	tests/cli-errors.sh \
	tests/cli-event.sh \
	tests/cli-help.sh \
	tests/cli-json.sh \
	tests/cli-life.sh \
	tests/cli-list.sh \
	tests/cli-older-daemons.sh \
	tests/cli-pki-check.sh \
	tests/cli-pki-issue.sh \
	tests/cli-pki-repeat.sh \
	tests/cli-pki-revoke.sh \
	tests/cli-pki-show.sh \
	tests/cli-pki-starttls.py \
	tests/cli-pool.sh \
	tests/cli-pool-event.sh \
	tests/cli-screenshot.sh \
	tests/cli-session-autostart.sh \
	tests/cli-shell.sh \
	tests/cli-snapshot.sh \
	tests/cli-vol.sh \
	tests/cli-top.py \
	tests/cli-undefine-storage.sh \
	tests/cli-vol-transfer.sh \
	tests/event-older-daemon.sh \
	tests/event-of-another-driver.py \
	tests/event-replay.py \
	tests/event-stopped-daemon.sh \
	tests/event-survives-stopped-client.py \
	tests/fuzz-seeds.sh \
	tests/interop-ext-program.sh \
	tests/interop-libvirt-every-method.py \
	tests/interop-libvirt-graphics.py \
	tests/interop-libvirt-life.py \
	tests/interop-libvirt-limits.py \
	tests/interop-libvirt-python.py \
	tests/interop-libvirt-storage.py \
	tests/interop-notify.py \
	tests/interop-older-client.sh \
	tests/interop-rpcbind-hangs.sh \
	tests/interop-rpcbind.sh \
	tests/interop-rpcgen-client.sh \
	tests/interop-rpcinfo.sh \
	tests/interop-socket-activation.sh \
	tests/interop-ssh-autostart.sh \
	tests/interop-ssh-reconnect.sh \
	tests/interop-ssh-session.sh \
	tests/interop-sys-virt.sh \
	tests/interop-systemd-units.sh \
	tests/interop-tls-gnutls.py \
	tests/interop-tls-python.py \
	tests/interop-tls-refused.py \
	tests/interop-tshark.sh \
	tests/interop-two-hosts-link-down.sh \
	tests/interop-two-hosts-ssh.sh \
	tests/interop-two-hosts-tcp.sh \
	tests/interop-two-hosts-tls.sh \
	tests/interop-virsh-agent.sh \
	tests/interop-virsh-console.py \
	tests/interop-virsh-default-sockets.sh \
	tests/interop-virsh-event.sh \
	tests/interop-virsh-snapshot.sh \
	tests/interop-virsh-ssh.sh \
	tests/interop-virsh-tls.sh \
	tests/interop-virsh-transcript-device.sh \
	tests/interop-virsh-transcript-domain.sh \
	tests/interop-virsh-transcript-host.sh \
	tests/interop-virsh-transcript-life.sh \
	tests/interop-virsh-transcript-pool.sh \
	tests/interop-virsh-transcript-refuse.sh \
	tests/interop-virsh-transcript-vcpu.sh \
	tests/interop-virsh-transcript-save.sh \
	tests/interop-virsh-transcript-stats.sh \
	tests/interop-virsh-transcript-daily.sh \
	tests/interop-virsh-transcript-volume.sh \
	tests/interop-virsh-unmanaged.sh \
	tests/interop-virt-install.sh \
	tests/docs-api.py \
	tests/docs-domain-xml.py \
	tests/layers.sh \
	tests/qemu-agent-calls.py \
	tests/qemu-agent-channels.py \
	tests/qemu-agent-command.py \
	tests/qemu-agent-json.sh \
	tests/qemu-agent-quiesce.py \
	tests/qemu-agent-shutdown.py \
	tests/qemu-backing-chain.sh \
	tests/qemu-backup-guest-killed.py \
	tests/qemu-backup-killed-anywhere.sh \
	tests/qemu-backup-over-resize.py \
	tests/qemu-backup-over-revert.py \
	tests/qemu-backup-over-snapshot.py \
	tests/qemu-backup-pull.py \
	tests/qemu-backup-push.py \
	tests/qemu-backup-server-name.py \
	tests/qemu-backup-tls.py \
	tests/qemu-block-commit.py \
	tests/qemu-block-copy.py \
	tests/qemu-block-copy-killed-anywhere.sh \
	tests/qemu-block-copy-guest-gone.py \
	tests/qemu-block-job-daemon-killed.py \
	tests/qemu-block-job-killed-anywhere.sh \
	tests/qemu-block-job-names.py \
	tests/qemu-block-job-qemu-killed.py \
	tests/qemu-block-pull.py \
	tests/qemu-block-pull-killed.sh \
	tests/qemu-block-tune.py \
	tests/qemu-console-daemon-killed.py \
	tests/qemu-console-not-reading.py \
	tests/qemu-console.py \
	tests/qemu-daemon-killed.sh \
	tests/cli-device.sh \
	tests/qemu-devices.py \
	tests/interop-virsh-devices.py \
	tests/qemu-devices-daemon-killed.py \
	tests/qemu-devices-gone-while-copied.py \
	tests/qemu-devices-linux.py \
	tests/qemu-devices-media.py \
	tests/qemu-devices-killed-anywhere.sh \
	tests/qemu-devices-media-killed.py \
	tests/qemu-devices-detach-killed.py \
	tests/qemu-devices-killed.py \
	tests/qemu-devices-leaving.sh \
	tests/qemu-devices-stopped-anywhere.sh \
	tests/qemu-devices-kinds.py \
	tests/qemu-devices-no-answer.py \
	tests/qemu-devices-no-slot.sh \
	tests/qemu-devices-refused.py \
	tests/qemu-devices-update.py tests/qemu-devices-usb.sh \
	tests/qemu-disk-full.py \
	tests/qemu-disk-letters.sh \
	tests/qemu-ends-with-waiting-calls.py \
	tests/qemu-exec-held.py \
	tests/qemu-graphics-descriptors.py \
	tests/qemu-guest-image.py \
	tests/qemu-idle-with-guest.sh \
	tests/qemu-image-in-use.sh \
	tests/qemu-json.sh tests/qemu-killed.sh \
	tests/qemu-lifecycle.sh \
	tests/qemu-linux-guest.py \
	tests/qemu-iothreads.sh \
	tests/qemu-iothreads-jobs.sh \
	tests/qemu-memory.py \
	tests/qemu-many-images.sh \
	tests/qemu-many-waiting-calls.py \
	tests/qemu-own-user.sh \
	tests/qemu-own-user-firmware.sh \
	tests/qemu-own-user-jobs.sh \
	tests/qemu-firmware-auto.sh \
	tests/qemu-firmware-tables.sh \
	tests/qemu-golden-documents.py \
	tests/qemu-guest-log.sh \
	tests/qemu-metadata.sh \
	tests/qemu-monitor-command.sh \
	tests/qemu-nudge.sh \
	tests/qemu-reads-all.py \
	tests/qemu-slow-disk.py \
	tests/qemu-slow-emulator.py \
	tests/qemu-slow-files.py \
	tests/qemu-spice.py \
	tests/qemu-spice-missing.py \
	tests/qemu-spice-port-taken.py \
	tests/qemu-stuck-monitor.py \
	tests/qemu-checkpoint-stopped-anywhere.sh \
	tests/qemu-snapshot-stopped-anywhere.sh \
	tests/qemu-stopped-anywhere.sh \
	tests/qemu-stuck-process.py \
	tests/qemu-rename.sh \
	tests/qemu-reads-do-not-wait.sh \
	tests/qemu-screenshot.py \
	tests/qemu-serial-network.py \
	tests/qemu-shared-folder.sh \
	tests/qemu-vnc-password.py \
	tests/qemu-vnc-tls.py \
	tests/qemu-vsock.sh \
	tests/qemu-dump.py \
	tests/qemu-dump-killed-anywhere.sh \
	tests/qemu-dump-full.py \
	tests/qemu-guests-over-restart.sh \
	tests/qemu-managed-save.sh \
	tests/qemu-save.sh \
	tests/qemu-restore-killed.sh \
	tests/qemu-save-daemon-killed.sh \
	tests/qemu-save-killed-anywhere.sh \
	tests/qemu-save-fails.sh \
	tests/qemu-save-linux.sh \
	tests/qemu-snapshot-current.sh \
	tests/qemu-snapshot-daemon-killed.sh \
	tests/qemu-snapshot-guest-gone.sh \
	tests/qemu-snapshot-killed-anywhere.sh \
	tests/qemu-snapshot-external.sh \
	tests/qemu-snapshot-flags.sh \
	tests/qemu-snapshot-internal.sh \
	tests/qemu-snapshot-memory.sh \
	tests/qemu-snapshot-memory-full.sh \
	tests/qemu-snapshot-merge.sh \
	tests/qemu-snapshot-no-metadata-late.sh \
	tests/qemu-snapshot-qemu-killed.sh \
	tests/qemu-snapshot-revert-known.sh \
	tests/qemu-snapshot-refused.sh \
	tests/qemu-snapshot-reuse.sh \
	tests/qemu-snapshot-revert-images.sh \
	tests/qemu-start-fails.sh \
	tests/qemu-start-killed-anywhere.sh \
	tests/qemu-stats-attached-disk.sh \
	tests/qemu-stats.sh \
	tests/qemu-tap.sh \
	tests/qemu-transient.sh \
	tests/qemu-undefine-killed-anywhere.sh \
	tests/qemu-vcpus.py \
	tests/unit-client-exports.sh \
	tests/unit-protocol-lint.py \
	tests/unit-server-budget.py \
	tests/unit-server-conf-file.py \
	tests/unit-server-identity.sh \
	tests/unit-server-idle.py \
	tests/unit-server-pki-folder.sh \
	tests/unit-server-reload-limits.py \
	tests/unit-server-reload-log.py \
	tests/unit-server-reload.py \
	tests/unit-server-start-held.py \
	tests/unit-server-start.sh \
	tests/unit-server-stdio.py \
	tests/unit-storage-chain.py \
	tests/unit-storage-clone.py \
	tests/unit-storage-crash.py \
	tests/unit-storage-escape.py \
	tests/unit-storage-file-limit.py \
	tests/unit-storage-hole-behind-end.py \
	tests/unit-storage-jobs.py \
	tests/unit-storage-pools.py \
	tests/unit-storage-refresh.py \
	tests/unit-storage-streams.py \
	tests/unit-storage-volumes.py \
	tests/wire-aborted-connections.py \
	tests/wire-activated-sockets.py \
	tests/wire-bad-arguments.py \
	tests/wire-bad-headers.py \
	tests/wire-bad-records.py \
	tests/wire-connection-limits.py \
	tests/wire-descriptors.py \
	tests/wire-expensive-calls.py \
	tests/wire-half-closed.py \
	tests/wire-identity.py \
	tests/wire-libvirt-calls.py \
	tests/wire-libvirt-keepalive.py \
	tests/wire-libvirt-mixed.py \
	tests/wire-libvirt-same-bytes.py \
	tests/wire-libvirt-stream-flood.py \
	tests/wire-many-connections.py \
	tests/wire-not-reading.py \
	tests/wire-odd-strings.py \
	tests/wire-read-only.py \
	tests/wire-reads-on.py \
	tests/wire-rpcbind-answers.py \
	tests/wire-sessions.py \
	tests/wire-signals.py \
	tests/wire-slow-clients.py \
	tests/wire-stream-ends.py \
	tests/wire-storage-access.py \
	tests/wire-stream-limit-in-all.py \
	tests/wire-stream-unfinished.py \
	tests/wire-streams.py \
	tests/wire-tcp-keepalive.py \
	tests/wire-timeouts.py \
	tests/wire-tls-limits.py
TESTS += $(test_programs) $(test_scripts)

EXTRA_DIST += $(test_scripts) tests/agents.py tests/api_check.h tests/api_daemon.h tests/api_guest.h tests/checkpoints.py tests/cli_lib.sh tests/count_calls.c tests/kill_at.c tests/kill_lib.sh tests/slow_disk.c tests/slow_disk.py tests/snapshot_lib.sh tests/cli_shell_pty.py tests/devices.py tests/event_place.py tests/vnc.py tests/drivers_fixture.h tests/guests.py \
	tests/lib.sh tests/libvirt_wire.py tests/lsan.supp tests/netns_lib.sh tests/oncrpc.py tests/pki_lib.sh tests/qemu_fixture.h tests/rpcgen_client.c tests/rpcgen_lib.sh \
	tests/server_fixture.h tests/server_streams.h tests/ssh_lib.sh tests/stock_libvirt.py tests/storage.py tests/stream_ends.h tests/stream_fixture.h tests/streams.py tests/tls_client.py tests/fuzz tests/xml tests/argv tests/protocol
EXTRA_DIST += tests/libvirtd_lib.sh tests/virsh_transcript.py
tests_unit_conf_mutations_SOURCES = tests/unit-conf-mutations.c tests/documents.h
tests_unit_conf_mutations_CPPFLAGS = $(AM_CPPFLAGS) $(LIBXML_CFLAGS)

# The Linux guest of the tests, which make.py makes here when the first test asks for it.
EXTRA_DIST += tests/linux/hotplug.sh tests/linux/init.sh tests/linux/make.py tests/linux/packages.sh \
	tests/linux_guest.py tests/linux_lib.sh
CLEANFILES += tests/linux/initramfs tests/linux/lock tests/linux/state-* tests/linux/vmlinux

include tests/older.mk

# Fuzz targets. Seeds and inputs that once crashed are replayed by tests/fuzz-seeds.sh in every
# build; with --enable-fuzz (clang) `make check-fuzz` explores for FUZZ_SECONDS each.
fuzz_targets = arguments config domain-xml image packet qmp record save-image server starttls uri
FUZZ_SECONDS = 60

check_PROGRAMS += tests/replay-agent tests/replay-arguments tests/replay-config tests/replay-domain-xml tests/replay-image tests/replay-packet tests/replay-qmp \
	tests/replay-record tests/replay-save-image tests/replay-server tests/replay-starttls tests/replay-uri
tests_replay_agent_SOURCES = tests/fuzz-agent.c tests/fuzz_replay.c
tests_replay_arguments_SOURCES = tests/fuzz-arguments.c tests/fuzz_replay.c
tests_replay_config_SOURCES = tests/fuzz-config.c tests/fuzz_replay.c
tests_replay_config_LDADD = server/libserver.la $(LDADD)
tests_replay_domain_xml_SOURCES = tests/fuzz-domain-xml.c tests/documents.h tests/fuzz_replay.c
tests_replay_image_SOURCES = tests/fuzz-image.c tests/fuzz_replay.c
tests_replay_packet_SOURCES = tests/fuzz-packet.c tests/fuzz_framing.h tests/fuzz_replay.c
tests_replay_qmp_SOURCES = tests/fuzz-qmp.c tests/fuzz_replay.c
tests_replay_record_SOURCES = tests/fuzz-record.c tests/fuzz_framing.h tests/fuzz_replay.c
tests_replay_save_image_SOURCES = tests/fuzz-save-image.c tests/fuzz_replay.c
tests_replay_server_SOURCES = tests/fuzz-server.c tests/fuzz_replay.c tests/scripted_server.c tests/scripted_server.h
tests_replay_server_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)
tests_replay_starttls_SOURCES = tests/fuzz-starttls.c tests/fuzz_replay.c tests/pki_fixture.c tests/pki_fixture.h
tests_replay_starttls_CPPFLAGS = $(AM_CPPFLAGS) $(OPENSSL_CFLAGS)
tests_replay_starttls_LDADD = client/libclient.la server/libserver.la $(LDADD) $(OPENSSL_LIBS)
tests_replay_uri_SOURCES = tests/fuzz-uri.c tests/fuzz_replay.c
tests_replay_uri_LDADD = client/libclient.la $(TIRPC_LIBS) $(GLIB_LIBS)

if FUZZ
fuzz_programs = tests/fuzz-agent tests/fuzz-arguments tests/fuzz-config tests/fuzz-domain-xml tests/fuzz-image \
	tests/fuzz-packet tests/fuzz-qmp tests/fuzz-record tests/fuzz-save-image \
	tests/fuzz-server tests/fuzz-starttls tests/fuzz-uri
EXTRA_PROGRAMS += $(fuzz_programs)
tests_fuzz_agent_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_arguments_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_config_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_config_LDADD = $(tests_replay_config_LDADD)
tests_fuzz_domain_xml_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_image_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_packet_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_qmp_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_record_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_save_image_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_server_SOURCES = tests/fuzz-server.c tests/scripted_server.c tests/scripted_server.h
tests_fuzz_server_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_server_LDADD = $(tests_replay_server_LDADD)
tests_fuzz_starttls_SOURCES = tests/fuzz-starttls.c tests/pki_fixture.c tests/pki_fixture.h
tests_fuzz_starttls_CPPFLAGS = $(tests_replay_starttls_CPPFLAGS)
tests_fuzz_starttls_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_starttls_LDADD = $(tests_replay_starttls_LDADD)
tests_fuzz_uri_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_uri_LDADD = $(tests_replay_uri_LDADD)

# New inputs stay in the build folder; one that crashes is left there as crash-*.
check-fuzz: $(fuzz_programs)
	@for target in $(fuzz_targets); do \
		echo "fuzzing $$target for $(FUZZ_SECONDS) s"; \
		mkdir -p tests/corpus/$$target && \
		tests/fuzz-$$target -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
			-artifact_prefix=tests/corpus/$$target- -rss_limit_mb=1024 -timeout=10 \
			tests/corpus/$$target $(srcdir)/tests/fuzz/$$target || exit 1; \
	done
else
check-fuzz:
	@echo "configure with CC=clang --enable-fuzz --enable-sanitize=address,undefined first"; exit 1
endif
