#!/usr/bin/env bash
# Has two Flexike gateways rekey every two seconds under full load, and accounts for every packet:
#     benchmarks/endurance.sh [SECONDS]          as root; 600 seconds if nothing is said
# SECONDS are those of the case `rekeying`; the others take a quarter of it, at least 20: `loss` of one packet in a
# hundred, `rebinding` of the NAT between the two, `killing` of either peer by SIGKILL. CASES="rekeying loss" is a choice.
# Prints a table and a verdict, and leaves all figures and a plot of both heaps in benchmarks/target/endurance.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in tunnel/ends tunnel/measure endurance/network endurance/account endurance/cases; do
    # shellcheck source=/dev/null # beside this file
    source "$here/$part.sh"
done

seconds=${1:-600}
cases=${CASES:-rekeying loss rebinding killing}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "how many seconds is $seconds?"
[[ $EUID == 0 ]] || fail "network namespaces need root"
for tool in ip nft; do
    command -v "$tool" >/dev/null || fail "no $tool: apt-get install iproute2 nftables"
done
[[ -c /dev/net/tun ]] || fail "no /dev/net/tun: modprobe tun"
[[ -n $(java_home 17) ]] || fail "no JDK 17 in /usr/lib/jvm; set JAVA17_HOME"

classpath=$(flexike_classpath)
results=$here/target/endurance
rm -rf "$results"
mkdir -p "$results"
scratch=$results
trap 'stop_ends; network_down' EXIT
trap 'exit 130' INT TERM

# seconds from one look at the heap to the next
pause=$((seconds / 120 + 1))
network_up
start_gateway right
start_gateway left
await_sessions 0
for case in $cases; do
    run_case "$case"
done
stop_ends
{
    printf '%s, %s processors (%s)\n' "$(uname -sr)" "$(nproc)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
    java_of 17 -cp "$classpath" io.flexike.benchmarks.endurance.EnduranceReport "$results"
} | tee "$results/report.txt"
