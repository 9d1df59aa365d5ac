package io.flexike.ike.session;

import io.flexike.ike.selector.AddressSelector;
import java.util.List;

/**
 * Traffic for which there is one Child SA, such as one line of an access list: a Child SA never takes the one side from
 * one flow and the other side from another.
 *
 * @param local selectors of our side
 * @param remote selectors of the peer's side
 */
public record Flow(List<AddressSelector> local, List<AddressSelector> remote, Transport transport) {
    public Flow {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    /** In the mode that the profile says. */
    public Flow(List<AddressSelector> local, List<AddressSelector> remote) {
        this(local, remote, Transport.BY_PROFILE);
    }

    /** Whether transport mode may be used (RFC 7296 1.3.1). */
    public enum Transport {
        /** As {@link ChildSaPolicy} says. */
        BY_PROFILE,
        /** As initiator we ask for it, as responder we agree to it; tunnel mode will do as well. */
        GRANTED,
        /** No other mode. */
        REQUIRED,
        /** Only tunnel mode. */
        FORBIDDEN
    }

    /** The same with another rule for transport mode. */
    public Flow with(Transport rule) {
        return new Flow(local, remote, rule);
    }

    /** How its Child SAs are made, where nothing else is said as the profile says. */
    public ChildSaPolicy policy(ChildSaPolicy ofProfile) {
        return switch (transport) {
            case BY_PROFILE -> ofProfile;
            case GRANTED -> ofProfile.withMode(ChildSaMode.TRANSPORT);
            case REQUIRED -> ofProfile.requiringTransport();
            case FORBIDDEN -> ofProfile.withMode(ChildSaMode.TUNNEL);
        };
    }

    /** Whether all of that traffic belongs to the flow. */
    public boolean contains(List<AddressSelector> ourSide, List<AddressSelector> peersSide) {
        return contain(local, ourSide) && contain(remote, peersSide);
    }

    private static boolean contain(List<AddressSelector> wide, List<AddressSelector> narrow) {
        return narrow.stream().allMatch(each -> wide.stream().anyMatch(one -> one.contains(each)));
    }

    /** Such as {@code [10.1.0.0/16] to [10.2.0.0/16]}. */
    @Override
    public String toString() {
        return local + " to " + remote + (transport == Transport.BY_PROFILE ? "" : ", transport mode " + transport);
    }
}
