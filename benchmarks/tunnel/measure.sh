# Measures one tunnel that is up. Sourced by tunnel.sh.

ticks_a_second=$(getconf CLK_TCK)

# User and system time of processes with all their threads, in clock ticks.
ticks_of() { # PID...
    local total=0 fields
    for pid in "$@"; do
        read -r fields <"/proc/$pid/stat"
        # behind the name, which may hold spaces, the state is the first field
        # shellcheck disable=SC2086 # to be split
        set -- ${fields##*) }
        total=$((total + ${12} + ${13}))
    done
    echo "$total"
}

# Of all processors, whoever uses them.
busy_ticks() {
    awk '/^cpu /{print $2 + $3 + $4 + $7 + $8}' /proc/stat
}

measure_all() { # TUNNEL
    start_helper "$right" iperf.log iperf3 -s
    server=${helpers[-1]}
    await "iperf3 does not listen" inside "$left" iperf3 -c 10.99.1.2 -n 1 >&2 || return
    load tcp1 "$warm_up" >/dev/null
    for case in $cases; do
        if [[ $case == ping* ]]; then
            pings "$case" 2000 0.002 >/dev/null
        else
            load "$case" $((warm_up / 4 + 1)) >/dev/null
        fi
        for _ in $(seq "$repetitions"); do
            measure "$1" "$case"
        done
        [[ -z ${PROFILE:-} || $case == ping* ]] || profile "$1" "$case" >&2
    done
}

measure() { # TUNNEL CASE
    local machine ends_ticks load_ticks figures
    machine=$(busy_ticks) ends_ticks=$(ticks_of "${ends[@]}") load_ticks=$(ticks_of "$server")
    if [[ $2 == ping* ]]; then
        figures="- - 0 $(pings "$2" $((seconds * 100)) 0.01)"
    else
        figures="$(load "$2" "$seconds") - -"
    fi
    machine=$(($(busy_ticks) - machine))
    ends_ticks=$(($(ticks_of "${ends[@]}") - ends_ticks))
    load_ticks=$(($(ticks_of "$server") - load_ticks))
    local megabits packets client median p99
    read -r megabits packets client median p99 <<<"$figures"
    awk -v OFS='\t' -v hertz="$ticks_a_second" -v tunnel="$1" -v case="$2" -v megabits="$megabits" -v packets="$packets" \
        -v ends="$ends_ticks" -v load="$load_ticks" -v client="$client" -v machine="$machine" -v median="$median" \
        -v p99="$p99" -v seconds="$seconds" 'BEGIN {
            print tunnel, case, megabits, packets, ends / hertz, load / hertz + client, machine / hertz, median, p99, seconds
        }'
    printf '%s %s: %s Mbit, %s packets, median %s us\n' "$1" "$2" "$megabits" "$packets" "$median" >&2
}

# Octets of UDP payload in an IP packet of that length.
payload() { # PACKET_OCTETS VERSION
    echo $(($1 - ($2 == 6 ? 48 : 28)))
}

target() { # CASE
    if [[ $1 == *6 ]]; then echo fd02::1; else echo 10.2.0.1; fi
}

# Has iperf3 send for a while. Prints the megabits of payload that arrived, the packets if it was UDP, and the
# processor seconds of the sending iperf3.
load() { # CASE SECONDS
    local options=() octets=0 version=4
    [[ $1 != *6 ]] || version=6
    case $1 in
    tcp1 | tcp16) ;;
    tcp4 | tcp46) options=(-P 4) ;;
    udp64 | udp646) octets=$(payload 64 $version) ;;
    udp1400 | udp14006) octets=$(payload 1400 $version) ;;
    *) fail "there is no case $1" ;;
    esac
    [[ $octets == 0 ]] || options=(-u -b 0 -l "$octets")
    local TIMEFORMAT='%U %S' spent
    spent=$({ time inside "$left" iperf3 -c "$(target "$1")" -t "$2" -f k "${options[@]}" >"$scratch/iperf-client.log" 2>&1; } 2>&1) ||
        { tail -n 3 "$scratch/iperf-client.log" >&2 && spent="0 0"; }
    awk -v octets="$octets" -v spent="$spent" -v seconds="$2" '
        /receiver/ {
            for (i = 1; i <= NF; i++) {
                if ($i == "Kbits/sec") rate = $(i - 1)
                if ($i ~ /^[0-9]+\/[0-9]+$/) { split($i, counts, "/"); arrived = counts[2] - counts[1] }
            }
        }
        END {
            split(spent, cpu, " ")
            if (octets > 0) print arrived * octets * 8 / 1e6, arrived + 0, cpu[1] + cpu[2]
            else print rate * seconds / 1000, "-", cpu[1] + cpu[2]
        }' "$scratch/iperf-client.log"
}

# Median and 99th percentile of round trips, in microseconds.
pings() { # CASE COUNT INTERVAL
    inside "$left" ping -q -c 3 "$(target "$1")" >/dev/null || true
    inside "$left" ping -n -c "$2" -i "$3" "$(target "$1")" | sed -n 's/.*time=\([0-9.]*\) ms.*/\1/p' | sort -n |
        awk '{ times[NR] = $1 * 1000 }
            END { if (NR) print times[int((NR + 1) / 2)], times[int(NR * 0.99 + 0.5)]; else print "- -" }'
}
