package io.flexike.flexvpn.session;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A Child SA at one moment.
 *
 * @param inboundSpi ours
 * @param outboundSpi the peer's
 * @param local what is protected on our side
 * @param remote what is protected on the peer's side
 * @param udpEncapsulation whether ESP travels in UDP
 * @param mode tunnel or transport
 * @param queue of the tunnel device whose packets it is for, from 0; empty if it is for all queues (RFC 9611)
 * @param pathMtu the longest packet that goes whole to the peer, in octets; 0 if that is not known
 * @param age how long ago it was made
 * @param received from the peer
 * @param sent to the peer
 * @param receiveErrors packets of the peer that were dropped, whatever the reason but that they were made to be dropped
 * @param sendErrors packets that were not sent to the peer, whatever the reason; those that the system refused only
 *     where it was asked to send for no other Child SA at the same time
 */
public record ChildSnapshot(
        int inboundSpi,
        int outboundSpi,
        ChildSuite suite,
        List<AddressSelector> local,
        List<AddressSelector> remote,
        boolean udpEncapsulation,
        ChildSaMode mode,
        OptionalInt queue,
        int pathMtu,
        Duration age,
        Traffic received,
        Traffic sent,
        long receiveErrors,
        long sendErrors) {
    /** One for all queues and without errors, whose path MTU is not known. */
    public ChildSnapshot(
            int inboundSpi,
            int outboundSpi,
            ChildSuite suite,
            List<AddressSelector> local,
            List<AddressSelector> remote,
            boolean udpEncapsulation,
            ChildSaMode mode,
            Duration age,
            Traffic received,
            Traffic sent) {
        this(
                inboundSpi,
                outboundSpi,
                suite,
                local,
                remote,
                udpEncapsulation,
                mode,
                OptionalInt.empty(),
                0,
                age,
                received,
                sent,
                0,
                0);
    }

    /** Copies the selectors. */
    public ChildSnapshot {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }
}
