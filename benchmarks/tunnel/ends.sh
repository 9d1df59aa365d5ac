# Starts and stops both ends of one tunnel. Sourced by tunnel.sh; start_KIND leaves the process ids in `ends`.

ends=()
helpers=()
accp_version=2.4.1

require_root_and_tools() {
    [[ $EUID == 0 ]] || fail "network namespaces need root"
    command -v ip >/dev/null || fail "no ip: apt-get install iproute2"
    command -v ping >/dev/null || fail "no ping: apt-get install iputils-ping"
    command -v iperf3 >/dev/null || fail "no iperf3: apt-get install iperf3"
    [[ -c /dev/net/tun ]] || fail "no /dev/net/tun: modprobe tun"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# Says what a tunnel needs that is not here, and how to get it.
missing_for() { # KIND JDK PROVIDER
    case $1 in
    flexike)
        [[ -n $(java_home "$2") ]] || { echo "no JDK $2 in /usr/lib/jvm; set JAVA${2}_HOME" && return 1; }
        [[ $3 != accp || -n $(accp_jar) ]] || { echo "Maven cannot fetch ACCP $accp_version; set ACCP_JAR" && return 1; }
        ;;
    strongswan)
        [[ -x /usr/lib/ipsec/charon && -e /usr/lib/ipsec/plugins/libstrongswan-kernel-libipsec.so ]] || {
            echo "no strongSwan with kernel-libipsec: apt-get install --no-install-recommends strongswan-charon" \
                "strongswan-swanctl libstrongswan-standard-plugins libstrongswan-extra-plugins libcharon-extra-plugins"
            return 1
        }
        ;;
    wireguard)
        if ! command -v wireguard-go wg >/dev/null; then
            echo "no wireguard-go: apt-get install --no-install-recommends wireguard-go wireguard-tools"
            return 1
        fi
        ;;
    bare) ;;
    *)
        echo "there is no kind of tunnel $1"
        return 1
        ;;
    esac
}

java_home() { # JDK: 17 or 25
    local named=JAVA$1_HOME
    if [[ -n ${!named:-} ]]; then
        echo "${!named}"
        return
    fi
    for home in /usr/lib/jvm/*-"$1"-*; do
        [[ ! -x $home/bin/java ]] || { echo "$home" && return; }
    done
}

java_of() { # JDK ARGUMENTS...
    "$(java_home "$1")/bin/java" "${@:2}"
}

accp_jar() {
    local jar=${ACCP_JAR:-$here/target/AmazonCorrettoCryptoProvider-$accp_version-linux-x86_64.jar}
    if [[ ! -e $jar ]]; then
        mvn -q -f "$here/.." -N dependency:copy -DoutputDirectory="$here/target" -Dartifact="software.amazon.cryptools:AmazonCorrettoCryptoProvider:$accp_version:jar:linux-x86_64" >&2 || return 0
    fi
    echo "$jar"
}

flexike_classpath() {
    if [[ -z ${FLEXIKE_CLASSPATH:-} ]]; then
        mvn -q -f "$here/.." -Pbench -DskipTests -Dmaven.javadoc.skip -pl benchmarks -am package >&2 || fail "the benchmarks do not build"
        FLEXIKE_CLASSPATH=$here/target/benchmarks.jar
    fi
    echo "$FLEXIKE_CLASSPATH"
}

start_bare() {
    ip -n "$left" route add 10.2.0.0/24 via 10.99.1.2 src 10.1.0.1
    ip -n "$right" route add 10.1.0.0/24 via 10.99.1.1 src 10.2.0.1
    ip -n "$left" -6 route add fd02::/64 via fd99:1::2 src fd01::1
    ip -n "$right" -6 route add fd01::/64 via fd99:1::1 src fd02::1
}

# Starts a program inside that is no end of a tunnel.
start_helper() { # NAMESPACE LOG COMMAND...
    ip netns exec "$1" "${@:3}" >"$scratch/$2" 2>&1 </dev/null &
    helpers+=($!)
}

start_end() { # NAMESPACE LOG COMMAND...
    ip netns exec "$1" "${@:3}" >"$scratch/$2" 2>&1 </dev/null &
    ends+=($!)
}

# Waits ten seconds, or `patience` seconds.
await() { # WHAT COMMAND...
    for _ in $(seq $((20 * ${patience:-10}))); do
        ! "${@:2}" >/dev/null 2>&1 || return 0
        sleep 0.05
    done
    printf '%s\n' "$1" >&2
    tail -n 20 "$scratch"/*.log >&2
    return 1
}

start_flexike() {
    local path=$classpath options=()
    [[ $provider != accp ]] || path+=:$(accp_jar)
    [[ $jdk -lt 24 ]] || options+=(--enable-native-access=ALL-UNNAMED)
    [[ -z ${PROFILE:-} ]] || options+=(-XX:+PreserveFramePointer)
    # shellcheck disable=SC2206 # several options in one variable
    options+=(${JAVA_OPTIONS:-})
    local command=("$(java_home "$jdk")/bin/java" "${options[@]}" -cp "$path" io.flexike.benchmarks.tunnel.TunnelEnd)
    start_end "$left" left.log "${command[@]}" left "$cipher" fxtun0 "$outer_left" "$outer_right"
    start_end "$right" right.log "${command[@]}" right "$cipher" fxtun0 "$outer_right" "$outer_left"
    await "the left end does not come up" grep -q ready "$scratch/left.log" &&
        await "the right end does not come up" grep -q ready "$scratch/right.log" &&
        routes_through fxtun0 fxtun0
}

start_wireguard() {
    # two daemons share one folder of control sockets, so the devices have different names
    local device_left=fxw$$l device_right=fxw$$r
    start_end "$left" left.log wireguard-go -f "$device_left"
    start_end "$right" right.log wireguard-go -f "$device_right"
    await "wireguard-go does not come up" inside "$left" wg show "$device_left" || return 1
    await "wireguard-go does not come up" inside "$right" wg show "$device_right" || return 1
    (umask 077 && wg genkey >"$scratch/left.key" && wg genkey >"$scratch/right.key")
    wireguard_peer "$left" "$device_left" left right "$outer_right" 10.2.0.0/24,fd02::/64
    wireguard_peer "$right" "$device_right" right left "$outer_left" 10.1.0.0/24,fd01::/64
    routes_through "$device_left" "$device_right"
}

wireguard_peer() { # NAMESPACE DEVICE OURS THEIRS REMOTE NETWORKS
    local remote=$5
    [[ $remote != *:* ]] || remote="[$remote]"
    inside "$1" wg set "$2" private-key "$scratch/$3.key" listen-port 51820 peer "$(wg pubkey <"$scratch/$4.key")" \
        endpoint "$remote:51820" allowed-ips "$6"
    ip -n "$1" link set "$2" mtu 1400 up
}

stop_ends() {
    for pid in "${helpers[@]}" "${ends[@]}"; do
        kill -TERM "$pid" 2>/dev/null || continue
        for _ in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
    wait 2>/dev/null || true
    helpers=() ends=()
}

clean_up() {
    stop_ends
    network_down
    rm -rf "$scratch"
}
