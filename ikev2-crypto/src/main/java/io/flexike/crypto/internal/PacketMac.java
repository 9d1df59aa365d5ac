package io.flexike.crypto.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The ICV of packets by a MAC whose output is cut (RFC 4868 2.3). Confined to one thread. */
final class PacketMac {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final KeyedMac mac;
    private final byte[] output;
    private final int icvOctets;

    /** Room for the upper half of the sequence number, empty if that is not authenticated. */
    private final byte[] upperHalf;

    PacketMac(KeyedMac mac, int icvOctets, boolean extendedSequenceNumbers) {
        this.mac = mac;
        this.output = new byte[mac.outputOctets()];
        this.icvOctets = icvOctets;
        this.upperHalf = new byte[extendedSequenceNumbers ? 4 : 0];
    }

    int icvOctets() {
        return icvOctets;
    }

    /** Writes the ICV behind the octets. */
    void write(byte[] buffer, int offset, int octets, long packetNumber) {
        compute(buffer, offset, octets, packetNumber);
        System.arraycopy(output, 0, buffer, offset + octets, icvOctets);
    }

    /** Whether the ICV behind the octets is right, in a time that does not depend on where it is wrong. */
    boolean verify(byte[] buffer, int offset, int octets, long packetNumber) {
        compute(buffer, offset, octets, packetNumber);
        int difference = 0;
        for (int i = 0; i < icvOctets; i++) {
            difference |= output[i] ^ buffer[offset + octets + i];
        }
        return difference == 0;
    }

    void destroy() {
        mac.destroy();
        Secrets.wipe(output);
    }

    private void compute(byte[] buffer, int offset, int octets, long packetNumber) {
        mac.update(buffer, offset, octets);
        if (upperHalf.length > 0) {
            // RFC 4303 2.2.1: the upper half counts as if it stood behind the packet
            INT.set(upperHalf, 0, (int) (packetNumber >>> 32));
            mac.update(upperHalf, 0, upperHalf.length);
        }
        mac.finish(output, 0);
    }
}
