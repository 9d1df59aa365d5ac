package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.selector.TrafficSelector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The body that TSi and TSr payloads have in common (RFC 7296 3.13). */
final class SelectorList {
    private static final int FIXED_OCTETS = 4;
    private static final int MAX_SELECTORS = 255;

    private SelectorList() {}

    static List<TrafficSelector> checked(List<? extends TrafficSelector> selectors) {
        if (selectors.isEmpty() || selectors.size() > MAX_SELECTORS) {
            throw new IllegalArgumentException("A TS payload has 1 to 255 selectors, not " + selectors.size());
        }
        List<TrafficSelector> copy = List.copyOf(selectors);
        OctetLimits.requireBody(octets(copy), "Traffic selectors");
        return copy;
    }

    static List<TrafficSelector> decode(ByteBuffer body, String structure) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, structure);
        int count = in.octet("number of selectors");
        in.skipReserved(3);
        if (count == 0) {
            throw in.fault("has no traffic selector");
        }
        List<TrafficSelector> selectors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            selectors.add(TrafficSelector.decode(in.remainder()));
        }
        in.end();
        return selectors;
    }

    static int octets(List<TrafficSelector> selectors) {
        int octets = FIXED_OCTETS;
        for (TrafficSelector selector : selectors) {
            octets += selector.octets();
        }
        return octets;
    }

    static void encode(List<TrafficSelector> selectors, ByteBuffer out) {
        out.put((byte) selectors.size()).put(new byte[3]);
        for (TrafficSelector selector : selectors) {
            selector.encode(out);
        }
    }
}
