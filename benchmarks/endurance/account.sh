# Everything that was counted so far, by the kernel and by both gateways, as lines of a name and a number. Sourced by
# endurance.sh.

account() {
    esp_packets sent_rightwards "$router" inside
    esp_packets arrived_rightwards "$right" eth0
    esp_packets sent_leftwards "$router" outside
    esp_packets arrived_leftwards "$left" eth0
    # of any kind
    printf 'network:router\t%s\n' "$(ip netns exec "$router" nft list counter ip loss lost 2>/dev/null | packets_in | grep . || echo 0)"
    for side in left right; do
        printf 'kernel:%s_tun_queue\t%s\n' "$side" "$(statistic "${!side}" tu0 tx_dropped)"
        printf 'kernel:%s_cable\t%s\n' "$side" "$(($(statistic "${!side}" eth0 tx_dropped) + $(statistic "${!side}" eth0 rx_dropped)))"
        printf 'kernel:%s_socket\t%s\n' "$side" "$(udp_errors "${!side}" InErrors)"
        printf 'kernel:%s_no_socket\t%s\n' "$side" "$(udp_errors "${!side}" NoPorts)"
        awk -F '\t' -v side="$side" '$1 == "sample" { last = $5 } END {
            count = split(last, figures, " ")
            for (i = 1; i <= count; i++) {
                split(figures[i], figure, "=")
                print side ":" figure[1] "\t" figure[2]
            }
        }' "$results/$side-${runs[$side]}.log"
    done
    printf 'ticks:busy\t%s\n' "$(busy_ticks)"
    printf 'ticks:all\t%s\n' "$(awk '/^cpu /{ for (i = 2; i <= 9; i++) sum += $i; print sum }' /proc/stat)"
}

esp_packets() { # NAME NAMESPACE DEVICE
    printf '%s\t%s\n' "$1" "$(ip netns exec "$2" nft list counter ip account "esp_$3" | packets_in)"
}

packets_in() {
    sed -n 's/.*packets \([0-9]*\).*/\1/p'
}

statistic() { # NAMESPACE DEVICE NAME
    ip netns exec "$1" cat "/sys/class/net/$2/statistics/$3" 2>/dev/null || echo 0
}

udp_errors() { # NAMESPACE NAME
    ip netns exec "$1" awk -v name="$2" '/^Udp:/ {
        if (!n) n = split($0, names)
        else for (i = 2; i <= n; i++) if (names[i] == name) print $i
    }' /proc/net/snmp
}
