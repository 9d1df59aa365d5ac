package io.flexike.esp;

import io.flexike.esp.tun.TunPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Selectors from text. */
final class SelectorText {
    private SelectorText() {}

    static Selector parse(String text) {
        TunPrefix prefix = TunPrefix.parse(text);
        byte[] end = prefix.address().getAddress();
        for (int bit = prefix.length(); bit < end.length * 8; bit++) {
            end[bit / 8] |= (byte) (0x80 >>> (bit % 8));
        }
        try {
            return Selector.range(prefix.network().address(), InetAddress.getByAddress(end));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + end.length + " octets", e);
        }
    }
}
