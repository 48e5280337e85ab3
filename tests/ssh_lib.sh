# SPDX-License-Identifier: LGPL-2.1-or-later
# What the tests of transport ssh share: lib.sh, and an sshd of their own, on loopback unless they say
# otherwise, with keys made for it. Nothing of the user's own ssh is read or written.
#
#   start_sshd [ADDRESS...]  sets $SSH_PORT; keys $T/id (let in) and $T/other (not), $T/known_hosts, and
#                         $T/ssh, a program to be named in command=
#   SSHD_BY=(COMMAND...)  runs it, to be set before
#   SSHD_NAMES=(NAME...)  further names that $T/known_hosts has for it
#   stop_sshd, restart_sshd  no new session meanwhile; those there are go on
#   helper_path           prints where the uninstalled vmrpc-ssh-helper can be run
#   refused URI REGEX     connecting fails and says so

declare -F start_daemon >/dev/null || . "$srcdir/tests/lib.sh"
need python3 ssh ssh-keygen
SSHD=$(PATH=$PATH:/usr/sbin:/sbin command -v sshd) ||
    skip 'sshd is not installed (package openssh-server)'
unset SSH_AUTH_SOCK
SSHD_BY=()
SSHD_NAMES=()

# The sshd child that serves a session gives no environment but this.
helper_path() {
    local path=$T/helper
    printf '#!/bin/sh\nexec "%s/run" vmrpc-ssh-helper "$@"\n' "$builddir" >"$path"
    chmod +x "$path"
    echo "$path"
}

ssh_write_files() {
    local name
    ssh-keygen -q -t ed25519 -N '' -f "$T/host_key"
    ssh-keygen -q -t ed25519 -N '' -f "$T/id"
    ssh-keygen -q -t ed25519 -N '' -f "$T/other"
    cp "$T/id.pub" "$T/authorized_keys"
    for name in "$@" "${SSHD_NAMES[@]}"; do
        printf '[%s]:%s %s\n' "$name" "$SSH_PORT" "$(cut -d ' ' -f 1,2 "$T/host_key.pub")"
    done >"$T/known_hosts"
    cat >"$T/sshd_config" <<END
$(printf 'ListenAddress %s\n' "$@")
Port $SSH_PORT
HostKey $T/host_key
PidFile none
AuthorizedKeysFile $T/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin yes
PrintMotd no
END
    # In front of what the library passes, so that nothing of the user's own is looked at.
    cat >"$T/ssh" <<END
#!/bin/sh
exec ssh -F none -o UserKnownHostsFile='$T/known_hosts' -o GlobalKnownHostsFile=/dev/null \\
    -o IdentitiesOnly=yes "\$@"
END
    chmod +x "$T/ssh"
}

start_sshd() {
    local tries
    [ $# != 0 ] || set -- 127.0.0.1
    # As root it wants a folder for its unprivileged part.
    [ "$(id -u)" != 0 ] || mkdir -p -m 755 /run/sshd
    for tries in 1 2 3 4 5; do
        SSH_PORT=$("${SSHD_BY[@]}" python3 -c 'import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET)
s.bind((sys.argv[1], 0))
print(s.getsockname()[1])' "$1")
        rm -f "$T/host_key"* "$T/id"* "$T/other"*
        ssh_write_files "$@"
        if restart_sshd; then
            return
        fi
    done
    fail "sshd does not start: $(cat "$T/sshd.log")"
}

restart_sshd() {
    : >"$T/sshd.log"
    "${SSHD_BY[@]}" "$SSHD" -D -e -f "$T/sshd_config" 2>>"$T/sshd.log" </dev/null &
    SSHD_PID=$!
    wait_line "$T/sshd.log" '^(Server listening on|.*Cannot bind any address|.*[Ff]atal|.*error:)'
    grep -q '^Server listening on' "$T/sshd.log" || { wait "$SSHD_PID" && false; }
}

stop_sshd() {
    kill -TERM "$SSHD_PID"
    wait "$SSHD_PID" || true
}

refused() {
    if vmrpc -q -c "$1" list >"$T/said" 2>&1; then
        fail "connected to $1"
    fi
    grep -q -E -- "$2" "$T/said" || fail "no '$2' in: $(cat "$T/said")"
}
