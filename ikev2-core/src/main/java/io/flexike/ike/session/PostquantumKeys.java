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

    /** The keys of all peers: as responder one may have to be found before the peer has said who it is (RFC 9867). */
    List<Ppk> all();

    /** The same keys for every peer. */
    static PostquantumKeys same(PeerPpks keys) {
        return new PostquantumKeys() {
            @Override
            public PeerPpks of(Optional<Identification> remote, InetAddress remoteAddress) {
                return keys;
            }

            @Override
            public List<Ppk> all() {
                return keys.keys();
            }
        };
    }
}
