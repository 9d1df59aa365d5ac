package io.flexike.flexvpn.policy;

import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** How the packets of a tunnel are protected. Immutable. */
public final class IpsecProfile {
    private static final IpsecProfile DEFAULTS = named("default").build();

    private final String name;
    private final List<Proposal> proposals;

    private IpsecProfile(Builder builder) {
        name = builder.name;
        proposals = builder.proposals.isEmpty() ? DefaultProposals.esp() : List.copyOf(builder.proposals);
    }

    /** Our strong default proposals. */
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

    /** Acceptable ESP proposals, best first. */
    public List<Proposal> proposals() {
        return proposals;
    }

    @Override
    public String toString() {
        return "IPsec profile \"" + name + "\"";
    }

    /** Collects the parts of a profile. */
    public static final class Builder {
        private final String name;
        private final List<Proposal> proposals = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /** Appends ESP proposals, best first, in place of the default ones. */
        public Builder proposals(Proposal... more) {
            proposals.addAll(List.of(more));
            return this;
        }

        /** The profile. */
        public IpsecProfile build() {
            return new IpsecProfile(this);
        }
    }
}
