# Two network namespaces joined by a veth, like two computers with a cable. Sourced by tunnel.sh.

# of this run only
left=fxb$$l right=fxb$$r

network_up() { # OUTER: 4 or 6
    ip netns add "$left"
    ip netns add "$right"
    ip link add veth0 netns "$left" type veth peer name veth0 netns "$right"
    for side in "$left:1" "$right:2"; do
        local namespace=${side%:*} number=${side#*:}
        ip -n "$namespace" link set lo up
        ip -n "$namespace" link set veth0 up
        ip -n "$namespace" addr add "10.99.1.$number/24" dev veth0
        ip -n "$namespace" addr add "fd99:1::$number/64" dev veth0 nodad
        # what goes through the tunnel
        ip -n "$namespace" addr add "10.$number.0.1/24" dev lo
        ip -n "$namespace" addr add "fd0$number::1/64" dev lo nodad
    done
    if [[ $1 == 6 ]]; then
        outer_left=fd99:1::1 outer_right=fd99:1::2
    else
        outer_left=10.99.1.1 outer_right=10.99.1.2
    fi
}

network_down() {
    for namespace in "$left" "$right"; do
        if [[ -e /run/netns/$namespace ]]; then
            ip netns del "$namespace"
        fi
    done
}

# Routes to the other side's inner networks through these devices.
routes_through() { # LEFT_DEVICE RIGHT_DEVICE
    ip -n "$left" route add 10.2.0.0/24 dev "$1" src 10.1.0.1
    ip -n "$left" -6 route add fd02::/64 dev "$1" src fd01::1
    ip -n "$right" route add 10.1.0.0/24 dev "$2" src 10.2.0.1
    ip -n "$right" -6 route add fd01::/64 dev "$2" src fd02::1
}

inside() { # NAMESPACE COMMAND...
    ip netns exec "$@"
}
