package io.flexike.ike.session;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;
import java.util.OptionalInt;

/**
 * What is known of a Child SA, without its keys.
 *
 * @param resource the number of our resource that it is for, from 0; empty if it is for all (RFC 9611)
 */
public record ChildSaSnapshot(
        int inboundSpi,
        int outboundSpi,
        ChildSuite suite,
        List<AddressSelector> local,
        List<AddressSelector> remote,
        boolean udpEncapsulation,
        ChildSaMode mode,
        OptionalInt resource) {}
