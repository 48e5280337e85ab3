#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Stock Sys::Virt (Perl): looks around, changes something, gets an event, reads an error's code.
. "${srcdir:?}/tests/lib.sh" || exit 1
need perl
perl -MSys::Virt -e 1 2>/dev/null || skip 'Sys::Virt is not installed (package libsys-virt-perl)'
start_daemon
cat >"$T/test.pl" <<'END'
use strict;
use warnings;
use Sys::Virt;
use Sys::Virt::Event;

Sys::Virt::Event::register_default();
my $connection = Sys::Virt->new(uri => $ENV{URI});
my @domains = $connection->list_all_domains();
die "domains: " . @domains unless @domains == 1 && $domains[0]->get_name eq "test";
my $seen = 0;
$connection->domain_event_register_any(undef, Sys::Virt::Domain::EVENT_ID_LIFECYCLE, sub {
    my ($con, $dom, $event, $detail) = @_;
    $seen = 1 if $event == Sys::Virt::Domain::EVENT_SUSPENDED && $dom->get_name eq "test";
});
$domains[0]->suspend();
Sys::Virt::Event::run_default() while !$seen;
die "state" unless $domains[0]->get_info()->{state} == Sys::Virt::Domain::STATE_PAUSED;
eval { $connection->get_domain_by_name("nobody") };
die "error: $@" unless ref $@ && $@->code == Sys::Virt::Error::ERR_NO_DOMAIN;
print "done\n";
END
perl "$T/test.pl" >"$T/said" 2>&1 || fail "$(cat "$T/said")"
grep -qx done "$T/said" || fail "$(cat "$T/said")"
