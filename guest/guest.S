/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The smallest guest worth managing: one boot sector for QEMU's pc, q35 and isapc.
 *
 * It says "vmrpc guest ready" on COM1 and on the screen, echoes what COM1 receives, counts the
 * seconds as "tick N", and powers off when the ACPI button is pressed. Control keys on COM1:
 *
 *     ^D  power off          ^K  arm the ib700 watchdog, 2 s, and never feed it
 *     ^R  reset              ^P  tell pvpanic that the guest panicked
 *     ^T  ticks off and on again
 *
 * It never writes to its disk and never busy-waits: interrupts are open only during the one HLT,
 * so nothing else needs to be re-entrant. The banner comes last: who has seen it may press the
 * button or type, and will be answered. Code and data stay below byte 446, where the partition
 * table of a disk starts.
 */
	.intel_syntax noprefix
	.code16
	.globl  _start

	.set    STACK,          0x7c00          # grows down from the sector itself

	.set    COM1,           0x3f8
	.set    COM1_STATUS,    COM1 + 5
	.set    RX_READY,       0x01
	.set    TX_EMPTY,       0x20

	.set    RTC_INDEX,      0x70
	.set    RTC_DATA,       0x71
	.set    RTC_UPDATED,    0x10            # in register C: the second has changed

	.set    PIC1,           0x20
	.set    PIC2,           0xa0
	.set    END_OF_IRQ,     0x20

	.set    PCI_ADDRESS,    0xcf8
	.set    PCI_DATA,       0xcfc
	.set    PIIX4_PM,       0x80000b00      # pc: 00:01.3
	.set    PIIX4_PM_ID,    0x71138086
	.set    ICH9_LPC,       0x8000f800      # q35: 00:1f.0
	.set    PM_BASE,        0x40            # the same register in both

	.set    PM_ENABLE,      2               # offsets from the base; the status is at 0
	.set    PM_CONTROL,     4
	.set    PM_BUTTON,      0x0100          # in status and enable
	.set    PM_SLEEP_S5,    0x2000          # SLP_EN with sleep type 0, which is S5 in QEMU

_start: cli
	cld
	xor     ax, ax
	mov     ds, ax
	mov     ss, ax
	mov     sp, STACK

	# One handler for the three interrupts in use. Segment 0, so a vector is one 32-bit store.
	mov     eax, offset irq
	mov     [0x0c * 4], eax                 # IRQ 4: COM1
	mov     [0x70 * 4], eax                 # IRQ 8: clock
	mov     [0x71 * 4], eax                 # IRQ 9: ACPI

	# Where did the firmware put the power management ports? BP keeps the answer for good.
	# Without PCI or ACPI every read gives ones, BP becomes 0xffc0, and nothing lives there.
	mov     edi, PIIX4_PM
	call    pci_read
	cmp     eax, PIIX4_PM_ID
	je      1f
	mov     edi, ICH9_LPC
1:      add     di, PM_BASE
	call    pci_read
	and     al, 0xc0                        # the low bits are not address
	xchg    bp, ax

	# QEMU forgets a press of the button unless it has been enabled before.
	lea     dx, [bp + PM_ENABLE]
	mov     ax, PM_BUTTON
	out     dx, ax

	# Program the devices from a list of (port, value), ended by port 0.
	mov     si, offset setup
2:      lodsw
	xchg    dx, ax
	test    dx, dx
	jz      3f
	lodsb
	out     dx, al
	jmp     2b

3:      mov     si, offset banner
	call    print
	jmp     main

# Every interrupt ends here. It can only have broken the HLT, so where it came from does not
# matter: the frame is dropped with the stack, and main looks at all devices again.
irq:    mov     al, END_OF_IRQ
	out     PIC2, al
	out     PIC1, al

main:   cli                                     # a stray BIOS handler comes back here as well
	mov     sp, STACK

	mov     al, 0x0c                        # reading register C also acknowledges
	out     RTC_INDEX, al
	in      al, RTC_DATA
	test    al, RTC_UPDATED
	jz      serial
	inc     dword ptr [seconds]
	cmp     byte ptr [quiet], 0
	jne     serial
	mov     si, offset tick
	call    print
	call    print_seconds
	mov     si, offset newline
	call    print

# Take bytes until there are none, which also lowers the line of IRQ 4: the next one is an edge.
serial: mov     dx, COM1_STATUS
	in      al, dx
	test    al, RX_READY
	jz      button
	mov     dl, COM1 & 0xff
	in      al, dx
	cmp     al, 'D' - '@'
	je      power_off
	cmp     al, 'K' - '@'
	je      watchdog
	cmp     al, 'P' - '@'
	je      panic
	cmp     al, 'R' - '@'
	je      reset
	cmp     al, 'T' - '@'
	je      toggle
	call    putc
	cmp     al, '\r'
	jne     serial
	mov     al, '\n'
	call    putc
	jmp     serial

# A bus without ACPI reads as all ones and must not pass for a pressed button. The status is
# cleared before it is obeyed: its interrupt is a level and would come back at once.
button: mov     dx, bp
	in      ax, dx
	cmp     ax, -1
	je      sleep
	and     ax, PM_BUTTON
	jz      sleep
	out     dx, ax

power_off:
	mov     si, offset goodbye
	call    print
	lea     dx, [bp + PM_CONTROL]
	mov     ax, PM_SLEEP_S5
	out     dx, ax

sleep:  sti                                     # takes effect after HLT has begun: no wake-up lost
	hlt
	jmp     main

# The other keys. The machine decides what follows; if that is nothing, the guest goes on.
watchdog:
	mov     dx, 0x443
	mov     al, 0x0e                        # 30 s less 2 s for each step
	out     dx, al
	jmp     serial
panic:  mov     dx, 0x505
	mov     al, 1
	out     dx, al
	jmp     serial
reset:  mov     al, 0xfe                        # keyboard controller: pulse the reset line
	out     0x64, al
	jmp     sleep
toggle: xor     byte ptr [quiet], 1
	jmp     serial

# EDI: address in configuration space -> EAX. Changes DX.
pci_read:
	mov     eax, edi
	mov     dx, PCI_ADDRESS
	out     dx, eax
	mov     dl, PCI_DATA & 0xff
	in      eax, dx
	ret

# The count in decimal: digits are pushed last to first above a zero, then popped.
print_seconds:
	mov     eax, [seconds]
	mov     ebx, 10
	push    0
1:      xor     edx, edx
	div     ebx
	add     dl, '0'
	push    dx
	test    eax, eax
	jnz     1b
2:      pop     ax
	test    al, al
	jz      3f
	call    putc
	jmp     2b
3:      ret

# SI: text ended by a zero.
4:      call    putc
print:  lodsb
	test    al, al
	jnz     4b
	ret

# AL to COM1 and to the screen; keeps every register. If nobody reads the other end of COM1, the
# transmitter stays full. One byte waits some milliseconds for it, then bytes are dropped after a
# single look until it moves again: a host that does not read costs no processor time.
putc:   pusha
	xchg    bx, ax
	mov     dx, COM1_STATUS
	mov     cx, [patience]
1:      in      al, dx
	test    al, TX_EMPTY
	loopz   1b
	mov     cx, 1                           # flags are still those of the test
	jz      2f
	mov     dl, COM1 & 0xff
	mov     al, bl
	out     dx, al
	mov     ch, 0x20
2:      mov     [patience], cx
	xchg    ax, bx
	mov     ah, 0x0e                        # teletype; no screen, no effect
	mov     bx, 7
	int     0x10
	popa
	ret

	.macro  set_port port, value
	.word   \port
	.byte   \value
	.endm

setup:  set_port COM1 + 3, 0x80                 # divisor 1: 115200 baud
	set_port COM1 + 0, 1
	set_port COM1 + 1, 0
	set_port COM1 + 3, 0x03                 # 8N1
	set_port COM1 + 2, 0x07                 # FIFOs on and empty, interrupt at one byte
	set_port COM1 + 4, 0x0b                 # DTR, RTS, and OUT2 which gates the interrupt
	set_port COM1 + 1, 0x01                 # interrupt when a byte has come
	set_port RTC_INDEX, 0x0b
	set_port RTC_DATA, 0x12                 # 24 hours, interrupt after each update
	set_port PIC1 + 1, 0xeb                 # open: 2 (the other controller) and 4
	set_port PIC2 + 1, 0xfc                 # open: 8 and 9
	.word   0

banner: .asciz  "\r\nvmrpc guest ready\r\n"
tick:   .asciz  "tick "
goodbye:
	.ascii  "power off"
newline:
	.asciz  "\r\n"
seconds:
	.long   0
patience:
	.word   0x2001
quiet:  .byte   0

	.org    446                             # an error here: the guest has become too big
	.org    510
	.word   0xaa55
