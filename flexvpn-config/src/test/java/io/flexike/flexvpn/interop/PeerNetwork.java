package io.flexike.flexvpn.interop;

import java.util.Optional;

/**
 * Two hosts, joined directly or through a router that translates addresses. Outside, the right host is 10.99.1.2 and
 * fd99:1::2; the left host is 10.99.1.1 and fd99:1::1 when joined directly, 192.168.77.2 and fd77::2 when behind the
 * router, which then shows 10.99.1.1 and fd99:1::1 to the right host. Neither has a default route that would lead inner
 * addresses past a tunnel, except the left host behind the router.
 */
public final class PeerNetwork implements AutoCloseable {
    public static final String LEFT_4 = "10.99.1.1";
    public static final String LEFT_6 = "fd99:1::1";
    public static final String RIGHT_4 = "10.99.1.2";
    public static final String RIGHT_6 = "fd99:1::2";
    public static final String HIDDEN_LEFT_4 = "192.168.77.2";
    public static final String HIDDEN_LEFT_6 = "fd77::2";
    /** Name of the Ethernet device in the left and in the right host. */
    public static final String DEVICE = "eth0";

    private final NetworkNamespace left;
    private final NetworkNamespace right;
    private final Optional<NetworkNamespace> router;

    private PeerNetwork(NetworkNamespace left, NetworkNamespace right, Optional<NetworkNamespace> router) {
        this.left = left;
        this.right = right;
        this.router = router;
    }

    public static PeerNetwork direct() {
        PeerNetwork network =
                new PeerNetwork(NetworkNamespace.create("l"), NetworkNamespace.create("r"), Optional.empty());
        return network.builtBy(() -> network.left
                .connect(DEVICE, network.right, DEVICE)
                .address(DEVICE, LEFT_4 + "/24")
                .address(DEVICE, LEFT_6 + "/64"));
    }

    public static PeerNetwork behindNat() {
        NetworkNamespace nat = NetworkNamespace.create("n");
        PeerNetwork network =
                new PeerNetwork(NetworkNamespace.create("l"), NetworkNamespace.create("r"), Optional.of(nat));
        return network.builtBy(() -> {
            network.left
                    .connect(DEVICE, nat, "inside")
                    .address(DEVICE, HIDDEN_LEFT_4 + "/24")
                    .address(DEVICE, HIDDEN_LEFT_6 + "/64");
            nat.connect("outside", network.right, DEVICE)
                    .address("inside", "192.168.77.1/24")
                    .address("inside", "fd77::1/64")
                    .address("outside", LEFT_4 + "/24")
                    .address("outside", LEFT_6 + "/64")
                    .forwarding()
                    .masquerade("outside");
            network.left.route("default", "192.168.77.1").route("default", "fd77::1");
        });
    }

    private PeerNetwork builtBy(Runnable build) {
        try {
            build.run();
            right.address(DEVICE, RIGHT_4 + "/24").address(DEVICE, RIGHT_6 + "/64");
            return this;
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    public NetworkNamespace left() {
        return left;
    }

    public NetworkNamespace right() {
        return right;
    }

    public Optional<NetworkNamespace> router() {
        return router;
    }

    /**
     * The router forgets all mappings, as its address was away for a moment; what was behind it comes from other ports
     * from now on.
     *
     * @param address the router's outside from now on, in 10.99.1.0/24
     */
    public void rebindNat(String address) {
        NetworkNamespace nat = router.orElseThrow();
        nat.withoutAddress("outside", LEFT_4 + "/24").address("outside", address + "/24");
    }

    @Override
    public void close() {
        left.close();
        right.close();
        router.ifPresent(NetworkNamespace::close);
    }
}
