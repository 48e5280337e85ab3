/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How long a change of a guest waits, in seconds, unless the configuration says otherwise: for
 * QEMU, which is given up on as far as the one command goes, and for another change of the same
 * guest. The second is the shorter one, so that who waits for somebody that is stuck is told by
 * whom and in what, and does not get stuck himself.
 */
#ifndef VMRPC_DRIVERS_DEADLINES_H
#define VMRPC_DRIVERS_DEADLINES_H

#define DEADLINE_ANSWER 20
#define DEADLINE_JOB 15

#endif
