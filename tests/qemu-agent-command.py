#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A client's own commands for the agent in a guest: answers and refusals, an agent that is killed or stands
still and comes back, the state of its channel and the events of it; a daemon that was killed finds it again."""
from agents import AGENT_UNRESPONSIVE, ARGUMENT_UNSUPPORTED, BLOCK, NOWAIT, AgentGuest
from guests import QemuDaemon
from linux_guest import LinuxGuest
from oncrpc import opt, u32

CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY = 316
AGENT_LIFECYCLE, CHANNEL = 18, 2
CONNECTED, DISCONNECTED = 1, 2


class Events:
    def __init__(self, daemon):
        self.client = daemon.client()
        self.client.result(CONNECT_DOMAIN_EVENT_CALLBACK_REGISTER_ANY, u32(AGENT_LIFECYCLE) + opt(None))

    def expect(self, state):
        _, kind, body = self.client.next_event()
        assert kind == AGENT_LIFECYCLE
        body.domain()
        assert (body.i32(), body.i32()) == (state, CHANNEL)


def answers(guest):
    assert guest.agent("guest-ping") == {}
    assert guest.agent_text('{"execute":"guest-sync","arguments":{"id":7},"id":3}') == '{"return":7,"id":3}'
    assert guest.agent("guest-sync-delimited", id=8) == 8  # it has the mark of our own in front
    assert '"class":"CommandNotFound"' in guest.agent_text('{"execute":"guest-nonsense"}')
    assert guest.agent_text('{"execute":"guest-ping"}', NOWAIT) is None
    assert guest.agent("guest-get-host-name", BLOCK) == {"host-name": "linux"}  # not the answer before
    guest.fails(8, "no member 'x'", guest.agent_text, '{"execute":"guest-ping","x":1}')


def main():
    with QemuDaemon() as daemon:
        bare = LinuxGuest(daemon, "bare", start=False)
        guest = AgentGuest(daemon)
        bare.__class__ = AgentGuest
        bare.fails(55, "not running", bare.agent, "guest-ping")
        answers(guest)
        events = Events(daemon)

        guest.run("kill -STOP $(pidof qemu-ga)")
        guest.fails(AGENT_UNRESPONSIVE, "did not answer", guest.agent, "guest-info", 1)
        guest.run("kill -CONT $(pidof qemu-ga)")
        assert guest.agent("guest-ping") == {}  # what it owed before is no answer to this

        guest.run("kill -KILL $(pidof qemu-ga)")
        events.expect(DISCONNECTED)
        guest.fails(AGENT_UNRESPONSIVE, "not connected", guest.agent, "guest-ping")
        assert guest.state() == "disconnected"
        guest.run("/agent >/dev/null 2>&1 &")
        events.expect(CONNECTED)
        answers(guest)

        for _ in range(2):
            daemon.kill()
            daemon.start()
            guest.attach()
            assert guest.state() == "connected"
            answers(guest)


main()
