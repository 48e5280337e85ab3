#!/usr/bin/env bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# virsh says the same of our storage pools as of libvirtd's.
. "${srcdir:?}/tests/libvirtd_lib.sh" || exit 1
need qemu-img

start_both
for name in one two; do
    document "$name" <<<"<pool type='dir'><name>$name</name><uuid>$(uuid_of $name)</uuid>
        <target><path>@FOLDER@/pools/$name</path></target></pool>"
done
document same-uuid <<<"<pool type='dir'><name>other</name><uuid>$(uuid_of one)</uuid>
    <target><path>@FOLDER@/pools/other</path></target></pool>"
document same-name <<<"<pool type='dir'><name>one</name><uuid>$(uuid_of another)</uuid>
    <target><path>@FOLDER@/pools/one</path></target></pool>"
document same-path <<<"<pool type='dir'><name>other</name><uuid>$(uuid_of another)</uuid>
    <target><path>@FOLDER@/pools/one</path></target></pool>"
document elsewhere <<<"<pool type='dir'><name>one</name><uuid>$(uuid_of one)</uuid>
    <target><path>@FOLDER@/pools/elsewhere</path></target></pool>"
document pathless <<<"<pool type='dir'><name>other</name></pool>"
document foreign <<<"<pool type='never'><name>other</name></pool>"
document nameless <<<"<pool type='dir'><target><path>/tmp</path></target></pool>"
document text <<<'no document'

compare <<END
# Nothing is there.
pool-list
pool-list --all
pool-list --all --name
pool-info one
pool-uuid one
pool-name $(uuid_of one)
pool-start one
pool-destroy one
pool-undefine one
pool-build one
pool-delete one
pool-refresh one
pool-autostart one
pool-dumpxml one

# Defining.
pool-define @one.xml
pool-define --validate @two.xml
pool-define @one.xml
pool-define @same-uuid.xml
pool-define @same-name.xml
pool-define @same-path.xml
words
pool-define @pathless.xml
words
pool-define @foreign.xml
words
pool-define @nameless.xml
words
pool-define @text.xml
pool-define @absent.xml
pool-list
pool-list --all
pool-list --inactive
pool-list --all --details
pool-list --all --name
pool-list --all --uuid
pool-list --all --persistent
pool-list --all --transient
pool-list --all --autostart
pool-list --all --no-autostart
pool-list --all --type dir
pool-list --all --type logical
pool-info one
pool-uuid one
pool-name $(uuid_of one)
pool-dumpxml one --xpath /pool/name
pool-dumpxml one --xpath /pool/uuid
pool-dumpxml one --xpath /pool/@type
pool-dumpxml one --xpath /pool/target/path
pool-dumpxml one --inactive --xpath /pool/name
vol-list one
pool-refresh one
pool-destroy one

# Starting.
words
pool-start one
pool-build one
pool-build one
pool-start one
pool-start one
pool-list
pool-list --all
# Disks differ in nothing but what is written to them meanwhile.
mask ^(?:Capacity|Allocation|Available): +(.*)
pool-info one
mask ^(?:Capacity|Allocation|Available): +(.*)
pool-info one --bytes
mask \d[\d.]+ [TGM]iB
mask -{3,}
mask \s{2,}
pool-list --details
pool-refresh one
vol-list one
pool-dumpxml one --xpath /pool/target/path
pool-start two --build
pool-list
pool-define @one.xml
pool-undefine one
pool-build one
pool-delete one

# Autostart.
pool-autostart one
pool-autostart one
pool-list --autostart
pool-list --all
mask ^(?:Capacity|Allocation|Available): +(.*)
pool-info one
pool-autostart one --disable
pool-list --all --no-autostart

# Ending.
pool-destroy one
pool-destroy one
pool-refresh one
pool-list --all
pool-delete one
pool-delete one
pool-undefine one
pool-undefine one
pool-destroy two
pool-undefine two
pool-list --all

# In one go, and without a definition.
pool-define-as three dir --target @FOLDER@/pools/three
pool-list --all
pool-define-as three dir --target @FOLDER@/pools/three --print-xml
pool-undefine three
pool-create @one.xml
pool-create @one.xml --build
pool-list --all --transient
mask ^(?:Capacity|Allocation|Available): +(.*)
pool-info one
words
pool-autostart one
pool-undefine one
pool-create @one.xml
pool-destroy one
pool-list --all
pool-create-as four dir --target @FOLDER@/pools/four --build
pool-list
pool-destroy four

# In place of the definition.
pool-define @one.xml
pool-create @one.xml
pool-list --all
pool-create @one.xml --validate
pool-destroy one
words
pool-create @elsewhere.xml
pool-list --all
pool-dumpxml one --xpath /pool/target/path
pool-create @elsewhere.xml --build
pool-dumpxml one --xpath /pool/target/path
pool-dumpxml one --inactive --xpath /pool/target/path
pool-destroy one
pool-dumpxml one --xpath /pool/target/path
pool-list --all
pool-undefine one

# Only for reading.
pool-define @one.xml
-r pool-list --all
-r pool-info one
-r pool-dumpxml one --xpath /pool/name
-r pool-define @two.xml
-r pool-create @two.xml
-r pool-build one
-r pool-start one
-r pool-autostart one
-r pool-undefine one
pool-start one
-r pool-refresh one
-r pool-destroy one
-r pool-delete one
pool-destroy one
pool-undefine one
pool-list --all
END
