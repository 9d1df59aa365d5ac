package io.flexike.ike.session;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;

/** What is known of a Child SA, without its keys. */
public record ChildSaSnapshot(
        int inboundSpi,
        int outboundSpi,
        ChildSuite suite,
        List<AddressSelector> local,
        List<AddressSelector> remote,
        boolean udpEncapsulation,
        ChildSaMode mode) {}
