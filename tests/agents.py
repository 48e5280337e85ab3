# SPDX-License-Identifier: LGPL-2.1-or-later
"""Guests with the QEMU guest agent in them, and what is asked of it.

    with QemuDaemon() as daemon, AgentClient(daemon) as guest:
        guest.agent("guest-ping")               # its result, as qemu-agent-command has it
        guest.ask(DOMAIN_GET_HOSTNAME, u32(0))  # a Reader of the result of any procedure
"""
import json

from linux_guest import AGENT_CHANNEL, LinuxGuest
from oncrpc import Reader, RemoteError, string, u32, wait_for

QEMU = 0x20008087
QEMU_DOMAIN_AGENT_COMMAND = 3
DOMAIN_GET_XML_DESC = 14
AGENT_UNRESPONSIVE, OPERATION_UNSUPPORTED, ARGUMENT_UNSUPPORTED = 86, 84, 74
BLOCK, DEFAULT, NOWAIT = -2, -1, 0


class AgentGuest(LinuxGuest):
    """One that boots with an agent, or goes on with one that is there."""

    def __init__(self, daemon, name="linux", devices="", saved=True, **more):
        super().__init__(daemon, name, AGENT_CHANNEL + devices, saved=saved, **more)
        self.connected()

    def state(self):
        """Of the channel, as the live document has it."""
        xml = self.ask(DOMAIN_GET_XML_DESC, u32(0)).string()
        return xml.split("name='org.qemu.guest_agent.0' state='")[1].split("'")[0]

    def connected(self, state="connected"):
        wait_for(lambda: self.state() == state, f"the agent is {state}")
        return self

    def ask(self, procedure, arguments=b"", **more):
        with self.daemon.client() as client:
            return client.result(procedure, self.guest + arguments, **more)

    def agent_text(self, text, timeout=DEFAULT):
        """The answer as it is."""
        body = self.ask(QEMU_DOMAIN_AGENT_COMMAND, string(text) + u32(timeout & 0xffffffff, 0), program=QEMU)
        return body.string() if body.u32() else None

    def agent(self, name, timeout=DEFAULT, **arguments):
        answer = json.loads(self.agent_text(json.dumps({"execute": name, "arguments": arguments}), timeout))
        return answer["return"]

    def fails(self, code, words, action, *arguments, **more):
        try:
            action(*arguments, **more)
        except RemoteError as error:
            assert error.code == code and words in str(error), error
            return
        raise AssertionError(f"it did not fail with {code}: {words}")
