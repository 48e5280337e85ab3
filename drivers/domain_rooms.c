/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line per room: see domain_rooms.h. None of them knows another's procedures. */
#include "drivers/domain_rooms.h"

#include "drivers/disk_errors.h"
#include "drivers/domain_action.h"
#include "drivers/domain_addresses.h"
#include "drivers/domain_balloon.h"
#include "drivers/domain_console.h"
#include "drivers/domain_define.h"
#include "drivers/domain_device.h"
#include "drivers/domain_find.h"
#include "drivers/domain_iothread.h"
#include "drivers/domain_job_read.h"
#include "drivers/domain_life.h"
#include "drivers/domain_limits.h"
#include "drivers/domain_metadata.h"
#include "drivers/domain_peek.h"
#include "drivers/domain_pin.h"
#include "drivers/domain_read.h"
#include "drivers/domain_rename.h"
#include "drivers/domain_stats_read.h"
#include "drivers/domain_vcpus.h"
#include "drivers/host.h"
#include "drivers/host_load.h"
#include "drivers/snapshot_read.h"
#include "drivers/unmanaged.h"

const RemoteHandlers *const domain_rooms[] = {
    &disk_error_handlers,      &domain_action_handlers,  &domain_address_handlers,
    &domain_balloon_handlers,  &domain_console_handlers, &domain_define_handlers,
    &domain_device_handlers,   &domain_find_handlers,    &domain_iothread_handlers,
    &domain_job_handlers,      &domain_life_handlers,    &domain_limit_handlers,
    &domain_metadata_handlers, &domain_peek_handlers,    &domain_pin_handlers,
    &domain_read_handlers,     &domain_rename_handlers,  &domain_stats_handlers,
    &domain_vcpus_handlers,    &host_handlers,           &host_load_handlers,
    &snapshot_read_handlers,   &unmanaged_handlers,      NULL,
};
