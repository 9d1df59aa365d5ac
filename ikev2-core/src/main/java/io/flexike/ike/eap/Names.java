package io.flexike.ike.eap;

import java.nio.charset.StandardCharsets;

/** Names on the wire, in UTF-8. */
final class Names {
    private Names() {}

    static String checked(String name, int maxOctets) {
        int octets = octets(name).length;
        if (octets > maxOctets) {
            throw new IllegalArgumentException("A name has at most " + maxOctets + " octets in UTF-8, not " + octets);
        }
        return name;
    }

    static byte[] octets(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** What is not UTF-8 becomes the replacement character, which is nobody's name. */
    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
