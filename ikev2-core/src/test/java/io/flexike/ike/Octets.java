package io.flexike.ike;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Octets of tests, written as hexadecimal digits with blanks wherever they help. */
public final class Octets {
    private Octets() {}

    public static byte[] of(String... hex) {
        return HexFormat.of().parseHex(String.join("", hex).replaceAll("\\s", ""));
    }

    public static ByteBuffer buffer(String... hex) {
        return ByteBuffer.wrap(of(hex));
    }

    public static byte[] repeated(int value, int count) {
        byte[] octets = new byte[count];
        Arrays.fill(octets, (byte) value);
        return octets;
    }
}
