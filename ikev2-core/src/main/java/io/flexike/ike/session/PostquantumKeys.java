package io.flexike.ike.session;

import io.flexike.ike.identity.Identification;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Where the post-quantum pre-shared keys of peers are found. Called on the engine's thread: it must answer at once and
 * not throw.
 */
public interface PostquantumKeys {
    /** For nobody. */
    PostquantumKeys NONE = same(PeerPpks.NONE);

    /**
     * What is shared with a peer.
     *
     * @param remote the peer's identity, empty on an initiator that does not ask for one
     * @param remoteAddress the peer's outer address
     */
    PeerPpks of(Optional<Identification> remote, InetAddress remoteAddress);

    /** Whether nobody has a key. Asked once for each profile, when the engine is made. */
    boolean isEmpty();

    /**
     * The keys of all peers that have this identity: a responder may have to find one before the peer has said who it
     * is (RFC 9867). Whoever can reach us may ask, so it must not take longer the more peers there are.
     */
    List<Ppk> withId(PpkId id);

    /** The same keys for every peer. */
    static PostquantumKeys same(PeerPpks keys) {
        return new PostquantumKeys() {
            @Override
            public PeerPpks of(Optional<Identification> remote, InetAddress remoteAddress) {
                return keys;
            }

            @Override
            public boolean isEmpty() {
                return keys.keys().isEmpty();
            }

            @Override
            public List<Ppk> withId(PpkId id) {
                return keys.keys().stream().filter(key -> key.id().equals(id)).toList();
            }
        };
    }
}
