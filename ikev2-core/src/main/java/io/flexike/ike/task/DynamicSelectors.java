package io.flexike.ike.task;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The unspecified address alone (0.0.0.0 or ::) as traffic selector of the peer's side. Nobody has it: OpenIKED for
 * example sends it, where it is to stand for the address that it will be given (RFC 7296 2.19).
 */
final class DynamicSelectors {
    private DynamicSelectors() {}

    /** The same selectors, with all addresses of its family in place of the unspecified one. */
    static List<TrafficSelector> widened(List<TrafficSelector> ofPeer) {
        List<TrafficSelector> widened = new ArrayList<>(ofPeer.size());
        for (TrafficSelector selector : ofPeer) {
            widened.add(
                    selector instanceof AddressSelector address && isUnspecified(address) ? any(address) : selector);
        }
        return widened;
    }

    private static boolean isUnspecified(AddressSelector selector) {
        return selector.start().isAnyLocalAddress() && selector.end().equals(selector.start());
    }

    private static AddressSelector any(AddressSelector unspecified) {
        InetAddress first = unspecified.start();
        AddressSelector all = first.getAddress().length == 4 ? AddressSelector.any4() : AddressSelector.any6();
        return new AddressSelector(
                unspecified.protocol(), unspecified.startPort(), unspecified.endPort(), first, all.end());
    }
}
