package io.flexike.ike.selector;

import java.util.ArrayList;
import java.util.List;

/** Narrowing of offered traffic selectors to what a policy allows (RFC 7296 2.9). */
public final class Narrowing {
    /** Most selectors that one TS payload can carry, and so the most that narrowing returns. */
    public static final int MAX_SELECTORS = 64;

    private Narrowing() {}

    /**
     * The traffic that was offered and is allowed.
     *
     * <p>The result has the order of the offer, so that what is left of the first offered selector (the packet that
     * made the initiator ask) stands first and is covered whenever the policy allows it. Selectors of unknown type are
     * ignored; a selector inside another one is left out. Each of the result lies inside one offered and one allowed
     * selector.
     *
     * @param offered what the initiator sent in TSi or TSr
     * @param allowed what the policy allows on that side
     * @return at most {@value #MAX_SELECTORS} selectors; none means TS_UNACCEPTABLE
     */
    public static List<AddressSelector> narrow(List<? extends TrafficSelector> offered, List<AddressSelector> allowed) {
        List<AddressSelector> result = new ArrayList<>();
        // An offer of very many is looked at in part only: the work grows with their product.
        for (TrafficSelector selector : offered.subList(0, Math.min(offered.size(), MAX_SELECTORS))) {
            if (selector instanceof AddressSelector range) {
                for (AddressSelector policy : allowed) {
                    range.intersect(policy).ifPresent(both -> add(result, both));
                }
            }
        }
        return List.copyOf(result);
    }

    private static void add(List<AddressSelector> result, AddressSelector candidate) {
        for (AddressSelector known : result) {
            if (known.contains(candidate)) {
                return;
            }
        }
        int before = result.size();
        int firstInside = before;
        for (int i = before - 1; i >= 0; i--) {
            if (candidate.contains(result.get(i))) {
                firstInside = i;
                result.remove(i);
            }
        }
        if (result.size() < MAX_SELECTORS) {
            result.add(Math.min(firstInside, result.size()), candidate);
        }
    }
}
