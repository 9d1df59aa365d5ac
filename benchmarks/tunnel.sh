#!/usr/bin/env bash
# Measures Flexike's data plane beside other tunnels in user space, each between two network namespaces of its own:
#     benchmarks/tunnel.sh COMPARISON          as root; `benchmarks/tunnel.sh` alone lists the comparisons
# Prints a table, and leaves it with all measurements and a plot in benchmarks/target/tunnel/COMPARISON.{txt,tsv,svg}.
# SECONDS_EACH=10 one measurement, REPETITIONS=5, WARM_UP=15 seconds before the first; QUICK=1 for 3, 3 and 8 of them.
# TUNNELS and CASES replace what the comparison says; PROFILE=FOLDER has perf say where both ends spend their time.
# A tunnel is KIND,CIPHER,JDK,PROVIDER,OUTER: flexike,aes-gcm-128,17,jdk,4 | strongswan,aes-gcm-128,-,-,4 |
# wireguard,chacha20-poly1305,-,-,4 | bare,-,-,-,4. A case is tcp1 tcp4 udp1400 udp64 ping, with 6 at the end for IPv6.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in network ends strongswan measure profile; do
    # shellcheck source=/dev/null # beside this file
    source "$here/tunnel/$part.sh"
done

comparisons() {
    cat <<'LIST'
peers     strongSwan's kernel-libipsec and wireguard-go: TCP, UDP and round trips
ciphers   each cipher, and the same tunnel with encryption switched off
jdks      JDK 17 and 25, with and without the Amazon Corretto Crypto Provider
versions  IPv4 and IPv6, inner and outer
latency   round trips through an idle tunnel, beside strongSwan's
own       whatever TUNNELS and CASES say
LIST
}

# What the figures depend on.
machine() {
    printf '%s, %s processors (%s), load %s; %s repetitions of %s s after %s s of warm-up; tunnel MTU 1400\n' \
        "$(uname -sr)" "$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" \
        "$(cut -d ' ' -f 1-3 /proc/loadavg)" "$repetitions" "$seconds" "$warm_up"
    java_of 17 -cp "$classpath" io.flexike.benchmarks.tunnel.Yardstick
}

flexike=flexike,aes-gcm-128,17,jdk,4
case ${1:-} in
peers)
    tunnels="$flexike flexike,chacha20-poly1305,17,jdk,4 strongswan,aes-gcm-128,-,-,4 wireguard,chacha20-poly1305,-,-,4"
    cases="tcp1 tcp4 udp1400 udp64 ping"
    ;;
ciphers)
    tunnels=
    for cipher in aes-gcm-128 aes-gcm-256 chacha20-poly1305 aes-cbc-sha-256 none; do
        tunnels+=" flexike,$cipher,17,jdk,4"
    done
    for cipher in aes-gcm-128 chacha20-poly1305 aes-cbc-sha-256; do
        tunnels+=" strongswan,$cipher,-,-,4"
    done
    cases=tcp1
    ;;
jdks)
    tunnels=
    for jdk in 17 25; do
        for provider in jdk accp; do
            tunnels+=" flexike,aes-gcm-128,$jdk,$provider,4 flexike,chacha20-poly1305,$jdk,$provider,4"
        done
        tunnels+=" flexike,none,$jdk,jdk,4"
    done
    cases=tcp1
    ;;
versions)
    tunnels="$flexike flexike,aes-gcm-128,17,jdk,6 strongswan,aes-gcm-128,-,-,4 wireguard,chacha20-poly1305,-,-,4"
    tunnels+=" wireguard,chacha20-poly1305,-,-,6"
    cases="tcp1 tcp16 udp1400 udp14006"
    ;;
latency)
    tunnels="$flexike flexike,aes-gcm-128,25,jdk,4 strongswan,aes-gcm-128,-,-,4 wireguard,chacha20-poly1305,-,-,4"
    cases="ping ping6"
    ;;
own)
    tunnels=${TUNNELS:?} cases=${CASES:?}
    ;;
*)
    comparisons
    exit 2
    ;;
esac
comparison=$1
tunnels=${TUNNELS:-$tunnels}
cases=${CASES:-$cases}
if [[ -n ${QUICK:-} ]]; then
    : "${SECONDS_EACH:=3}" "${REPETITIONS:=3}" "${WARM_UP:=8}"
fi
# shellcheck disable=SC2034 # measure.sh uses them
seconds=${SECONDS_EACH:-10} repetitions=${REPETITIONS:-5} warm_up=${WARM_UP:-15}

require_root_and_tools
classpath=$(flexike_classpath)
results=$here/target/tunnel
mkdir -p "$results"
scratch=$(mktemp -d)
trap 'clean_up' EXIT
trap 'exit 130' INT TERM

printf 'tunnel\tcase\tmegabits\tpackets\ttunnel_cpu\tload_cpu\tmachine_cpu\tmedian_us\tp99_us\tseconds\n' >"$scratch/all.tsv"
for tunnel in $tunnels; do
    IFS=, read -r kind cipher jdk provider outer <<<"$tunnel"
    if ! missing=$(missing_for "$kind" "$jdk" "$provider"); then
        printf 'not measured: %s: %s\n' "$tunnel" "$missing" >&2
        continue
    fi
    network_up "$outer"
    if "start_$kind"; then
        measure_all "$tunnel" >>"$scratch/all.tsv"
    else
        printf 'not measured: %s: it did not come up; see above\n' "$tunnel" >&2
    fi
    stop_ends
    network_down
done
cp "$scratch/all.tsv" "$results/$comparison.tsv"
{
    machine
    java_of 17 -cp "$classpath" io.flexike.benchmarks.tunnel.TunnelReport "$comparison" "$results"
} | tee "$results/$comparison.txt"
printf '\n%s/%s.svg\n' "$results" "$comparison"
