package io.flexike.flexvpn.policy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.AuthorizationRules;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.IkeSaPolicy.LivenessMode;
import io.flexike.ike.session.IkeSaPolicy.Uniqueness;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.SaLifetime;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who we are towards a kind of peer, which peers that are, how both sides authenticate, and what a peer is allowed.
 * Immutable; may be incomplete, which is found where it is used.
 */
public final class IkeProfile {
    private static final Duration DEFAULT_DPD = Duration.ofSeconds(30);

    private final String name;
    private final Optional<Identity> identity;
    private final List<IdentityMatcher> remoteMatchers;
    private final Optional<Identity> expectedRemote;
    private final Optional<Authentication> local;
    private final Optional<Authentication> remote;
    private final List<Proposal> proposals;
    private final boolean namesProposals;
    private final Optional<Duration> dpd;
    private final LivenessMode dpdMode;
    private final SaLifetime lifetime;
    private final Duration reauthentication;
    private final Uniqueness uniqueness;
    private final Optional<AuthorizationRules> authorization;
    private final Optional<Keyring> ppks;
    private final PostquantumPolicy.Mixing ppkMixing;
    private final ConfigExchange configExchange;
    private final Set<InetAddress> localAddresses;

    private IkeProfile(Builder builder) {
        name = builder.name;
        identity = builder.identity;
        remoteMatchers = builder.matchers.stream().distinct().toList();
        expectedRemote = remoteMatchers.size() == 1 && remoteMatchers.get(0) instanceof Identity exact
                ? Optional.of(exact)
                : Optional.empty();
        local = builder.local;
        remote = builder.remote;
        namesProposals = !builder.proposals.isEmpty();
        proposals = builder.proposals.isEmpty() ? SmartDefaults.FLEXIKE.ikeProposals() : List.copyOf(builder.proposals);
        dpd = builder.dpd;
        dpdMode = builder.dpdMode;
        lifetime = builder.lifetime;
        reauthentication = builder.reauthentication;
        uniqueness = builder.uniqueness;
        authorization = builder.authorization;
        ppks = builder.ppks.or(() -> local.flatMap(IkeProfile::keyring));
        ppkMixing = builder.ppkMixing;
        configExchange = builder.configExchange;
        localAddresses = Set.copyOf(builder.localAddresses);
    }

    private static Optional<Keyring> keyring(Authentication authentication) {
        return authentication.parts().stream()
                .filter(Authentication.PreSharedKey.class::isInstance)
                .map(part -> ((Authentication.PreSharedKey) part).keyring())
                .findFirst();
    }

    /** Begins a profile. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings, logs and snapshots call it. */
    public String name() {
        return name;
    }

    /** What we call ourselves. */
    public Optional<Identity> identity() {
        return identity;
    }

    /** Identities of peers, any of which may match. */
    public List<IdentityMatcher> remoteMatchers() {
        return remoteMatchers;
    }

    /** The only identity that matches, if there is one; an initiator asks for it. */
    public Optional<Identity> expectedRemote() {
        return expectedRemote;
    }

    /** How we prove our identity. */
    public Optional<Authentication> local() {
        return local;
    }

    /** How the peer proves its identity. */
    public Optional<Authentication> remote() {
        return remote;
    }

    /** Acceptable IKE proposals. Of what a peer offers too, the strongest is selected, whatever the order. */
    public List<Proposal> proposals() {
        return proposals;
    }

    /** Whether these were said; otherwise they are those of {@link SmartDefaults#FLEXIKE}. */
    public boolean namesProposals() {
        return namesProposals;
    }

    /** Silence after which the peer is asked for a sign of life; empty for never. */
    public Optional<Duration> dpd() {
        return dpd;
    }

    /** How long IKE SAs live, whether silent peers are probed, and what becomes of older ones with the same peer. */
    public IkeSaPolicy policy() {
        return IkeSaPolicy.DEFAULT
                .withLifetime(lifetime)
                .withLiveness(dpd.orElse(SaLifetime.FOREVER), dpdMode)
                .withReauthentication(reauthentication)
                .withUniqueness(uniqueness);
    }

    /** What peers are given, and by which rules. */
    public Optional<AuthorizationRules> authorization() {
        return authorization;
    }

    /** Where post-quantum pre-shared keys are: the keyring that was named for them, or else that of our own key. */
    public Optional<Keyring> ppks() {
        return ppks;
    }

    /** Where, as the side that connects, we ask for a post-quantum pre-shared key to come in. */
    public PostquantumPolicy.Mixing ppkMixing() {
        return ppkMixing;
    }

    /** How routes and settings are exchanged. */
    public ConfigExchange configExchange() {
        return configExchange;
    }

    /** Our outer addresses at which it holds; none for all. */
    public Set<InetAddress> localAddresses() {
        return localAddresses;
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof IkeProfile that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(
                name,
                identity,
                remoteMatchers,
                local,
                remote,
                proposals,
                namesProposals,
                dpd,
                dpdMode,
                lifetime,
                reauthentication,
                uniqueness,
                authorization,
                ppks,
                ppkMixing,
                configExchange,
                localAddresses);
    }

    @Override
    public String toString() {
        return "profile \"" + name + "\"";
    }

    /** Collects the parts of a profile. */
    public static final class Builder {
        private final String name;
        private Optional<Identity> identity = Optional.empty();
        private final List<IdentityMatcher> matchers = new ArrayList<>();
        private Optional<Authentication> local = Optional.empty();
        private Optional<Authentication> remote = Optional.empty();
        private final List<Proposal> proposals = new ArrayList<>();
        private Optional<Duration> dpd = Optional.of(DEFAULT_DPD);
        private LivenessMode dpdMode = LivenessMode.PERIODIC;
        private SaLifetime lifetime = SaLifetime.IKE_DEFAULT;
        private Duration reauthentication = SaLifetime.FOREVER;
        private Uniqueness uniqueness = Uniqueness.KEEP;
        private Optional<AuthorizationRules> authorization = Optional.empty();
        private Optional<Keyring> ppks = Optional.empty();
        private PostquantumPolicy.Mixing ppkMixing = PostquantumPolicy.Mixing.IN_AUTH;
        private ConfigExchange configExchange = ConfigExchange.OFF;
        private final Set<InetAddress> localAddresses = new LinkedHashSet<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** What we call ourselves (IDi or IDr). */
        public Builder identity(Identity own) {
            identity = Optional.of(own);
            return this;
        }

        /**
         * Accepts peers whose identity matches one of these, beside those named before; an {@link Identity} matches
         * itself.
         */
        public Builder matchRemote(IdentityMatcher... more) {
            matchers.addAll(List.of(more));
            return this;
        }

        /** How we prove our identity. */
        public Builder local(Authentication authentication) {
            local = Optional.of(authentication);
            return this;
        }

        /** How the peer has to prove its identity. */
        public Builder remote(Authentication authentication) {
            remote = Optional.of(authentication);
            return this;
        }

        /** Appends IKE proposals, in place of those of {@link SmartDefaults#FLEXIKE}. */
        public Builder proposals(Proposal... more) {
            proposals.addAll(List.of(more));
            return this;
        }

        /** Appends the IKE proposals that routers of a generation have by default. */
        public Builder defaults(SmartDefaults generation) {
            proposals.addAll(generation.ikeProposals());
            return this;
        }

        /**
         * Asks a silent peer for a sign of life and ends the session when none comes; after 30 s if not said.
         *
         * @param silence 1 s to 1 h
         */
        public Builder dpd(Duration silence) {
            dpd = Optional.of(silence);
            return this;
        }

        /**
         * Asks for a sign of life only when packets were sent to the peer and none came back for so long.
         *
         * @param silence 1 s to 1 h
         */
        public Builder dpdOnDemand(Duration silence) {
            dpdMode = LivenessMode.ON_DEMAND;
            return dpd(silence);
        }

        /**
         * Rekeys an IKE SA before it is that old; 24 h if not said.
         *
         * @param hard 60 s to 7 days
         */
        public Builder lifetime(Duration hard) {
            return lifetime(SaLifetime.ofTime(hard));
        }

        /** When an IKE SA is rekeyed, and when it ends. */
        public Builder lifetime(SaLifetime limits) {
            lifetime = Objects.requireNonNull(limits);
            return this;
        }

        /** As the side that connects: authenticates anew at that age, without a gap; never if not said. */
        public Builder reauthenticateAfter(Duration age) {
            reauthentication = Objects.requireNonNull(age);
            return this;
        }

        /** What becomes of older IKE SAs with the same peer; they stay if not said. */
        public Builder uniqueness(Uniqueness policy) {
            uniqueness = Objects.requireNonNull(policy);
            return this;
        }

        /** Never asks a silent peer for a sign of life. */
        public Builder withoutDpd() {
            dpd = Optional.empty();
            return this;
        }

        /** What peers of a virtual template are given and may use. */
        public Builder authorization(AuthorizationPolicy policy) {
            return authorization(AuthorizationRules.of(policy));
        }

        /** The same by group and by user. */
        public Builder authorization(AuthorizationRules rules) {
            authorization = Optional.of(rules);
            return this;
        }

        /** Post-quantum pre-shared keys are in this keyring, and not in that of the pre-shared keys (RFC 8784). */
        public Builder ppks(Keyring keyring) {
            ppks = Optional.of(keyring);
            return this;
        }

        /**
         * Where, as the side that connects, we ask for a post-quantum pre-shared key to come in; IKE_AUTH if not said.
         */
        public Builder ppkMixing(PostquantumPolicy.Mixing mixing) {
            ppkMixing = Objects.requireNonNull(mixing);
            return this;
        }

        /** How routes and settings are exchanged; {@link ConfigExchange#OFF} if not said. */
        public Builder configExchange(ConfigExchange exchange) {
            configExchange = Objects.requireNonNull(exchange);
            return this;
        }

        /**
         * Restricts it to peers that connect to these outer addresses of ours, beside those named before.
         *
         * @throws IllegalArgumentException if one of them is no IP address
         */
        public Builder matchLocalAddress(String... addresses) {
            for (String address : addresses) {
                localAddresses.add(IpPrefix.parseAddress(address));
            }
            return this;
        }

        /** The profile; whether it is complete is checked where it is used. */
        public IkeProfile build() {
            return new IkeProfile(this);
        }
    }
}
