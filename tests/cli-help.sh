#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Every command is in `help`, has help of its own with all its options, and is in the manual page
# with each of them; and the manual page has no option that is not there. What a command prints as JSON is
# in there as well, and its entry can be had as JSON. No daemon is needed.
. "${srcdir:?}/tests/lib.sh" || exit 1
need python3

unset VMRPC_DAEMON
vmrpc help --json >"$T/table" || fail 'help --json'
vmrpc help >"$T/help" || fail 'help'
vmrpc --help >"$T/usage" || fail '--help'
cat >"$T/compare" <<'END'
import json, re, subprocess, sys

manual = open(sys.argv[1]).read()
table = json.load(open(sys.argv[2]))
listed, usage = open(sys.argv[3]).read(), open(sys.argv[4]).read()
commands = [c for group in table["groups"] for c in group["commands"]]
names = [c["name"] for c in commands]
part = manual[manual.index("\nCOMMANDS\n"):manual.index("\nTHE PROMPT\n")]
entries = {m.group(1): m.group(0)
           for m in re.finditer(r"^\*\*([a-z-]+)\*\*.*\n(?:(?: .*)?\n)*", part, re.M)}

members = manual[manual.index("\nJSON\n"):manual.index("\nOUTPUT\n")]

def words(text):
    return set(re.findall(r"--[a-z][a-z-]*", text))

def run(*words):
    return subprocess.check_output(["vmrpc", *words], text=True)

assert len(set(names)) == len(names) > 30, "a name twice"
assert sorted(entries) == sorted(names), set(entries) ^ set(names)
for command in commands:
    name, options = command["name"], {"--" + o["name"] for o in command["options"]}
    assert command["summary"] and command["description"], name
    assert all(o["help"] for o in command["options"]), name
    assert re.search(rf"^    {name} +{re.escape(command['summary'])}$", listed, re.M), name
    assert options == words(entries[name]), (name, options ^ words(entries[name]))
    texts = [run(*call) for call in (["help", name], [name, "--help"], [f"{name} --help"])]
    assert texts[0].strip() == texts[1].strip() == texts[2].strip(), name
    assert words(texts[0]) >= options and f"{name} - " in texts[0], name
    assert json.loads(run("--json", "help", name)) == command, name
    if "--json" in options:
        assert re.search(rf"(?m)^   [*]?[ -]+(?:[^`]*[ ,])?{name}(?![\w-])", members), f"JSON of {name}"
for group in table["groups"]:
    text = run("help", group["keyword"])
    assert all(f"    {c['name']} " in text for c in group["commands"]), group["keyword"]
listed_in_usage = words(usage[:usage.index("Grouped")]) | {"--version=long"}
documented = words(manual[manual.index("\nOPTIONS\n"):manual.index("\nURIS\n")])
assert {w.split("=")[0] for w in listed_in_usage} == documented, documented
END
python3 "$T/compare" "$srcdir/docs/vmrpc.rst" "$T/table" "$T/help" "$T/usage" || fail 'see above'
