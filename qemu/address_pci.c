/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PCI slots: see address.h. First everything that has an address takes its place, then what is open
 * gets one, in the order in which other tools count devices, so that their documents and ours agree
 * on most addresses.
 */
#include "qemu/pci_plan.h"

#include "conf/domain_device.h"
#include "qemu/device_parts.h"

typedef bool (*PciVisit)(PciPlan *plan, const DomainDevice *device, PciPlug plug, GError **err);

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
        DOMAIN_DEVICE_VIDEO, DOMAIN_DEVICE_INPUT,      DOMAIN_DEVICE_SERIAL, DOMAIN_DEVICE_VSOCK,
    };

    if (!visit_controllers(plan, true, visit, err) ||
        !visit_kind(plan, DOMAIN_DEVICE_FILESYSTEM, visit, err) ||
        !visit_kind(plan, DOMAIN_DEVICE_INTERFACE, visit, err) ||
        !visit_kind(plan, DOMAIN_DEVICE_SOUND, visit, err) ||
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
    uint8_t *video = &plan->buses[0].taken[pci_plan_video_slot(plan)];

    if (plan->def->videos->len > 0 &&
        !visit_device(plan, domain_device_at(plan->def, DOMAIN_DEVICE_VIDEO, 0), pci_plan_place,
                      err))
        return false;
    if (*video == 0) /* for one that may be added later */
        *video = PCI_SLOT_ALL;
    return visit_all(plan, pci_plan_place, err);
}

static bool add_spare_ports(PciPlan *plan, GError **err)
{
    unsigned spare = 0;

    for (unsigned i = 1; i < PCI_BUSES; i++)
        spare += pci_plan_is_port(&plan->buses[i]) && plan->buses[i].taken[0] == 0;
    for (; spare < ADDRESS_SPARE_PORTS; spare++) {
        DomainController *port =
            pci_plan_new_bus(plan, DOMAIN_CONTROLLER_MODEL_PCIE_ROOT_PORT, err);

        if (!port || !pci_plan_place_port(plan, port, err))
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
        return pci_plan_refuse(device, "multifunction='off', but the slot has other functions",
                               err);
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
        controller = domain_controller_by_index(def, DOMAIN_CONTROLLER_PCI,
                                                controller->info.address.pci.bus);
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
            return pci_plan_refuse(&device, "it sits, through others, on itself", err);
    }
    return true;
}

bool address_assign_pci(DomainDef *def, GError **err)
{
    g_autofree PciPlan *plan = g_new0(PciPlan, 1);
    bool spare = device_family(def) == MACHINE_Q35 && def->id < 0 && !has_root_ports(def);

    return pci_plan_init(plan, def, err) && visit_all(plan, pci_plan_claim, err) &&
           place_all(plan, err) && (!spare || add_spare_ports(plan, err)) &&
           visit_all(plan, set_multifunction, err) && check_circles(def, err);
}
