# guest/: the boot image of tests and quickstart, from one assembler file, and a domain to boot it.
# Knows nothing of vmrpc.

EXTRA_DIST += guest/guest.S guest/guest.xml

if GUEST_IMAGE
GUEST_AS = as --32
GUEST_LD = ld -m elf_i386 --oformat binary -Ttext 0x7c00

noinst_DATA += guest/guest.img
CLEANFILES += guest/guest.img guest/guest.img.tmp guest/guest.o

# The one sector is padded to 1 MiB, sparse: SeaBIOS boots no virtio disk below 504 KiB.
guest/guest.img: guest/guest.S
	@$(MKDIR_P) guest
	$(AM_V_GEN)$(GUEST_AS) -o guest/guest.o $(srcdir)/guest/guest.S && \
	$(GUEST_LD) -o $@.tmp guest/guest.o && chmod a-x $@.tmp && \
	truncate -s 1M $@.tmp && mv -f $@.tmp $@
endif
