package io.flexike.flexvpn.policy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.SaLifetime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How the packets of a tunnel are protected. Immutable. */
public final class IpsecProfile {
    private static final IpsecProfile DEFAULTS = named("default").build();

    private final String name;
    private final List<Proposal> proposals;
    private final boolean namesProposals;
    private final ChildSaPolicy policy;

    private IpsecProfile(Builder builder) {
        name = builder.name;
        namesProposals = !builder.proposals.isEmpty();
        proposals = builder.proposals.isEmpty() ? SmartDefaults.FLEXIKE.espProposals() : List.copyOf(builder.proposals);
        policy = builder.policy;
    }

    /** The proposals of {@link SmartDefaults#FLEXIKE}. */
    public static IpsecProfile defaults() {
        return DEFAULTS;
    }

    /** Begins a profile. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings and logs call it. */
    public String name() {
        return name;
    }

    /** Acceptable proposals for ESP or AH. Of what a peer offers too, the strongest is selected, whatever the order. */
    public List<Proposal> proposals() {
        return proposals;
    }

    /** Whether these were said; otherwise they are those of {@link SmartDefaults#FLEXIKE}. */
    public boolean namesProposals() {
        return namesProposals;
    }

    /** Mode and lifetime of the Child SAs. */
    public ChildSaPolicy policy() {
        return policy;
    }

    /** Whether it protects packets as another one does, whatever both are called. */
    public boolean protectsAs(IpsecProfile other) {
        return proposals.equals(other.proposals) && policy.equals(other.policy);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof IpsecProfile that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    private List<Object> parts() {
        return List.of(name, proposals, namesProposals, policy);
    }

    @Override
    public String toString() {
        return "IPsec profile \"" + name + "\"";
    }

    /** Collects the parts of a profile. */
    public static final class Builder {
        private final String name;
        private final List<Proposal> proposals = new ArrayList<>();
        private ChildSaPolicy policy = ChildSaPolicy.DEFAULT;

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** The transform set {@code default} of routers of a generation, and its mode. */
        public Builder defaults(SmartDefaults generation) {
            proposals.addAll(generation.espProposals());
            return mode(generation.mode());
        }

        /**
         * Appends proposals for ESP or AH, in place of those of {@link SmartDefaults#FLEXIKE}. AH is used only where
         * nothing between the two gateways translates addresses, and never in UDP or TCP; elsewhere it is refused.
         */
        public Builder proposals(Proposal... more) {
            proposals.addAll(List.of(more));
            return this;
        }

        /** When a Child SA is rekeyed and when it ends; after an hour or 4,608,000 kilobytes if not said. */
        public Builder lifetime(SaLifetime limits) {
            policy = policy.withLifetime(limits);
            return this;
        }

        /** Tunnel mode if not said; transport mode for packets between the two ends themselves. */
        public Builder mode(ChildSaMode mode) {
            policy = policy.withMode(mode);
            return this;
        }

        /** Takes transport mode only, and no Child SA where the peer wants tunnel mode. */
        public Builder requireTransport() {
            policy = policy.requiringTransport();
            return this;
        }

        /** Refuses packets with traffic flow confidentiality padding (RFC 7296 1.3.1). */
        public Builder withoutTfcPadding() {
            policy = policy.withTfcPadding(false);
            return this;
        }

        /** Lets fragments other than the first travel in Child SAs whose selectors have ports (RFC 7296 1.3.1). */
        public Builder nonFirstFragments() {
            policy = policy.withNonFirstFragments(true);
            return this;
        }

        /** The profile. */
        public IpsecProfile build() {
            return new IpsecProfile(this);
        }
    }
}
