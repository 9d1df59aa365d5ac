package io.flexike.flexvpn.interop;

import io.flexike.ike.identity.Identity;
import java.util.function.Consumer;

/**
 * Two sites of {@link Sites} that prove themselves in some way, ours on the left of the network and strongSwan's on the
 * right. Each pair has names of its own, so that one daemon can wait for many of them.
 *
 * @param name also that of the connection and of its child in strongSwan
 * @param ownId what we call ourselves
 * @param peerId what strongSwan calls itself
 */
record Meeting(String name, Identity ownId, Identity peerId) {
    static final Suite SUITE = Suite.GCM_128;

    /** Of those who go by the domain names {@code NAME.own.example} and {@code NAME.peer.example}. */
    static Meeting named(String name) {
        return new Meeting(name, Identity.fqdn(ownName(name)), Identity.fqdn(peerName(name)));
    }

    static String ownName(String name) {
        return name + ".own.example";
    }

    static String peerName(String name) {
        return name + ".peer.example";
    }

    /** The connection of strongSwan, which lacks only what these two fill in. */
    SwanctlConf addTo(SwanctlConf conf, Consumer<ConfigSection> local, Consumer<ConfigSection> remote) {
        SwanctlConf.Ends ends =
                new SwanctlConf.Ends(PeerNetwork.RIGHT_4, PeerNetwork.LEFT_4, peerId.toString(), ownId.toString());
        return conf.site(name, ends, SUITE.charonIke(), SUITE.charonEsp())
                .selectors(name, "10.2.0.0/24", "10.1.0.0/24")
                .local(name, local)
                .remote(name, remote);
    }

    @Override
    public String toString() {
        return name;
    }
}
