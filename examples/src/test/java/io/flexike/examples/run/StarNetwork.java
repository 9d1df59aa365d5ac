package io.flexike.examples.run;

import io.flexike.flexvpn.interop.NetworkNamespace;
import io.flexike.flexvpn.interop.PeerNetwork;
import java.util.ArrayList;
import java.util.List;

/**
 * A hub and four spokes at one switch. Outside, the hub is 192.0.2.1 and the spokes are 192.0.2.11 to 192.0.2.14;
 * behind them are 10.2.0.1 and 10.11.0.1 to 10.14.0.1.
 */
final class StarNetwork implements AutoCloseable {
    static final String HUB = "192.0.2.1";
    static final String HUB_INNER = "10.2.0.1";
    private static final int SPOKES = 4;
    private static final int FIRST = 11;

    private final List<NetworkNamespace> all = new ArrayList<>();
    private final NetworkNamespace cables;
    private final NetworkNamespace hub;
    private final List<NetworkNamespace> spokes = new ArrayList<>();

    private StarNetwork() {
        cables = namespace("c");
        hub = namespace("h");
        for (int i = 1; i <= SPOKES; i++) {
            spokes.add(namespace("s" + i));
        }
    }

    static StarNetwork create() {
        StarNetwork network = new StarNetwork();
        try {
            network.build();
            return network;
        } catch (AssertionError e) {
            network.close();
            throw e;
        }
    }

    private NetworkNamespace namespace(String label) {
        NetworkNamespace namespace = NetworkNamespace.create(label);
        all.add(namespace);
        return namespace;
    }

    private void build() {
        cables.bridge("switch");
        join(hub, "hub", HUB);
        hub.address("lo", HUB_INNER + "/24").forwarding();
        for (int i = 1; i <= SPOKES; i++) {
            join(spoke(i), "spoke" + i, outer(i));
            spoke(i).address("lo", inner(i) + "/24");
        }
    }

    private void join(NetworkNamespace host, String port, String address) {
        host.connect(PeerNetwork.DEVICE, cables, port).address(PeerNetwork.DEVICE, address + "/24");
        cables.ip("link", "set", port, "master", "switch");
    }

    NetworkNamespace hub() {
        return hub;
    }

    /** @param number 1 to 4 */
    NetworkNamespace spoke(int number) {
        return spokes.get(number - 1);
    }

    static String outer(int number) {
        return "192.0.2." + (FIRST + number - 1);
    }

    static String inner(int number) {
        return "10." + (FIRST + number - 1) + ".0.1";
    }

    @Override
    public void close() {
        all.forEach(NetworkNamespace::close);
    }
}
