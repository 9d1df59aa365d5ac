package io.flexike.flexvpn.policy;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.PreSharedKeys;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Pre-shared keys of peers. Immutable.
 *
 * <p>The key of a peer is that of the block which describes it most narrowly: by its exact identity, by the host name
 * that was dialled, by the domain of its identity, by its outer address (the longest prefix), and last a block for any
 * peer; among equals the first one. A block without a key of the needed direction is passed over.
 */
public final class Keyring {
    private final String name;
    private final List<KeyringPeer> peers;
    private final Map<PpkId, List<Ppk>> ppks;

    private Keyring(String name, List<KeyringPeer> peers) {
        this.name = name;
        this.peers = List.copyOf(peers);
        this.ppks = ppksById(this.peers);
    }

    /** A key that many blocks share is there once. */
    private static Map<PpkId, List<Ppk>> ppksById(List<KeyringPeer> peers) {
        Map<PpkId, List<Ppk>> byId = new HashMap<>();
        for (KeyringPeer peer : peers) {
            for (Ppk ppk : peer.ppks().keys()) {
                List<Ppk> sameId = byId.computeIfAbsent(ppk.id(), unused -> new ArrayList<>(1));
                if (!sameId.contains(ppk)) {
                    sameId.add(ppk);
                }
            }
        }
        byId.replaceAll((id, sameId) -> List.copyOf(sameId));
        return Map.copyOf(byId);
    }

    /** Begins a keyring. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings and logs call it. */
    public String name() {
        return name;
    }

    /** The blocks, in order. */
    public List<KeyringPeer> peers() {
        return peers;
    }

    /**
     * The keys with which we prove our identity.
     *
     * @param dialled the host name that the peer was reached by, if it was
     */
    public PreSharedKeys localKeys(Optional<String> dialled) {
        return new Keys(this, dialled, true);
    }

    /**
     * The keys with which peers prove their identity.
     *
     * @param dialled the host name that the peer was reached by, if it was
     */
    public PreSharedKeys remoteKeys(Optional<String> dialled) {
        return new Keys(this, dialled, false);
    }

    /**
     * The post-quantum pre-shared keys of peers; blocks without one are passed over.
     *
     * @param dialled the host name that the peer was reached by, if it was
     */
    public PostquantumKeys ppks(Optional<String> dialled) {
        return new Ppks(this, dialled);
    }

    /** A value, so that equal keyrings are the same to who asks whether something has changed. */
    private record Keys(Keyring keyring, Optional<String> dialled, boolean ours) implements PreSharedKeys {
        @Override
        public Optional<SecretBytes> keyFor(Optional<Identification> remote, InetAddress remoteAddress) {
            return keyring.find(remote, remoteAddress, dialled, ours ? KeyringPeer::localKey : KeyringPeer::remoteKey);
        }
    }

    /** The same of post-quantum pre-shared keys. */
    private record Ppks(Keyring keyring, Optional<String> dialled) implements PostquantumKeys {
        @Override
        public PeerPpks of(Optional<Identification> remote, InetAddress remoteAddress) {
            return keyring.find(remote, remoteAddress, dialled, Keyring::ppksOf).orElse(PeerPpks.NONE);
        }

        @Override
        public boolean isEmpty() {
            return keyring.ppks.isEmpty();
        }

        @Override
        public List<Ppk> withId(PpkId id) {
            return keyring.ppks.getOrDefault(id, List.of());
        }
    }

    private static Optional<PeerPpks> ppksOf(KeyringPeer peer) {
        return Optional.of(peer.ppks()).filter(ppks -> !ppks.keys().isEmpty() || ppks.areRequired());
    }

    private <K> Optional<K> find(
            Optional<Identification> remote,
            InetAddress address,
            Optional<String> dialled,
            Function<KeyringPeer, Optional<K>> direction) {
        Optional<K> best = Optional.empty();
        int bestFit = KeyringPeer.NO_FIT;
        for (KeyringPeer peer : peers) {
            Optional<K> key = direction.apply(peer);
            int fit = peer.fit(remote, address, dialled);
            if (key.isPresent() && fit > bestFit) {
                best = key;
                bestFit = fit;
            }
        }
        return best;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Keyring that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(name, peers);
    }

    @Override
    public String toString() {
        return "keyring \"" + name + "\"";
    }

    /** Collects the blocks of a keyring. */
    public static final class Builder {
        private final String name;
        private final List<KeyringPeer> peers = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** Appends a block for a peer or for several that share a key. */
        public Builder peer(String peerName, Consumer<KeyringPeer.Builder> description) {
            KeyringPeer.Builder peer = new KeyringPeer.Builder(peerName);
            description.accept(peer);
            peers.add(peer.build());
            return this;
        }

        /** The keyring; whether its blocks are complete is checked where it is used. */
        public Keyring build() {
            return new Keyring(name, peers);
        }
    }
}
