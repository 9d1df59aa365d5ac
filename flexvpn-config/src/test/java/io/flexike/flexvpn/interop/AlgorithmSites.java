package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The namespace of our site, and a strongSwan that accepts every algorithm at one address and connects from another one
 * with those of a row.
 *
 * @param observation gives the SAs of the peer, and what came of a ping from there
 */
record AlgorithmSites(
        List<AlgorithmRow> rows, NetworkNamespace own, IkePeer peer, Supplier<String> observation, Runnable end)
        implements AutoCloseable {
    /** Where the peer accepts everything. */
    static final String RESPONDER = "10.99.1.3";

    private static final int OCTETS = 56;
    private static final List<String> PING = Ping.command(Sites.PEER_INNER_4, Sites.OWN_INNER_4, OCTETS);

    private static final String ANYTHING = "anything";

    static AlgorithmSites inUserSpace(Path folder, List<AlgorithmRow> rows) {
        PeerNetwork network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        network.right().address(PeerNetwork.DEVICE, RESPONDER + "/24");
        StrongSwanPeer peer = StrongSwanPeer.start(network.right(), folder, connections(rows));
        return new AlgorithmSites(
                rows,
                network.left(),
                peer,
                () -> peer.listSas() + network.right().exec(PING.toArray(String[]::new)),
                () -> {
                    peer.close();
                    network.close();
                });
    }

    static AlgorithmSites inKernel(Path folder, List<AlgorithmRow> rows) {
        GuestSite site = GuestSite.start(folder);
        site.guest().exec("ip addr add " + RESPONDER + "/24 dev vec0");
        site.peer().load(connections(rows));
        return new AlgorithmSites(
                rows,
                site.host(),
                site.peer(),
                // at once, since the guest is slow to begin something
                () -> site.guest()
                        .exec(GuestStrongSwan.LIST_SAS + "; "
                                + Ping.ofGuest(Sites.PEER_INNER_4, Sites.OWN_INNER_4, OCTETS)),
                site::close);
    }

    private static SwanctlConf connections(List<AlgorithmRow> rows) {
        SwanctlConf all = site(
                SwanctlConf.create(),
                ANYTHING,
                RESPONDER,
                "%any",
                proposals(rows, AlgorithmRow::charonIke),
                proposals(rows, AlgorithmRow::charonEsp));
        for (int i = 0; i < rows.size(); i++) {
            site(
                    all,
                    name(i),
                    PeerNetwork.RIGHT_4,
                    PeerNetwork.LEFT_4,
                    rows.get(i).charonIke(),
                    rows.get(i).charonEsp());
        }
        return all.preSharedKey(Sites.KEY);
    }

    private static String proposals(List<AlgorithmRow> rows, Function<AlgorithmRow, String> notation) {
        return rows.stream().map(notation).distinct().collect(Collectors.joining(","));
    }

    private static SwanctlConf site(
            SwanctlConf conf, String name, String localAddress, String remoteAddress, String ike, String esp) {
        return conf.site(name, new SwanctlConf.Ends(localAddress, remoteAddress, Sites.PEER_ID, Sites.OWN_ID), ike, esp)
                .selectors(name, Sites.PEER_INNER_4, Sites.OWN_INNER_4);
    }

    private static String name(int row) {
        return "row" + row;
    }

    /** The connection, and the child, in which the peer has just the algorithms of the row. */
    String connection(AlgorithmRow row) {
        return name(rows.indexOf(row));
    }

    /** Pings from either end come back; gives the SAs of the peer. */
    String pingBothWays() {
        Traversal.assertPings(own, Sites.OWN_INNER_4, Sites.PEER_INNER_4, OCTETS);
        String seen = observation.get();
        assertThat(seen).containsPattern(" ([3-9]|\\d{2,}) received");
        return seen;
    }

    @Override
    public void close() {
        end.run();
    }
}
