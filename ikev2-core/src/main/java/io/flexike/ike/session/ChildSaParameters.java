package io.flexike.ike.session;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;
import java.util.OptionalInt;

/**
 * A negotiated pair of SAs of ESP or AH, ready to be installed in a data plane.
 *
 * @param ikeSpi our SPI of the IKE SA that made it
 * @param inboundSpi chosen by us, outboundSpi chosen by the peer
 * @param local what we protect on our side
 * @param remote what we protect on the peer's side
 * @param path outer addresses as the IKE SA sees them
 * @param lifetime with the jitter taken off; the data plane tells when a limit of octets or packets is reached
 * @param mayPad whether the peer takes traffic flow confidentiality padding
 * @param nonFirstFragments whether both ends take fragments other than the first in an SA with ports
 * @param udpEncapsulation whether ESP travels in UDP (RFC 3948), as it does when a NAT was detected and the IKE SA is
 *     on port 4500
 * @param resource the number of our resource that it is for, from 0; empty if it is for all (RFC 9611)
 */
public record ChildSaParameters(
        long ikeSpi,
        String profileName,
        int inboundSpi,
        int outboundSpi,
        ChildSuite suite,
        Keys keys,
        List<AddressSelector> local,
        List<AddressSelector> remote,
        Path path,
        boolean udpEncapsulation,
        ChildSaMode mode,
        SaLifetime lifetime,
        boolean mayPad,
        boolean nonFirstFragments,
        OptionalInt resource) {
    public ChildSaParameters {
        local = List.copyOf(local);
        remote = List.copyOf(remote);
    }

    /** The four keys of the pair (RFC 7296 2.17); with AH, those of encryption are empty. */
    public record Keys(
            SecretBytes inboundEncryption,
            SecretBytes inboundIntegrity,
            SecretBytes outboundEncryption,
            SecretBytes outboundIntegrity) {}
}
