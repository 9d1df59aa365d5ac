package io.flexike.esp;

import io.flexike.esp.tun.TunPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Selectors from text. */
final class SelectorText {
    private SelectorText() {}

    static Selector parse(String text) {
        TunPrefix prefix = TunPrefix.parse(text);
        byte[] start = prefix.address().getAddress();
        byte[] end = start.clone();
        for (int bit = prefix.length(); bit < start.length * 8; bit++) {
            int mask = 0x80 >>> (bit % 8);
            start[bit / 8] &= (byte) ~mask;
            end[bit / 8] |= (byte) mask;
        }
        try {
            return Selector.range(InetAddress.getByAddress(start), InetAddress.getByAddress(end));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + start.length + " octets", e);
        }
    }
}
