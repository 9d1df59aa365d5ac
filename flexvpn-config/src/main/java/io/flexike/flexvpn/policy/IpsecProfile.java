package io.flexike.flexvpn.policy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.esp.EspSaParameters;
import io.flexike.esp.OuterHeaderPolicy;
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

    private final int replayWindow;
    private final OuterHeaderPolicy outerHeader;
    private final TrafficHiding hiding;

    private IpsecProfile(Builder builder) {
        name = builder.name;
        namesProposals = !builder.proposals.isEmpty();
        proposals = builder.proposals.isEmpty() ? SmartDefaults.FLEXIKE.espProposals() : List.copyOf(builder.proposals);
        policy = builder.policy;
        replayWindow = builder.replayWindow;
        outerHeader = builder.outerHeader;
        hiding = builder.hiding;
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

    /** How many packets behind the newest one are told apart, 64 to 65536 (RFC 4303 3.4.3). */
    public int replayWindow() {
        return replayWindow;
    }

    /** What the headers before protected packets look like, and what becomes of packets that are too long. */
    public OuterHeaderPolicy outerHeader() {
        return outerHeader;
    }

    /** What is done so that nobody sees how long packets are and when there are any. */
    public TrafficHiding hiding() {
        return hiding;
    }

    /** Whether it protects packets as another one does, whatever both are called. */
    public boolean protectsAs(IpsecProfile other) {
        return proposals.equals(other.proposals)
                && policy.equals(other.policy)
                && replayWindow == other.replayWindow
                && outerHeader.equals(other.outerHeader)
                && hiding.equals(other.hiding);
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
        return List.of(name, proposals, namesProposals, policy, replayWindow, outerHeader, hiding);
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
        private int replayWindow = EspSaParameters.DEFAULT_REPLAY_WINDOW;
        private OuterHeaderPolicy outerHeader = OuterHeaderPolicy.standard();
        private TrafficHiding hiding = TrafficHiding.NONE;

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

        /**
         * Has a Child SA for each queue of the tunnel device beside the one for all, if the peer agrees (RFC 9611), so
         * that the threads of the queues share no sequence number. Whoever connects asks for them first, and the other
         * end for those that it misses then; a queue without one uses the one for all. Packets are accepted from all of
         * them.
         *
         * @param queues so many from the first one on, 0 to {@value ChildSaPolicy#MAX_RESOURCES}, as a rule as many as
         *     {@link io.flexike.flexvpn.environment.DataPlaneOptions#queues} says; 0 when not said, for none. More than
         *     the device has are warned of in the log when it is opened
         * @throws IllegalArgumentException if out of range
         */
        public Builder childSaPerQueue(int queues) {
            policy = policy.withResources(queues);
            return this;
        }

        /**
         * How many packets behind the newest one are told apart (RFC 4303 3.4.3).
         *
         * @param packets 64 to 65536; {@value EspSaParameters#DEFAULT_REPLAY_WINDOW} when not said
         * @throws IllegalArgumentException if out of range
         */
        public Builder replayWindow(int packets) {
            if (packets < EspSaParameters.MIN_REPLAY_WINDOW || packets > EspSaParameters.MAX_REPLAY_WINDOW) {
                throw new IllegalArgumentException("a replay window of " + packets + " packets is not between "
                        + EspSaParameters.MIN_REPLAY_WINDOW + " and " + EspSaParameters.MAX_REPLAY_WINDOW);
            }
            replayWindow = packets;
            return this;
        }

        /**
         * What the headers before protected packets look like, and what becomes of packets that are too long for the
         * way to the peer; {@link OuterHeaderPolicy#standard()} when not said.
         */
        public Builder outerHeader(OuterHeaderPolicy newPolicy) {
            outerHeader = Objects.requireNonNull(newPolicy);
            return this;
        }

        /** Hides how long packets are and when there are any; {@link TrafficHiding#NONE} when not said. */
        public Builder hiding(TrafficHiding newHiding) {
            hiding = Objects.requireNonNull(newHiding);
            return this;
        }

        /** The profile. */
        public IpsecProfile build() {
            return new IpsecProfile(this);
        }
    }
}
