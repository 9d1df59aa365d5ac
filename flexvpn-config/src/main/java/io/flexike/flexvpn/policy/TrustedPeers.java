package io.flexike.flexvpn.policy;

import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.PublicKeys;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Public keys of peers by their identities. Immutable. */
public final class TrustedPeers {
    private final String name;
    private final Map<Identity, List<VerificationKey>> keys;

    private TrustedPeers(String name, Map<Identity, List<VerificationKey>> collected) {
        this.name = name;
        Map<Identity, List<VerificationKey>> copy = new LinkedHashMap<>();
        collected.forEach((identity, all) -> copy.put(identity, List.copyOf(all)));
        keys = Collections.unmodifiableMap(copy);
    }

    /** Begins a collection. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings and logs call it. */
    public String name() {
        return name;
    }

    /** Those who have a key here. */
    public Set<Identity> identities() {
        return keys.keySet();
    }

    /** All keys, each once. */
    public List<VerificationKey> keys() {
        return keys.values().stream().flatMap(List::stream).distinct().toList();
    }

    /** The keys, as the engine asks for them. */
    public PublicKeys publicKeys() {
        return this::keysFor;
    }

    private List<VerificationKey> keysFor(Identification remote) {
        // Equal identities mean the same: DNS names are so in upper case, too.
        return keys.getOrDefault(Identity.claimed(remote), List.of());
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof TrustedPeers that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(name, keys);
    }

    @Override
    public String toString() {
        return "trusted peers \"" + name + "\"";
    }

    /** Collects public keys. */
    public static final class Builder {
        private final String name;
        private final Map<Identity, List<VerificationKey>> keys = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /**
         * Trusts a key to be that of exactly this identity, beside those named before.
         *
         * @throws IllegalArgumentException if keys of its kind or its strength are not supported
         */
        public Builder peer(Identity identity, PublicKey key) {
            return peer(identity, VerificationKey.of(key));
        }

        /** Trusts a key to be that of exactly this identity, beside those named before. */
        public Builder peer(Identity identity, VerificationKey key) {
            keys.computeIfAbsent(identity, unused -> new ArrayList<>()).add(Objects.requireNonNull(key));
            return this;
        }

        /** The collection; whether it has what is needed is checked where it is used. */
        public TrustedPeers build() {
            return new TrustedPeers(name, keys);
        }
    }
}
