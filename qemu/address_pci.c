/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCI slots: see address.h. First everything that has an address takes its place, then what is open
 * gets one, in the order in which other tools count devices, so that their documents and ours agree
 * on most addresses.
 */
#include "qemu/address_private.h"

#include "qemu/complete.h"
#include "qemu/device_parts.h"
#include "qemu/live.h"

#define PCI_BUSES 256
#define PCI_SLOT_ALL 0xff /* all eight functions */

typedef struct PciBus {
    const DomainController *controller; /* NULL: there is no such bus */
    uint8_t taken[DOMAIN_PCI_SLOTS];    /* a bit per function */
    bool ports[DOMAIN_PCI_SLOTS];       /* root ports share the slot, and nothing else is in it */
} PciBus;

typedef struct PciPlan {
    DomainDef *def;
    MachineFamily family;
    bool running;
    PciBus buses[PCI_BUSES];
} PciPlan;

typedef bool (*PciVisit)(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err);

/* ---- buses ---- */

static bool plan_add_bus(PciPlan *plan, const DomainController *controller, GError **err)
{
    if (controller->index >= PCI_BUSES)
        return complete_refuse(err, "PCI controller %u, only 0 to %d", controller->index,
                               PCI_BUSES - 1);
    plan->buses[controller->index].controller = controller;
    return true;
}

/* What the board has by itself. */
static void plan_reserve_board(PciPlan *plan)
{
    PciBus *root = &plan->buses[0];

    root->taken[0] = PCI_SLOT_ALL;
    if (plan->family == MACHINE_Q35)
        root->taken[0x1f] = 1 << 0 | 1 << 2 | 1 << 3; /* LPC, SATA, SMBus */
    else
        root->taken[1] = 1 << 0 | 1 << 1 | 1 << 3; /* PIIX3: ISA, IDE, power management */
}

static bool bus_is_express(const PciBus *bus)
{
    return bus->controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT ||
           bus->controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT;
}

static bool bus_is_port(const PciBus *bus)
{
    return bus->controller && bus->controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT;
}

static bool bus_is_plain(const PciPlan *plan, const PciBus *bus)
{
    return bus->controller && !bus_is_express(bus) &&
           !(plan->running && bus->controller->model == DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE);
}

static void bus_range(const PciBus *bus, unsigned *ret_first, unsigned *ret_last)
{
    *ret_first =
        bus_is_port(bus) || bus->controller->model == DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE ? 0
                                                                                                : 1;
    *ret_last = bus_is_port(bus) ? 0 : DOMAIN_PCI_SLOTS - 1;
}

static unsigned bus_free_slots(const PciBus *bus, unsigned *ret_slot)
{
    unsigned first, last, count = 0;

    bus_range(bus, &first, &last);
    for (unsigned slot = first; slot <= last; slot++) {
        if (bus->taken[slot] == 0 && count++ == 0)
            *ret_slot = slot;
    }
    return count;
}

/* A new PCI bus with the next free index; NULL: there are no more. */
static DomainController *plan_new_bus(PciPlan *plan, DomainControllerModel model, GError **err)
{
    DomainController *controller;
    unsigned index = 1;

    while (index < PCI_BUSES && plan->buses[index].controller)
        index++;
    if (index == PCI_BUSES) {
        complete_refuse(err, "more than %d PCI buses", PCI_BUSES);
        return NULL;
    }
    controller = complete_controller(plan->def, DOMAIN_CONTROLLER_PCI, index);
    controller->model = model;
    plan->buses[index].controller = controller;
    return controller;
}

/* ---- taking a place ---- */

static void take(PciPlan *plan, DomainDeviceInfo *info, PciPlug plug, unsigned bus, unsigned slot,
                 unsigned function)
{
    PciBus *there = &plan->buses[bus];

    info->address.type = DOMAIN_ADDRESS_PCI;
    info->address.pci.bus = bus;
    info->address.pci.slot = slot;
    info->address.pci.function = function;
    there->ports[slot] =
        plug == PCI_PLUG_ROOT_PORT && (there->taken[slot] == 0 || there->ports[slot]);
    there->taken[slot] |= (uint8_t) (1 << function);
}

static bool refuse_address(const DomainDevice *device, const char *why, GError **err)
{
    g_autofree char *address = domain_address_text(&device->info->address);

    return error_set(err, ERR_XML, "PCI address %s of a <%s>: %s", address,
                     domain_device_kind_to_string(device->kind), why);
}

/* Bridges of PCI Express have few places where they work. */
static bool check_bridge(const DomainDevice *device, PciPlug plug, const PciBus *bus, GError **err)
{
    if ((plug == PCI_PLUG_ROOT_PORT || plug == PCI_PLUG_DMI) &&
        bus->controller->model != DOMAIN_CONTROLLER_MODEL_PCIE_ROOT)
        return refuse_address(device, "a root port and a dmi-to-pci-bridge belong on bus 0", err);
    if (plug == PCI_PLUG_TO_PCI && !bus_is_express(bus))
        return refuse_address(device, "a pcie-to-pci-bridge belongs on a PCI Express bus", err);
    if (plug == PCI_PLUG_BRIDGE && bus_is_express(bus))
        return refuse_address(
            device, "a pci-bridge belongs on a conventional bus, not on PCI Express", err);
    return true;
}

static bool claim_at(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    const DomainAddress *address = &device->info->address;
    PciBus *bus = &plan->buses[address->pci.bus];
    unsigned first, last;

    if (address->pci.domain != 0)
        return refuse_address(device, "there is only PCI domain 0", err);
    if (!bus->controller)
        return refuse_address(device, "there is no PCI controller of that bus number", err);
    bus_range(bus, &first, &last);
    if (address->pci.slot < first || address->pci.slot > last)
        return refuse_address(device, "the bus has no such slot", err);
    if (bus->taken[address->pci.slot] & (1 << address->pci.function))
        return refuse_address(device, "it is taken already", err);
    if (!check_bridge(device, plug, bus, err))
        return false;
    take(plan, device->info, plug, address->pci.bus, address->pci.slot, address->pci.function);
    return true;
}

static bool claim(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    DomainAddress *address = &device->info->address;

    if (plug == PCI_PLUG_BOARD) {
        DomainAddress own = pci_plug_board_address(plan->def, device->controller);

        if (!domain_address_is_open(address) && !domain_address_equal(address, &own))
            return refuse_address(device, "it is part of the board, at a place of its own", err);
        *address = own;
        return true;
    }
    return domain_address_is_open(address) || claim_at(plan, device, plug, err);
}

/* ---- finding a place ---- */

static bool refuse_full(const DomainDevice *device, const char *what, GError **err)
{
    return error_set(err, ERR_INTERNAL, "no free %s for a <%s>", what,
                     domain_device_kind_to_string(device->kind));
}

static bool place_port(PciPlan *plan, DomainController *port, GError **err);

static bool place_express(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    DomainController *port;

    for (unsigned i = 1; i < PCI_BUSES; i++) {
        if (bus_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0) {
            take(plan, device->info, plug, i, 0, 0);
            return true;
        }
    }
    if (plan->running)
        return refuse_full(
            device, "PCI Express root port that can be plugged into while the domain runs", err);
    port = plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);
    if (!port || !place_port(plan, port, err))
        return false;
    take(plan, device->info, plug, port->index, 0, 0);
    return true;
}

/* Root ports share slots, eight in each. */
static bool place_port(PciPlan *plan, DomainController *port, GError **err)
{
    const DomainDevice device = {.kind = DOMAIN_DEVICE_CONTROLLER, .controller = port};
    PciBus *root = &plan->buses[0];

    for (unsigned slot = 1; slot < DOMAIN_PCI_SLOTS; slot++) {
        unsigned function = 0;

        if (root->taken[slot] && !root->ports[slot])
            continue;
        while (function < DOMAIN_PCI_FUNCTIONS && root->taken[slot] & (1 << function))
            function++;
        if (function == DOMAIN_PCI_FUNCTIONS)
            continue;
        take(plan, &port->info, PCI_PLUG_ROOT_PORT, 0, slot, function);
        return true;
    }
    return refuse_full(&device, "slot on the PCI Express root", err);
}

static bool add_plain_bus(PciPlan *plan, GError **err)
{
    DomainDevice device = {.kind = DOMAIN_DEVICE_CONTROLLER};
    DomainController *port = NULL;

    for (unsigned i = 1; i < PCI_BUSES && !port; i++) {
        if (bus_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0)
            port = (DomainController *) plan->buses[i].controller;
    }
    if (!port) { /* before the bridge, whose index is to be the higher one */
        port = plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);
        if (!port || !place_port(plan, port, err))
            return false;
    }
    device.controller = plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE, err);
    if (!device.controller)
        return false;
    take(plan, device.info, PCI_PLUG_TO_PCI, port->index, 0, 0);
    return true;
}

/* The plain bus with room; the last slot of all is kept for a bridge that makes more. */
static bool find_plain(PciPlan *plan, bool whole, unsigned *ret_bus, unsigned *ret_slot)
{
    for (unsigned i = 0; i < PCI_BUSES; i++) {
        unsigned slot = 0, count;

        if (!bus_is_plain(plan, &plan->buses[i]))
            continue;
        count = bus_free_slots(&plan->buses[i], &slot);
        if (count > 1 || (count == 1 && whole)) {
            *ret_bus = i;
            *ret_slot = slot;
            return true;
        }
    }
    return false;
}

static bool place_plain(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    bool whole = plan->running || plug == PCI_PLUG_BRIDGE;
    unsigned bus, slot;

    if (!find_plain(plan, whole, &bus, &slot)) {
        DomainDevice bridge = {.kind = DOMAIN_DEVICE_CONTROLLER};

        if (plan->running)
            return refuse_full(device, "PCI slot on a bus that can be plugged into", err);
        if (find_plain(plan, true, &bus, &slot)) {
            bridge.controller = plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE, err);
            if (!bridge.controller)
                return false;
            take(plan, bridge.info, PCI_PLUG_BRIDGE, bus, slot, 0);
        } else if (plan->family != MACHINE_Q35) {
            return refuse_full(device, "PCI slot", err);
        } else if (!add_plain_bus(plan, err)) {
            return false;
        }
        if (!find_plain(plan, whole, &bus, &slot))
            return refuse_full(device, "PCI slot", err);
    }
    take(plan, device->info, plug, bus, slot, 0);
    return true;
}

/* Companions and their master share a slot: the master is its function 7. */
static bool place_ich9(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    const DomainController *controller = device->controller;
    unsigned function = controller->model == DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1
                            ? 7
                            : (unsigned) (controller->model - DOMAIN_CONTROLLER_MODEL_ICH9_UHCI1);

    for (unsigned i = 0; i < plan->def->controllers->len; i++) {
        const DomainController *other = plan->def->controllers->pdata[i];
        const DomainAddress *address = &other->info.address;

        if (other == controller || other->type != DOMAIN_CONTROLLER_USB ||
            other->index != controller->index || domain_address_is_open(address))
            continue;
        if (plan->buses[address->pci.bus].taken[address->pci.slot] & (1 << function))
            continue;
        take(plan, device->info, plug, address->pci.bus, address->pci.slot, function);
        return true;
    }
    if (plan->family == MACHINE_Q35 && plan->buses[0].taken[0x1d] == 0) {
        take(plan, device->info, plug, 0, 0x1d, function);
        return true;
    }
    if (!place_plain(plan, device, plug, err))
        return false;
    plan->buses[device->info->address.pci.bus].taken[device->info->address.pci.slot] =
        (uint8_t) (1 << function);
    device->info->address.pci.function = function;
    return true;
}

static bool is_ich9(const DomainDevice *device)
{
    return device->kind == DOMAIN_DEVICE_CONTROLLER &&
           device->controller->type == DOMAIN_CONTROLLER_USB &&
           (device->controller->model == DOMAIN_CONTROLLER_MODEL_ICH9_EHCI1 ||
            live_is_companion(device->controller));
}

/* A whole slot of the root, from one on. */
static bool place_root(PciPlan *plan, const DomainDevice *device, PciPlug plug, unsigned first,
                       GError **err)
{
    for (unsigned slot = first; slot < DOMAIN_PCI_SLOTS; slot++) {
        if (plan->buses[0].taken[slot] == 0) {
            take(plan, device->info, plug, 0, slot, 0);
            return true;
        }
    }
    return refuse_full(device, "slot on the PCI root", err);
}

/* Where firmware and users expect the first video adapter. */
static unsigned video_slot(const PciPlan *plan)
{
    return plan->family == MACHINE_Q35 ? 1 : 2;
}

static bool place_beside(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    if (plan->buses[0].taken[1] & (1 << 2))
        return place_plain(plan, device, plug, err);
    take(plan, device->info, plug, 0, 1, 2);
    return true;
}

static bool place(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    if (!domain_address_is_open(&device->info->address))
        return true;
    switch (plug) {
    case PCI_PLUG_BESIDE:
        return place_beside(plan, device, plug, err);
    case PCI_PLUG_VIDEO:
        return place_root(plan, device, plug, video_slot(plan), err);
    case PCI_PLUG_DMI:
        return place_root(plan, device, plug, 1, err);
    case PCI_PLUG_ROOT_PORT:
        return place_port(plan, device->controller, err);
    case PCI_PLUG_EXPRESS:
    case PCI_PLUG_TO_PCI:
        return plan->family == MACHINE_Q35 ? place_express(plan, device, plug, err)
                                           : place_plain(plan, device, plug, err);
    default:
        return is_ich9(device) ? place_ich9(plan, device, plug, err)
                               : place_plain(plan, device, plug, err);
    }
}

/* ---- all of them ---- */

static bool visit_device(PciPlan *plan, DomainDevice device, PciVisit visit, GError **err)
{
    PciPlug plug = pci_plug(plan->def, &device);

    return plug == PCI_PLUG_NONE || visit(plan, &device, plug, err);
}

static bool visit_kind(PciPlan *plan, DomainDeviceKind kind, PciVisit visit, GError **err)
{
    for (unsigned i = 0; i < domain_device_count(plan->def, kind); i++) {
        if (!visit_device(plan, domain_device_at(plan->def, kind, i), visit, err))
            return false;
    }
    return true;
}

static bool visit_controllers(PciPlan *plan, bool pci, PciVisit visit, GError **err)
{
    for (unsigned i = 0; i < plan->def->controllers->len; i++) {
        DomainDevice device = domain_device_at(plan->def, DOMAIN_DEVICE_CONTROLLER, i);

        if ((device.controller->type == DOMAIN_CONTROLLER_PCI) == pci &&
            !visit_device(plan, device, visit, err))
            return false;
    }
    return true;
}

static bool visit_all(PciPlan *plan, PciVisit visit, GError **err)
{
    static const DomainDeviceKind order[] = {
        DOMAIN_DEVICE_DISK,  DOMAIN_DEVICE_MEMBALLOON, DOMAIN_DEVICE_RNG,    DOMAIN_DEVICE_WATCHDOG,
        DOMAIN_DEVICE_VIDEO, DOMAIN_DEVICE_INPUT,      DOMAIN_DEVICE_SERIAL,
    };

    if (!visit_controllers(plan, true, visit, err) ||
        !visit_kind(plan, DOMAIN_DEVICE_INTERFACE, visit, err) ||
        !visit_controllers(plan, false, visit, err))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++) {
        if (!visit_kind(plan, order[i], visit, err))
            return false;
    }
    return true;
}

static bool place_all(PciPlan *plan, GError **err)
{
    uint8_t *video = &plan->buses[0].taken[video_slot(plan)];

    if (plan->def->videos->len > 0 &&
        !visit_device(plan, domain_device_at(plan->def, DOMAIN_DEVICE_VIDEO, 0), place, err))
        return false;
    if (*video == 0) /* for one that may be added later */
        *video = PCI_SLOT_ALL;
    return visit_all(plan, place, err);
}

static bool add_spare_ports(PciPlan *plan, GError **err)
{
    unsigned spare = 0;

    for (unsigned i = 1; i < PCI_BUSES; i++)
        spare += bus_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0;
    for (; spare < ADDRESS_SPARE_PORTS; spare++) {
        DomainController *port = plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);

        if (!port || !place_port(plan, port, err))
            return false;
    }
    return true;
}

/* A guest looks beyond function 0 only if that says so. */
static bool set_multifunction(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    DomainAddress *address = &device->info->address;
    uint8_t taken = plan->buses[address->pci.bus].taken[address->pci.slot];

    if (plug == PCI_PLUG_BOARD || address->pci.function != 0 || taken == 1)
        return true;
    if (address->pci.multifunction == TRISTATE_OFF)
        return refuse_address(device, "multifunction='off', but the slot has other functions", err);
    address->pci.multifunction = TRISTATE_ON;
    return true;
}

static bool has_root_ports(const DomainDef *def)
{
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT)
            return true;
    }
    return false;
}

unsigned address_pci_depth(const DomainDef *def, const DomainController *controller)
{
    unsigned depth = 0;

    /* Bounded: a document may have bridges that sit on each other in a circle. */
    while (controller && controller->index != 0 && depth < PCI_BUSES) {
        controller = live_controller(def, DOMAIN_CONTROLLER_PCI, controller->info.address.pci.bus);
        depth++;
    }
    return depth;
}

static bool check_circles(const DomainDef *def, GError **err)
{
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainDevice device = domain_device_at(def, DOMAIN_DEVICE_CONTROLLER, i);

        if (device.controller->type == DOMAIN_CONTROLLER_PCI &&
            address_pci_depth(def, device.controller) >= PCI_BUSES)
            return refuse_address(&device, "it sits, through others, on itself", err);
    }
    return true;
}

bool address_assign_pci(DomainDef *def, GError **err)
{
    g_autofree PciPlan *plan = g_new0(PciPlan, 1);
    bool spare;

    plan->def = def;
    plan->family = device_family(def);
    plan->running = def->id >= 0;
    spare = plan->family == MACHINE_Q35 && !plan->running && !has_root_ports(def);
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (controller->type == DOMAIN_CONTROLLER_PCI && !plan_add_bus(plan, controller, err))
            return false;
    }
    plan_reserve_board(plan);
    return visit_all(plan, claim, err) && place_all(plan, err) &&
           (!spare || add_spare_ports(plan, err)) && visit_all(plan, set_multifunction, err) &&
           check_circles(def, err);
}
