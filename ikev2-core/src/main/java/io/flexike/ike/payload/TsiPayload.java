package io.flexike.ike.payload;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.selector.TrafficSelector;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Which addresses, protocols and ports at the initiator's end may use a Child SA (RFC 7296 3.13).
 *
 * <pre>
 * | Number of TSs |                 RESERVED                      |
 * ~                       Traffic Selectors                       ~
 * </pre>
 *
 * @param selectors 1 to 255
 */
public record TsiPayload(List<TrafficSelector> selectors) implements Payload {
    /** Checks the number and copies the list. */
    public TsiPayload {
        selectors = SelectorList.checked(selectors);
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if number and lengths do not fit, or there is no selector
     */
    public static TsiPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        return new TsiPayload(SelectorList.decode(body, "TSi payload"));
    }

    @Override
    public PayloadType type() {
        return PayloadType.TSI;
    }

    @Override
    public int bodyOctets() {
        return SelectorList.octets(selectors);
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        SelectorList.encode(selectors, out);
    }

    @Override
    public String toString() {
        return "TSi" + selectors;
    }
}
