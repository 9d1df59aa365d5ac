package io.flexike.ike.simulation;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What stands for an ESP packet (RFC 4303 2) in the simulation: SPI, sequence number, the id of the packet inside, and
 * a tag that only the same keys make again. It keeps out mistakes, not attackers.
 */
record EspDatagram(int spi, int sequence, long id, long tag) {
    static final int OCTETS = 24;

    static EspDatagram of(int spi, int sequence, long id, long key) {
        return new EspDatagram(spi, sequence, id, tag(spi, sequence, id, key));
    }

    static Optional<EspDatagram> decode(byte[] octets) {
        if (octets.length != OCTETS) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(octets);
        return Optional.of(new EspDatagram(in.getInt(), in.getInt(), in.getLong(), in.getLong()));
    }

    byte[] encode() {
        return ByteBuffer.allocate(OCTETS)
                .putInt(spi)
                .putInt(sequence)
                .putLong(id)
                .putLong(tag)
                .array();
    }

    boolean isAuthentic(long key) {
        return tag == tag(spi, sequence, id, key);
    }

    /** All keys of one direction, and for what they are used, as one number. */
    static long key(ChildSuite suite, SecretBytes encryption, SecretBytes integrity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(suite.toString().getBytes(StandardCharsets.UTF_8));
            for (SecretBytes key : new SecretBytes[] {encryption, integrity}) {
                byte[] octets = key.toByteArray(SecretAccess.granted());
                digest.update((byte) octets.length);
                digest.update(octets);
                Arrays.fill(octets, (byte) 0);
            }
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private static long tag(int spi, int sequence, long id, long key) {
        return SeededRandom.mix(
                key ^ SeededRandom.mix(((long) spi << 32 | sequence & 0xffffffffL) + SeededRandom.mix(id)));
    }
}
