package io.flexike.flexvpn.policy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which IKE proposals are acceptable at which of our outer addresses, for profiles that name none. Of several policies
 * those that name the address go before those that name none. Immutable.
 */
public final class IkePolicy {
    private final String name;
    private final Set<InetAddress> localAddresses;
    private final List<Proposal> proposals;

    private IkePolicy(Builder builder) {
        name = builder.name;
        localAddresses = Set.copyOf(builder.localAddresses);
        proposals = List.copyOf(builder.proposals);
    }

    /** Begins a policy. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** What findings and logs call it. */
    public String name() {
        return name;
    }

    /** Our outer addresses at which it holds; none for all. */
    public Set<InetAddress> localAddresses() {
        return localAddresses;
    }

    /** Acceptable IKE proposals. */
    public List<Proposal> proposals() {
        return proposals;
    }

    /** Whether it holds at an outer address of ours. */
    public boolean holdsAt(InetAddress local) {
        return localAddresses.isEmpty() || localAddresses.contains(local);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IkePolicy policy
                && name.equals(policy.name)
                && localAddresses.equals(policy.localAddresses)
                && proposals.equals(policy.proposals);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, localAddresses, proposals);
    }

    @Override
    public String toString() {
        return "policy \"" + name + "\"";
    }

    /** Collects the parts of a policy. */
    public static final class Builder {
        private final String name;
        private final Set<InetAddress> localAddresses = new LinkedHashSet<>();
        private final List<Proposal> proposals = new ArrayList<>();

        private Builder(String name) {
            this.name = Objects.requireNonNull(name);
        }

        /**
         * Restricts it to these outer addresses of ours, beside those named before.
         *
         * @throws IllegalArgumentException if one of them is no IP address
         */
        public Builder localAddress(String... addresses) {
            for (String address : addresses) {
                localAddresses.add(IpPrefix.parseAddress(address));
            }
            return this;
        }

        /** Appends IKE proposals. */
        public Builder proposals(List<Proposal> more) {
            proposals.addAll(more);
            return this;
        }

        /** The policy; whether it is complete is checked where it is used. */
        public IkePolicy build() {
            return new IkePolicy(this);
        }
    }
}
