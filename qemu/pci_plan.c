/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Buses, places claimed and places found: see pci_plan.h. */
#include "qemu/pci_plan.h"

#include "conf/domain_device.h"
#include "qemu/complete.h"
#include "qemu/device_parts.h"

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

bool pci_plan_init(PciPlan *plan, DomainDef *def, GError **err)
{
    plan->def = def;
    plan->family = device_family(def);
    plan->running = def->id >= 0;
    for (unsigned i = 0; i < def->controllers->len; i++) {
        const DomainController *controller = def->controllers->pdata[i];

        if (controller->type == DOMAIN_CONTROLLER_PCI && !plan_add_bus(plan, controller, err))
            return false;
    }
    plan_reserve_board(plan);
    return true;
}

static bool bus_is_express(const PciBus *bus)
{
    return bus->controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT ||
           bus->controller->model == DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT;
}

bool pci_plan_is_port(const PciBus *bus)
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
        pci_plan_is_port(bus) || bus->controller->model == DOMAIN_CONTROLLER_MODEL_DMI_TO_PCI_BRIDGE
            ? 0
            : 1;
    *ret_last = pci_plan_is_port(bus) ? 0 : DOMAIN_PCI_SLOTS - 1;
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
DomainController *pci_plan_new_bus(PciPlan *plan, DomainControllerModel model, GError **err)
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

void pci_plan_take(PciPlan *plan, DomainDeviceInfo *info, PciPlug plug, unsigned bus, unsigned slot,
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

bool pci_plan_refuse(const DomainDevice *device, const char *why, GError **err)
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
        return pci_plan_refuse(device, "a root port and a dmi-to-pci-bridge belong on bus 0", err);
    if (plug == PCI_PLUG_TO_PCI && !bus_is_express(bus))
        return pci_plan_refuse(device, "a pcie-to-pci-bridge belongs on a PCI Express bus", err);
    if (plug == PCI_PLUG_BRIDGE && bus_is_express(bus))
        return pci_plan_refuse(
            device, "a pci-bridge belongs on a conventional bus, not on PCI Express", err);
    return true;
}

static bool claim_at(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    const DomainAddress *address = &device->info->address;
    PciBus *bus = &plan->buses[address->pci.bus];
    unsigned first, last;

    if (address->pci.domain != 0)
        return pci_plan_refuse(device, "there is only PCI domain 0", err);
    if (!bus->controller)
        return pci_plan_refuse(device, "there is no PCI controller of that bus number", err);
    bus_range(bus, &first, &last);
    if (address->pci.slot < first || address->pci.slot > last)
        return pci_plan_refuse(device, "the bus has no such slot", err);
    if (bus->taken[address->pci.slot] & (1 << address->pci.function))
        return pci_plan_refuse(device, "it is taken already", err);
    if (!check_bridge(device, plug, bus, err))
        return false;
    pci_plan_take(plan, device->info, plug, address->pci.bus, address->pci.slot,
                  address->pci.function);
    return true;
}

bool pci_plan_claim(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    DomainAddress *address = &device->info->address;

    if (plug == PCI_PLUG_BOARD) {
        DomainAddress own = pci_plug_board_address(plan->def, device->controller);

        if (!domain_address_is_open(address) && !domain_address_equal(address, &own))
            return pci_plan_refuse(device, "it is part of the board, at a place of its own", err);
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

/* Controllers themselves cannot be plugged in. */
static bool refuse_running(const DomainDevice *device, const char *what, const char *controller,
                           GError **err)
{
    return error_set(err, ERR_INTERNAL,
                     "no free %s for a <%s>, and none can be made while the domain runs: add "
                     "<controller type='pci' model='%s'/> to its definition and start it anew",
                     what, domain_device_kind_to_string(device->kind), controller);
}

static bool place_express(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    DomainController *port;

    for (unsigned i = 1; i < PCI_BUSES; i++) {
        if (pci_plan_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0) {
            pci_plan_take(plan, device->info, plug, i, 0, 0);
            return true;
        }
    }
    if (plan->running)
        return refuse_running(device, "PCI Express root port", "pcie-root-port", err);
    port = pci_plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);
    if (!port || !pci_plan_place_port(plan, port, err))
        return false;
    pci_plan_take(plan, device->info, plug, port->index, 0, 0);
    return true;
}

/* Root ports share slots, eight in each. */
bool pci_plan_place_port(PciPlan *plan, DomainController *port, GError **err)
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
        pci_plan_take(plan, &port->info, PCI_PLUG_ROOT_PORT, 0, slot, function);
        return true;
    }
    return refuse_full(&device, "slot on the PCI Express root", err);
}

static bool add_plain_bus(PciPlan *plan, GError **err)
{
    DomainDevice device = {.kind = DOMAIN_DEVICE_CONTROLLER};
    DomainController *port = NULL;

    for (unsigned i = 1; i < PCI_BUSES && !port; i++) {
        if (pci_plan_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0)
            port = (DomainController *) plan->buses[i].controller;
    }
    if (!port) { /* before the bridge, whose index is to be the higher one */
        port = pci_plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);
        if (!port || !pci_plan_place_port(plan, port, err))
            return false;
    }
    device.controller = pci_plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_TO_PCI_BRIDGE, err);
    if (!device.controller)
        return false;
    pci_plan_take(plan, device.info, PCI_PLUG_TO_PCI, port->index, 0, 0);
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
            return refuse_running(device, "PCI slot that can be plugged into",
                                  plan->family == MACHINE_Q35 ? "pcie-to-pci-bridge" : "pci-bridge",
                                  err);
        if (find_plain(plan, true, &bus, &slot)) {
            bridge.controller = pci_plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCI_BRIDGE, err);
            if (!bridge.controller)
                return false;
            pci_plan_take(plan, bridge.info, PCI_PLUG_BRIDGE, bus, slot, 0);
        } else if (plan->family != MACHINE_Q35) {
            return refuse_full(device, "PCI slot", err);
        } else if (!add_plain_bus(plan, err)) {
            return false;
        }
        if (!find_plain(plan, whole, &bus, &slot))
            return refuse_full(device, "PCI slot", err);
    }
    pci_plan_take(plan, device->info, plug, bus, slot, 0);
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
        pci_plan_take(plan, device->info, plug, address->pci.bus, address->pci.slot, function);
        return true;
    }
    if (plan->family == MACHINE_Q35 && plan->buses[0].taken[0x1d] == 0) {
        pci_plan_take(plan, device->info, plug, 0, 0x1d, function);
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
            domain_controller_is_companion(device->controller));
}

/* A whole slot of the root, from one on. */
static bool place_root(PciPlan *plan, const DomainDevice *device, PciPlug plug, unsigned first,
                       GError **err)
{
    for (unsigned slot = first; slot < DOMAIN_PCI_SLOTS; slot++) {
        if (plan->buses[0].taken[slot] == 0) {
            pci_plan_take(plan, device->info, plug, 0, slot, 0);
            return true;
        }
    }
    return refuse_full(device, "slot on the PCI root", err);
}

/* Where firmware and users expect the first video adapter. */
unsigned pci_plan_video_slot(const PciPlan *plan)
{
    return plan->family == MACHINE_Q35 ? 1 : 2;
}

static bool place_beside(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    if (plan->buses[0].taken[1] & (1 << 2))
        return place_plain(plan, device, plug, err);
    pci_plan_take(plan, device->info, plug, 0, 1, 2);
    return true;
}

#define ICH9_SOUND_SLOT 0x1b

static bool place_ich9_sound(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    if (plan->running || plan->buses[0].taken[ICH9_SOUND_SLOT])
        return place_plain(plan, device, plug, err);
    pci_plan_take(plan, device->info, plug, 0, ICH9_SOUND_SLOT, 0);
    return true;
}

bool pci_plan_place(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err)
{
    if (!domain_address_is_open(&device->info->address))
        return true;
    switch (plug) {
    case PCI_PLUG_BESIDE:
        return place_beside(plan, device, plug, err);
    case PCI_PLUG_ICH9_SOUND:
        return place_ich9_sound(plan, device, plug, err);
    case PCI_PLUG_VIDEO:
        return place_root(plan, device, plug, pci_plan_video_slot(plan), err);
    case PCI_PLUG_DMI:
        return place_root(plan, device, plug, 1, err);
    case PCI_PLUG_ROOT_PORT:
        return pci_plan_place_port(plan, device->controller, err);
    case PCI_PLUG_EXPRESS:
    case PCI_PLUG_TO_PCI:
        return plan->family == MACHINE_Q35 ? place_express(plan, device, plug, err)
                                           : place_plain(plan, device, plug, err);
    default:
        return is_ich9(device) ? place_ich9(plan, device, plug, err)
                               : place_plain(plan, device, plug, err);
    }
}
