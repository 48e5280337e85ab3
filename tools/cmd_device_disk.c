/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks: attach-disk, detach-disk, change-media, domblklist. */
#include "tools/commands.h"
#include "tools/device.h"
#include "tools/output.h"
#include "tools/xpath.h"

#define DISKS "/domain/devices/disk"

/* ---- attach-disk ---- */

static const Option attach_options[] = {
    OPTION_DOMAIN,
    {"source", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "path of the image",
     complete_files},
    {"target", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name of the disk: vdb ...",
     NULL},
    {"targetbus", OPTION_STRING, 0, "virtio, scsi, usb, ide or sata", NULL},
    {"driver", OPTION_STRING, 0, "name of the driver: qemu", NULL},
    {"subdriver", OPTION_STRING, 0, "format of the image: raw, qcow2 ...", NULL},
    {"cache", OPTION_STRING, 0, "none, writethrough, writeback ...", NULL},
    {"io", OPTION_STRING, 0, "threads, native or io_uring", NULL},
    {"type", OPTION_STRING, 0, "disk, cdrom, floppy or lun", NULL},
    {"mode", OPTION_STRING, 0, "readonly or shareable", NULL},
    {"sourcetype", OPTION_STRING, 0, "file or block; by default what the source looks like", NULL},
    {"serial", OPTION_STRING, 0, "serial number that the guest sees", NULL},
    {"alias", OPTION_STRING, 0, "name of the device, beginning with ua-", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the element instead of attaching it", NULL},
    OPTIONS_DEVICE_AFFECT,
    {0},
};

static void add_attribute(GString *xml, const char *name, const char *value)
{
    g_autofree char *text = value ? g_markup_printf_escaped(" %s='%s'", name, value) : NULL;

    if (text)
        g_string_append(xml, text);
}

static void add_leaf(GString *xml, const char *name, const char *attribute, const char *value)
{
    if (!value)
        return;
    g_string_append_printf(xml, "<%s", name);
    add_attribute(xml, attribute, value);
    g_string_append(xml, "/>");
}

static bool is_device(const char *source)
{
    return source && g_str_has_prefix(source, "/dev/");
}

static void add_driver(GString *xml, const Arguments *arguments)
{
    const char *driver = arguments_string(arguments, "driver");
    const char *format = arguments_string(arguments, "subdriver");
    const char *cache = arguments_string(arguments, "cache");
    const char *io = arguments_string(arguments, "io");

    if (!driver && !format && !cache && !io)
        return;
    g_string_append(xml, "<driver");
    add_attribute(xml, "name", driver ? driver : "qemu");
    add_attribute(xml, "type", format);
    add_attribute(xml, "cache", cache);
    add_attribute(xml, "io", io);
    g_string_append(xml, "/>");
}

static char *disk_element(const Arguments *arguments)
{
    const char *serial = arguments_string(arguments, "serial");
    const char *mode = arguments_string(arguments, "mode");
    const char *source = arguments_string(arguments, "source");
    const char *type = arguments_string(arguments, "sourcetype");
    bool block = type ? g_str_equal(type, "block") : is_device(source);
    GString *xml = g_string_new("<disk");

    add_attribute(xml, "type", block ? "block" : "file");
    add_attribute(xml, "device", arguments_string(arguments, "type"));
    g_string_append(xml, ">");
    add_driver(xml, arguments);
    add_leaf(xml, "source", block ? "dev" : "file", *source ? source : NULL);
    g_string_append(xml, "<target");
    add_attribute(xml, "dev", arguments_string(arguments, "target"));
    add_attribute(xml, "bus", arguments_string(arguments, "targetbus"));
    g_string_append(xml, "/>");
    if (mode)
        g_string_append_printf(xml, "<%s/>", mode);
    if (serial) {
        g_autofree char *text = g_markup_printf_escaped("<serial>%s</serial>", serial);

        g_string_append(xml, text);
    }
    add_leaf(xml, "alias", "name", arguments_string(arguments, "alias"));
    g_string_append(xml, "</disk>");
    return g_string_free(xml, FALSE);
}

static bool run_attach(Tool *tool, const Arguments *arguments)
{
    const char *mode = arguments_string(arguments, "mode");
    g_autofree char *xml = NULL;

    if (mode && !g_str_equal(mode, "readonly") && !g_str_equal(mode, "shareable"))
        return tool_fail(NULL, "No support for %s in command 'attach-disk'", mode);
    xml = disk_element(arguments);
    return device_attach(tool, arguments, xml, "disk");
}

/* ---- detach-disk ---- */

static const Option detach_options[] = {
    OPTION_DOMAIN,
    {"target", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "name of the disk: vdb ...",
     NULL},
    {"print-xml", OPTION_BOOL, 0, "print the element instead of detaching it", NULL},
    OPTIONS_DEVICE_AFFECT,
    {0},
};

/* By its target, or by the path of its image. */
static char *find_disk(const DeviceCommand *command, const char *name)
{
    g_autofree char *expression = g_strdup_printf(
        "disk[target/@dev='%s' or source/@file='%s' or source/@dev='%s']", name, name, name);
    g_autofree char *what = g_strdup_printf("disk whose source path or target is %s", name);

    return device_check_word(name) ? device_element(command, expression, what) : NULL;
}

static bool run_detach(Tool *tool, const Arguments *arguments)
{
    g_auto(DeviceCommand) command = {0};
    g_autofree char *xml = NULL;
    VmrpcError *error = NULL;

    if (!device_command_begin(tool, arguments, &command) ||
        !(xml = find_disk(&command, arguments_string(arguments, "target"))))
        return false;
    if (arguments_has(arguments, "print-xml")) {
        output_document(xml);
        return true;
    }
    if (vmrpc_domain_device_detach(command.domain, xml, command.flags, &error) < 0)
        return tool_fail(error, "Failed to detach disk");
    tool_say(tool, "Disk detached successfully");
    return true;
}

/* ---- change-media ---- */

static const Option media_options[] = {
    OPTION_DOMAIN,
    {"path", OPTION_STRING, OPTION_REQUIRED | OPTION_POSITIONAL, "target of the drive: hdc ...",
     NULL},
    {"source", OPTION_STRING, OPTION_POSITIONAL, "path of the medium", complete_files},
    {"eject", OPTION_BOOL, 0, "take the medium out", NULL},
    {"insert", OPTION_BOOL, 0, "put a medium into an empty drive", NULL},
    {"update", OPTION_BOOL, 0, "put a medium in, whether there is one or not (the default)", NULL},
    {"force", OPTION_BOOL, 0, "even if the guest has locked the tray", NULL},
    {"block", OPTION_BOOL, 0, "the source is a block device", NULL},
    {"print-xml", OPTION_BOOL, 0, "print the element instead of changing the medium", NULL},
    OPTIONS_AFFECT,
    {0},
};

/* The element with the new medium; NULL: printed why not. */
static char *media_element(const Arguments *arguments, const char *old)
{
    const char *path = arguments_string(arguments, "path");
    const char *source = arguments_string(arguments, "source");
    bool block = arguments_has(arguments, "block") || is_device(source);
    g_autoptr(Xpath) xpath = xpath_new(old);
    bool empty = xpath && xpath_count(xpath, "/disk/source") == 0;
    g_autofree char *child = NULL;

    if (!xpath)
        return NULL;
    if (arguments_has(arguments, "eject") && empty) {
        tool_fail(NULL, "The disk device '%s' doesn't have media", path);
        return NULL;
    }
    if (arguments_has(arguments, "insert") && !empty) {
        tool_fail(NULL, "The disk device '%s' already has media", path);
        return NULL;
    }
    if (!arguments_has(arguments, "eject"))
        child = g_markup_printf_escaped("<source %s='%s'/>", block ? "dev" : "file", source);
    return xpath_edit(old, "type", child ? (block ? "block" : "file") : NULL,
                               "source backingStore", child);
}

static bool check_media(const Arguments *arguments)
{
    bool source = arguments_has(arguments, "source");

    if (!affect_check(arguments, false) || !arguments_exclusive(arguments, "eject", "insert") ||
        !arguments_exclusive(arguments, "eject", "update") ||
        !arguments_exclusive(arguments, "insert", "update") ||
        !arguments_exclusive(arguments, "eject", "source") ||
        !arguments_exclusive(arguments, "eject", "block"))
        return false;
    return source || arguments_has(arguments, "eject") ||
           tool_fail(NULL, "No disk source specified for %s",
                     arguments_has(arguments, "insert") ? "inserting" : "updating");
}

static bool run_media(Tool *tool, const Arguments *arguments)
{
    const char *done = arguments_has(arguments, "eject")    ? "ejected"
                       : arguments_has(arguments, "insert") ? "inserted"
                                                            : "updated";
    g_autoptr(VmrpcDomain) domain = NULL;
    g_autofree char *old = NULL, *xml = NULL;
    VmrpcError *error = NULL;
    unsigned flags = affect_flags(arguments);

    if (!check_media(arguments))
        return false;
    domain = tool_domain(tool, arguments_string(arguments, "domain"));
    if (!domain ||
        !(old = find_disk(&(DeviceCommand){domain, flags}, arguments_string(arguments, "path"))) ||
        !(xml = media_element(arguments, old)))
        return false;
    if (arguments_has(arguments, "print-xml")) {
        output_document(xml);
        return true;
    }
    if (arguments_has(arguments, "force"))
        flags |= VMRPC_DOMAIN_DEVICE_UPDATE_FORCE;
    if (vmrpc_domain_device_update(domain, xml, flags, &error) < 0)
        return tool_fail(error, "Failed to change media of '%s'",
                         arguments_string(arguments, "path"));
    tool_say(tool, "Successfully %s media.", done);
    return true;
}

/* ---- domblklist ---- */

static const Option list_options[] = {
    OPTION_DOMAIN,
    {"inactive", OPTION_BOOL, 0, "of the definition, though the domain runs", NULL},
    {"details", OPTION_BOOL, 0, "with types", NULL},
    {0},
};

static char *disk_source(Xpath *xpath, unsigned place)
{
    char *file = xpath_string_of(xpath, DISKS, place, "source/@file");

    return file ? file : xpath_string_of(xpath, DISKS, place, "source/@dev");
}

static void list_json(Xpath *xpath, unsigned count)
{
    json_t *disks = json_array();

    for (unsigned i = 1; i <= count; i++) {
        g_autofree char *type = xpath_string_of(xpath, DISKS, i, "@type");
        g_autofree char *device = xpath_string_of(xpath, DISKS, i, "@device");
        g_autofree char *target = xpath_string_of(xpath, DISKS, i, "target/@dev");
        g_autofree char *source = disk_source(xpath, i);

        json_array_append_new(
            disks, json_pack("{s:o, s:o, s:o, s:o}", "type", output_json_text(type), "device",
                             output_json_text(device), "target", output_json_text(target), "source",
                             output_json_text(source)));
    }
    output_json(json_pack("{s:o}", "disks", disks));
}

static void add_row(Table *table, Xpath *xpath, unsigned place, bool details)
{
    char *target = xpath_string_of(xpath, DISKS, place, "target/@dev");
    char *source = disk_source(xpath, place);
    GPtrArray *cells = g_ptr_array_new();

    if (details) {
        g_ptr_array_add(cells, xpath_string_of(xpath, DISKS, place, "@type"));
        g_ptr_array_add(cells, xpath_string_of(xpath, DISKS, place, "@device"));
    }
    g_ptr_array_add(cells, target);
    g_ptr_array_add(cells, source ? source : g_strdup("-"));
    g_ptr_array_add(cells, NULL);
    table_add(table, (char **) g_ptr_array_free(cells, FALSE));
}

static bool run_list(Tool *tool, const Arguments *arguments)
{
    static const char *const brief[] = {"Target", "Source", NULL};
    static const char *const full[] = {"Type", "Device", "Target", "Source", NULL};
    bool details = arguments_has(arguments, "details");
    unsigned flags = arguments_has(arguments, "inactive") ? VMRPC_DOMAIN_XML_INACTIVE : 0;
    g_autoptr(VmrpcDomain) domain = tool_domain(tool, arguments_string(arguments, "domain"));
    VmrpcError *error = NULL;
    g_autofree char *xml = domain ? vmrpc_domain_xml(domain, flags, &error) : NULL;
    g_autoptr(Xpath) xpath = xml ? xpath_new(xml) : NULL;
    g_autoptr(Table) table = table_new(details ? full : brief);
    unsigned count;

    if (!domain)
        return false;
    if (!xpath)
        return tool_fail(error, "Failed to get disk information");
    count = xpath_count(xpath, DISKS);
    if (tool->json) {
        list_json(xpath, count);
        return true;
    }
    for (unsigned i = 1; i <= count; i++)
        add_row(table, xpath, i, details);
    table_print(table, !tool->quiet);
    return true;
}

const Command commands_device_disk[] = {
    {"attach-disk", "attach a disk", "Plugs in a disk.", attach_options, 0, run_attach},
    {"change-media", "change the medium of a cdrom or floppy drive",
     "Changes the medium of a drive, or takes it out.", media_options, 0, run_media},
    {"detach-disk", "detach a disk", "Takes out a disk; a running guest is asked to let go of it.",
     detach_options, 0, run_detach},
    {0},
};

const Command commands_device_disk_list[] = {
    {"domblklist", "list the disks of a domain", "Lists the disks of a domain.", list_options,
     COMMAND_JSON, run_list},
    {0},
};
