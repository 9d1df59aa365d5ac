package io.flexike.crypto.internal;

import io.flexike.crypto.SecretBytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The nonce of each packet, salt | IV (RFC 4106 4, RFC 5282 4), and its associated data, in arrays that are reused.
 *
 * @param octets salt | IV
 * @param extendedAad room for SPI | upper | lower half of the sequence number, empty without extended sequence numbers
 */
record AeadNonce(byte[] octets, int saltOctets, byte[] extendedAad) {
    /** The explicit IV of every AEAD. */
    static final int IV_OCTETS = 8;

    /** ESP: SPI and the lower half of the sequence number. */
    private static final int ESP_HEADER_OCTETS = 8;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    static AeadNonce of(SecretBytes keyAndSalt, int saltOctets, boolean extendedSequenceNumbers) {
        byte[] octets = new byte[saltOctets + IV_OCTETS];
        byte[] all = Secrets.open(keyAndSalt);
        System.arraycopy(all, all.length - saltOctets, octets, 0, saltOctets);
        Secrets.wipe(all);
        return new AeadNonce(octets, saltOctets, new byte[extendedSequenceNumbers ? ESP_HEADER_OCTETS + 4 : 0]);
    }

    /** RFC 4106 3.1: the sequence number is a fine IV, because it never repeats. */
    void writeIv(byte[] buffer, int ivOffset, long packetNumber) {
        LONG.set(octets, saltOctets, packetNumber);
        System.arraycopy(octets, saltOctets, buffer, ivOffset, IV_OCTETS);
    }

    void readIv(byte[] buffer, int ivOffset) {
        System.arraycopy(buffer, ivOffset, octets, saltOctets, IV_OCTETS);
    }

    boolean isExtended() {
        return extendedAad.length > 0;
    }

    /** RFC 4106 5: with extended sequence numbers the associated data is SPI | upper half | lower half. */
    byte[] extend(byte[] buffer, int offset, int aadOctets, long packetNumber) {
        if (aadOctets != ESP_HEADER_OCTETS) {
            throw new IllegalArgumentException("extended sequence numbers go with the ESP header, not with " + aadOctets
                    + " octets of associated data");
        }
        System.arraycopy(buffer, offset, extendedAad, 0, 4);
        INT.set(extendedAad, 4, (int) (packetNumber >>> 32));
        System.arraycopy(buffer, offset + 4, extendedAad, 8, 4);
        return extendedAad;
    }

    void destroy() {
        Secrets.wipe(octets);
    }
}
