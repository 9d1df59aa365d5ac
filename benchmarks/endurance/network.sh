# Two hosts behind two cables with a router between them that translates the left one's address, and a count of the
# ESP packets on each cable. Sourced by endurance.sh.

# of this run only
left=fxe$$l right=fxe$$r router=fxe$$n
hidden_left=192.168.77.2 outer_left=10.99.1.1 other_outer_left=10.99.1.21 outer_right=10.99.1.2

network_up() {
    for namespace in "$left" "$right" "$router"; do
        ip netns add "$namespace"
        # nothing but what is counted goes through the tunnel
        ip netns exec "$namespace" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
        ip -n "$namespace" link set lo up
    done
    cable "$left" eth0 "$router" inside
    cable "$right" eth0 "$router" outside
    ip -n "$left" addr add "$hidden_left/24" dev eth0
    ip -n "$router" addr add 192.168.77.1/24 dev inside
    ip -n "$router" addr add "$outer_left/24" dev outside
    ip -n "$right" addr add "$outer_right/24" dev eth0
    # no default route: what finds no tunnel is not sent at all, rather than past it
    ip -n "$left" route add 10.99.1.0/24 via 192.168.77.1
    ip netns exec "$router" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.all.promote_secondaries=1
    ip netns exec "$router" nft -f - <<'RULES'
table ip nat {
    chain leaving {
        type nat hook postrouting priority srcnat
        oifname "outside" masquerade random
    }
}
RULES
    count_arrivals "$left" eth0
    count_arrivals "$right" eth0
    count_arrivals "$router" inside outside
}

cable() { # NAMESPACE DEVICE NAMESPACE DEVICE
    ip link add "$2" netns "$1" type veth peer name "$4" netns "$3"
    # what Flexike sends as one message is cut before it enters the cable, so that every ESP packet is seen and lost alone
    ip -n "$1" link set "$2" gso_max_segs 1 up
    ip -n "$3" link set "$4" gso_max_segs 1 up
}

# Counts ESP in UDP that comes in, apart from IKE and keepalives.
count_arrivals() { # NAMESPACE DEVICE...
    {
        echo "table ip account {"
        for device in "${@:2}"; do
            echo "counter esp_$device { }"
        done
        echo "chain arriving { type filter hook prerouting priority raw;"
        echo "meta l4proto != udp accept"
        echo "udp sport 500 accept"
        echo "udp dport 500 accept"
        # RFC 3948 2.2, 2.3: four zero octets stand before IKE, a keepalive is one octet
        echo "udp length 9 accept"
        echo "@th,64,32 0 accept"
        for device in "${@:2}"; do
            echo "iifname $device counter name esp_$device"
        done
        printf "}\n}\n"
    } | ip netns exec "$1" nft -f -
}

# One packet in a hundred is lost in either direction.
lose_packets() {
    ip netns exec "$router" nft -f - <<'RULES'
table ip loss {
    counter lost { }
    chain passing {
        type filter hook forward priority filter;
        numgen random mod 100 < 1 counter name lost drop
    }
}
RULES
}

lose_no_packets() {
    ip netns exec "$router" nft delete table ip loss
}

# The router forgets all mappings as its address goes, and gives the left host another address and other ports.
rebind() {
    ip -n "$router" addr del "$outer_left/24" dev outside
    ip -n "$router" addr add "$other_outer_left/24" dev outside
    local was=$outer_left
    outer_left=$other_outer_left other_outer_left=$was
}

network_down() {
    for namespace in "$left" "$right" "$router"; do
        if [[ -e /run/netns/$namespace ]]; then
            ip netns del "$namespace"
        fi
    done
}
