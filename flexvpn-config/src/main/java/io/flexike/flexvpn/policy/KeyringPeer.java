package io.flexike.flexvpn.policy;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One block of a {@link Keyring}: which peers it is for, and their keys. Several descriptions of peers are
 * alternatives.
 */
public final class KeyringPeer {
    /** The block is not for that peer. */
    static final int NO_FIT = -1;

    private static final int ANY = 0;
    /** An address fits with 1 + its prefix length, at most 129. */
    private static final int ADDRESS = 1;

    private static final int DOMAIN = 1_000;
    private static final int HOSTNAME = 2_000_000;
    private static final int IDENTITY = 3_000_000;

    private final String name;
    private final List<Ranked> matchers;
    private final List<IpPrefix> addresses;
    private final List<String> hostnames;
    private final boolean any;
    private final Optional<SecretBytes> localKey;
    private final Optional<SecretBytes> remoteKey;
    private final PeerPpks ppks;
    private final int excessPpks;

    private KeyringPeer(Builder builder) {
        name = builder.name;
        matchers = List.copyOf(builder.matchers);
        addresses = List.copyOf(builder.addresses);
        hostnames = List.copyOf(builder.hostnames);
        any = builder.any;
        localKey = builder.localKey;
        remoteKey = builder.remoteKey;
        List<Ppk> usable = builder.ppks.subList(0, Math.min(builder.ppks.size(), PeerPpks.MOST));
        ppks = new PeerPpks(usable, builder.ppkNeed);
        excessPpks = builder.ppks.size() - usable.size();
    }

    private record Ranked(IdentityMatcher matcher, int fit) {}

    /** What findings call it. */
    public String name() {
        return name;
    }

    /** The key with which we prove our identity to this peer. */
    public Optional<SecretBytes> localKey() {
        return localKey;
    }

    /** The key with which this peer proves its identity. */
    public Optional<SecretBytes> remoteKey() {
        return remoteKey;
    }

    /** The post-quantum pre-shared keys that this peer has, too (RFC 8784). */
    public PeerPpks ppks() {
        return ppks;
    }

    /**
     * How many of these were given beyond {@link PeerPpks#MOST}; a keyring with such a block is refused where it is
     * used.
     */
    public int excessPpks() {
        return excessPpks;
    }

    /** The outer addresses that it is for. */
    public List<IpPrefix> addresses() {
        return addresses;
    }

    /** The host names that it is for. */
    public List<String> hostnames() {
        return hostnames;
    }

    /** The identities that it is for. */
    public List<IdentityMatcher> identities() {
        return matchers.stream().map(Ranked::matcher).toList();
    }

    /** Whether it is for everybody. */
    public boolean isForAnyPeer() {
        return any;
    }

    /** Whether it says for whom it is. */
    public boolean describesPeer() {
        return any || !matchers.isEmpty() || !addresses.isEmpty() || !hostnames.isEmpty();
    }

    int fit(Optional<Identification> remote, InetAddress address, Optional<String> dialled) {
        int fit = any ? ANY : NO_FIT;
        for (IpPrefix prefix : addresses) {
            if (prefix.contains(address)) {
                fit = Math.max(fit, ADDRESS + prefix.length());
            }
        }
        if (dialled.isPresent() && hostnames.contains(canonical(dialled.get()))) {
            fit = Math.max(fit, HOSTNAME);
        }
        if (remote.isPresent()) {
            for (Ranked ranked : matchers) {
                if (ranked.fit > fit && ranked.matcher.matches(remote.get())) {
                    fit = ranked.fit;
                }
            }
        }
        return fit;
    }

    private static String canonical(String hostname) {
        return hostname.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof KeyringPeer that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(name, matchers, addresses, hostnames, any, localKey, remoteKey, ppks, excessPpks);
    }

    @Override
    public String toString() {
        return "peer \"" + name + "\"";
    }

    /** Collects the parts of a block. */
    public static final class Builder {
        private final String name;
        private final List<Ranked> matchers = new ArrayList<>();
        private final List<IpPrefix> addresses = new ArrayList<>();
        private final List<String> hostnames = new ArrayList<>();
        private boolean any;
        private Optional<SecretBytes> localKey = Optional.empty();
        private Optional<SecretBytes> remoteKey = Optional.empty();
        private final List<Ppk> ppks = new ArrayList<>();
        private PeerPpks.Need ppkNeed = PeerPpks.Need.OPTIONAL;

        Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** For the peer of exactly this identity. */
        public Builder identity(Identity identity) {
            matchers.add(new Ranked(IdentityMatcher.exactly(identity), IDENTITY));
            return this;
        }

        /** For peers whose FQDN lies in a domain, such as {@code branches.example}. */
        public Builder fqdnSuffix(String domain) {
            matchers.add(new Ranked(IdentityMatcher.fqdnSuffix(domain), DOMAIN + domain.length()));
            return this;
        }

        /** For peers whose e-mail address lies in a domain. */
        public Builder emailDomain(String domain) {
            matchers.add(new Ranked(IdentityMatcher.emailDomain(domain), DOMAIN + domain.length()));
            return this;
        }

        /**
         * For peers with this outer address, or one of this prefix.
         *
         * @throws IllegalArgumentException if it is neither
         */
        public Builder address(String addressOrPrefix) {
            addresses.add(IpPrefix.parse(addressOrPrefix));
            return this;
        }

        /** For a peer that we dial by this name. */
        public Builder hostname(String hostname) {
            hostnames.add(canonical(hostname));
            return this;
        }

        /** For every peer that no other block describes. */
        public Builder anyPeer() {
            any = true;
            return this;
        }

        /** The same key in both directions, in UTF-8. */
        public Builder preSharedKey(String key) {
            return preSharedKey(SecretBytes.ofUtf8(key));
        }

        /** The same key in both directions, in UTF-8; the array is wiped. */
        public Builder preSharedKey(char[] key) {
            return preSharedKey(wiping(key));
        }

        /** The same key in both directions. */
        public Builder preSharedKey(SecretBytes key) {
            return localPreSharedKey(key).remotePreSharedKey(key);
        }

        /** The key with which we prove our identity, in UTF-8; the array is wiped. */
        public Builder localPreSharedKey(char[] key) {
            return localPreSharedKey(wiping(key));
        }

        /** The key with which we prove our identity. */
        public Builder localPreSharedKey(SecretBytes key) {
            localKey = Optional.of(key);
            return this;
        }

        /** The key with which the peer proves its identity, in UTF-8; the array is wiped. */
        public Builder remotePreSharedKey(char[] key) {
            return remotePreSharedKey(wiping(key));
        }

        /** The key with which the peer proves its identity. */
        public Builder remotePreSharedKey(SecretBytes key) {
            remoteKey = Optional.of(key);
            return this;
        }

        /**
         * Appends a post-quantum pre-shared key (RFC 8784), best first.
         *
         * @param id the name by which the peer knows it
         * @param key in UTF-8; the array is wiped
         * @throws IllegalArgumentException if the key is empty, or the name has not 1 to 255 octets in UTF-8
         */
        public Builder ppk(String id, char[] key) {
            return ppk(id, wiping(key));
        }

        /**
         * Appends a post-quantum pre-shared key (RFC 8784), best first.
         *
         * @param id the name by which the peer knows it
         * @param key of 256 bits of entropy at least
         * @throws IllegalArgumentException if the key is empty, or the name has not 1 to 255 octets in UTF-8
         */
        public Builder ppk(String id, SecretBytes key) {
            return ppk(PpkId.fixed(id), key);
        }

        /**
         * Appends a post-quantum pre-shared key (RFC 8784), best first.
         *
         * @throws IllegalArgumentException if the key is empty
         */
        public Builder ppk(PpkId id, SecretBytes key) {
            ppks.add(new Ppk(id, key));
            return this;
        }

        /** Refuses a peer with which none of these post-quantum pre-shared keys is common. */
        public Builder requirePpk() {
            ppkNeed = PeerPpks.Need.REQUIRED;
            return this;
        }

        private static SecretBytes wiping(char[] key) {
            ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(key));
            byte[] octets = new byte[encoded.remaining()];
            encoded.get(octets).clear();
            encoded.put(new byte[encoded.capacity()]);
            SecretBytes secret = SecretBytes.copyOf(octets);
            Arrays.fill(octets, (byte) 0);
            Arrays.fill(key, '\0');
            return secret;
        }

        KeyringPeer build() {
            return new KeyringPeer(this);
        }
    }
}
