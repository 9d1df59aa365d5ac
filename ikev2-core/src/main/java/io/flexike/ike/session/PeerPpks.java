package io.flexike.ike.session;

import java.util.List;
import java.util.Optional;

/**
 * The post-quantum pre-shared keys that are shared with one peer.
 *
 * @param keys best first, at most {@value #MOST}; an initiator that mixes in IKE_AUTH can only try the first one
 * @param need whether there may be an IKE SA without one of them
 */
public record PeerPpks(List<Ppk> keys, Need need) {
    /** Our choice: so many identities go into one message. */
    public static final int MOST = 16;

    /** No key, and no need of one. */
    public static final PeerPpks NONE = new PeerPpks(List.of(), Need.OPTIONAL);

    /**
     * Checks the number of keys and copies them.
     *
     * @throws IllegalArgumentException if there are more than {@value #MOST}
     */
    public PeerPpks {
        keys = List.copyOf(keys);
        if (keys.size() > MOST) {
            throw new IllegalArgumentException(keys.size() + " post-quantum pre-shared keys; at most " + MOST);
        }
    }

    /** What becomes of an IKE SA for which no key is common to both ends (RFC 8784 3, mandatory_or_not). */
    public enum Need {
        /** It goes on without. */
        OPTIONAL,
        /** It is refused. */
        REQUIRED
    }

    /** Whether there is no IKE SA without one. */
    public boolean areRequired() {
        return need == Need.REQUIRED;
    }

    /** The key of that identity. */
    public Optional<Ppk> find(PpkId id) {
        return keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }
}
