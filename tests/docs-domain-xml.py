#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The manual page of documents says what the parsers do: each element and attribute of their tables
stands in the section of what it belongs to, each word of an enum somewhere, and the lists of what is
kept and what is refused are those of the tables, no more and no less."""
import glob
import os
import re

SOURCE = os.environ["srcdir"]
# The section of a table, and the element that has these children. A table without a row here is an error.
TABLES = {
    "domain_parse.domain_children": ("domain", "domain"),
    "domain_parse_guest.domain_parse_os": ("os", "os"),
    "domain_parse_guest.domain_parse_features": ("features", "features"),
    "domain_hyperv.domain_parse_hyperv": ("features", "hyperv"),
    "domain_hyperv.parse_stimer": ("features", "stimer"),
    "domain_parse_guest.parse_timer": ("clock", "timer"),
    "domain_parse_guest.domain_parse_clock": ("clock", "clock"),
    "domain_parse_guest.domain_parse_pm": ("pm", "pm"),
    "domain_parse_cpu.domain_parse_cpu": ("cpu", "cpu"),
    "domain_parse_vcpu.domain_parse_vcpus": ("vcpu", "vcpus"),
    "domain_parse_vcpu.domain_parse_cputune": ("vcpu", "cputune"),
    "domain_parse_vcpu.parse_distances": ("cpu", "distances"),
    "domain_parse_vcpu.read_cell": ("cpu", "cell"),
    "domain_parse_vcpu.domain_parse_numa": ("cpu", "numa"),
    "domain_sysinfo.parse_block": ("sysinfo", "bios"),
    "domain_sysinfo.tables": ("sysinfo", "sysinfo"),
    "domain_sysinfo.entries": ("sysinfo", "sysinfo"),
    "domain_parse_devices.domain_parse_devices": ("devices", "devices"),
    "domain_parse_disk.domain_parse_disk": ("disk", "disk"),
    "domain_parse_image.domain_parse_source": ("disk", "source"),
    "domain_parse_image.domain_parse_backing": ("disk", "backingStore"),
    "domain_mirror.domain_parse_mirror": ("disk", "mirror"),
    "domain_parse_controller.domain_parse_controller": ("controller", "controller"),
    "domain_parse_controller.parse_target": ("controller", "target"),
    "domain_parse_devices.parse_interface": ("interface", "interface"),
    "domain_filesystem.domain_parse_filesystem": ("filesystem", "filesystem"),
    "domain_parse_chardev.parse_source": ("serial", "source"),
    "domain_parse_chardev.parse_serial_target": ("serial", "target"),
    "domain_parse_chardev.domain_parse_serial": ("serial", "serial"),
    "domain_parse_chardev.domain_parse_console": ("serial", "console"),
    "domain_parse_chardev.domain_parse_channel": ("serial", "channel"),
    "domain_parse_display.domain_parse_graphics": ("graphics", "graphics"),
    "domain_parse_display.parse_video_model": ("video", "model"),
    "domain_parse_display.domain_parse_video": ("video", "video"),
    "domain_parse_display.domain_parse_input": ("input", "input"),
    "domain_parse_devices.parse_rng": ("rng", "rng"),
    "domain_parse_devices.bare_children": ("panic", "panic"),
    "domain_parse_devices.parse_memballoon": ("memballoon", "memballoon"),
    "domain_redirdev.domain_parse_redirdev": ("redirdev", "redirdev"),
    "domain_sound.domain_parse_sound": ("sound", "sound"),
    "domain_sound.domain_parse_audio": ("audio", "audio"),
    "domain_vsock.domain_parse_vsock": ("vsock", "vsock"),
    "domain_iothread.parse_id": ("domain", "iothread"),
    "domain_iothread.domain_parse_iothread_ids": ("domain", "iothreadids"),
    "domain_memory.parse_target": ("memory", "target"),
    "domain_memory.domain_parse_memory_device": ("memory", "memory"),
    "snapshot.parse_disk": ("domainsnapshot", "disk"),
    "snapshot.parse_disk_list": ("domainsnapshot", "disks"),
    "snapshot.wanted_children": ("domainsnapshot", "domainsnapshot"),
    "snapshot.known_children": ("domainsnapshot", "domainsnapshot"),
    "checkpoint.parse_disks": ("domaincheckpoint", "disks"),
    "checkpoint.wanted_children": ("domaincheckpoint", "domaincheckpoint"),
    "checkpoint.known_children": ("domaincheckpoint", "domaincheckpoint"),
    "backup.push_children": ("domainbackup", "disk"),
    "backup.pull_children": ("domainbackup", "disk"),
    "backup.parse_disks": ("domainbackup", "disks"),
    "backup.backup_def_parse": ("domainbackup", "domainbackup"),
}
# Functions that no table of their file names.
FUNCTIONS = {"parse_watchdog": "watchdog", "parse_panic": "panic", "domain_parse_alias": "devices",
             "domain_parse_boot_order": "devices", "domain_parse_interface_source": "interface",
             "domain_parse_interface_target": "interface", "parse_pci": "devices", "parse_drive": "devices",
             "parse_virtio_serial": "devices", "parse_usb": "devices", "parse_isa": "devices",
             "parse_dimm": "devices", "domain_parse_vcpu": "vcpu", "domain_parse_genid": "domain",
             "domain_parse_sysinfo": "sysinfo"}
MACROS = {"DOMAIN_DEVICE_CHILDREN": {"alias": "XML_ONE", "address": "XML_ONE"},
          "DOMAIN_BOOT_DEVICE_CHILDREN": {"alias": "XML_ONE", "address": "XML_ONE", "boot": "XML_ONE"}}
ROW = re.compile(r'\{\s*"([\w-]+)",\s*(XML_[A-Z]+),\s*(\w+)')
ATTRIBUTES = re.compile(r'(?:xml_check_empty|xml_get_text|xml_get_string|domain_parse_size)\s*\(\s*node,\s*'
                        r'((?:"[^"]*"\s*)+)|XmlShape \w+ = \{\s*((?:"[^"]*"\s*)+)')
FILES = [name for pattern in ("domain*.c", "device_address.c", "snapshot.c", "checkpoint.c", "backup.c")
         for name in glob.glob(os.path.join(SOURCE, "conf", pattern)) if "image_document" not in name]


def sections(text):
    """From the elements of a heading to the text below it."""
    parts = re.split(r"^(.+)\n(?:-+|=+)$", text, flags=re.M)
    found = {}
    for heading, body in zip(parts[1::2], parts[2::2]):
        for element in re.findall(r"<(\w+)>", heading):
            found[element] = heading + "\n" + body
    return found


def functions(text):
    """(name, body) of each, and ("", all) for what is outside of them."""
    return re.findall(r"^\w[\w *]*?\b(\w+)\([^;{}]*?\)\n\{\n(.*?)^\}", text, flags=re.M | re.S)


def tables(name, text):
    """(identity, rows) of each table of a file; a row is (element, rule, handler)."""
    found = []
    starts = [(m.start(), m[1]) for m in re.finditer(r"^\w[\w *]*?\b(\w+)\([^;{}]*?\)\n\{", text, flags=re.M)]
    for table in re.finditer(r"XmlChild (\w+)\[\] = \{(.*?)\{0\}", text, flags=re.S):
        inside = [function for at, function in starts if at < table.start()]
        own = table[1] if table[1] != "children" or not inside else inside[-1]
        rows = ROW.findall(table[2])
        for macro in re.findall(r"\b[A-Z]+_[A-Z_]*CHILDREN\b", table[2]):
            local = re.search(rf"#define {macro}\b(.*?[^\\])\n", text, flags=re.S)
            rows += ROW.findall(local[1].replace("\\\n", "")) if local else \
                [(element, rule, "") for element, rule in MACROS[macro].items()]
            if local and "DOMAIN_DEVICE_CHILDREN" in local[1]:
                rows += [(element, rule, "") for element, rule in MACROS["DOMAIN_DEVICE_CHILDREN"].items()]
        found.append((f"{name}.{own}", rows))
    return found


def listed(section, word, element, own):
    """The names in the paragraph "Refused: a, b." or "Refused within <element>: a, b."."""
    head = f"{word}:" if element == own else f"{word} within <{element}>:"
    paragraph = re.search(rf"^{head}((?:[^.]|\.\w)*)\.$", section, flags=re.M)
    return set(re.findall(r"[\w-]+", paragraph[1])) if paragraph else set()


class Check:
    def __init__(self):
        with open(os.path.join(SOURCE, "docs/vmrpc-domain-xml.rst")) as manual:
            self.text = manual.read()
        self.sections = sections(self.text)
        self.wrong, self.count = [], 0

    def want(self, condition, what):
        self.count += 1
        if not condition:
            self.wrong.append(what)

    def table(self, identity, rows):
        """Its rows; the section of each handler."""
        if identity not in TABLES:
            self.wrong.append(f"table {identity} is not known to this test")
            return {}
        place, element = TABLES[identity]
        section = self.sections.get(place, "")
        own = "serial" if element in ("console", "channel") else place
        element = own if element in ("console", "channel") else element
        for word, rules in (("Kept", ("XML_KEEP",)), ("Refused", ("XML_REFUSE",))):
            names = {name for name, rule, _ in rows if rule in rules}
            said = listed(section, word, element, own)
            self.want(names == said, f"section <{place}>, {word.lower()} of <{element}>: {sorted(names ^ said)}")
        for name, rule, _ in rows:
            if rule in ("XML_ONE", "XML_MANY"):
                self.want(re.search(rf"<{name}[ >]", section), f"section <{place}>: no <{name}>")
        return {handler: place for _, rule, handler in rows if rule in ("XML_ONE", "XML_MANY") and handler}

    def attributes(self, name, place, body):
        for match in ATTRIBUTES.finditer(body):
            for word in re.findall(r"\w+", "".join(re.findall(r'"([^"]*)"', match[1] or match[2]))):
                self.want(re.search(rf"\b{word}=", self.sections[place]), f"section <{place}>: no {word}= ({name})")

    def words(self, text):
        for words in re.findall(r"ENUM_DEFINE\(\w+, \w+, \w+,(.*?)\);", text, flags=re.S):
            for word in re.findall(r'"([^"]+)"', words):
                self.want(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", self.text), f"no word {word}")

    def file(self, path):
        name = os.path.basename(path)[:-len(".c")]
        with open(path) as source:
            text = source.read()
        handlers, own = {}, {}
        for identity, rows in tables(name, text):
            handlers.update(self.table(identity, rows))
            own[identity.split(".")[1]] = TABLES.get(identity, ("domain",))[0]
        for function, body in functions(text):
            place = own.get(function) or FUNCTIONS.get(function) or handlers.get(function)
            if place:
                self.attributes(f"{name}.{function}", place, body)
        if name not in ("snapshot", "domain_mirror"):
            self.words(text)


def main():
    check = Check()
    for path in sorted(FILES):
        check.file(path)
    assert not check.wrong, "docs/vmrpc-domain-xml.rst:\n" + "\n".join(check.wrong)
    assert check.count > 700, f"only {check.count} things were looked at"


main()
