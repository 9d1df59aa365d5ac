package io.flexike.benchmarks.tunnel;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the cipher alone costs on this machine at this moment, without which the figures of two machines, or of a busy
 * and an idle one, say nothing beside each other.
 */
public final class Yardstick {
    private static final int PACKET_OCTETS = 1400;
    private static final int HEADER_OCTETS = 16;
    private static final int AAD_OCTETS = 8;
    private static final int ICV_OCTETS = 16;
    private static final int PACKETS = 100_000;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 7;

    private final ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    private final Cipher cipher;
    private final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
    private final byte[] nonce = new byte[12];
    private final byte[] packet = new byte[HEADER_OCTETS + PACKET_OCTETS + ICV_OCTETS];
    private long number;

    private Yardstick() throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding");
    }

    /** Prints one line. */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws GeneralSecurityException {
        Yardstick yardstick = new Yardstick();
        double least = Double.MAX_VALUE;
        for (int i = 0; i < WARM_UP_ROUNDS + ROUNDS; i++) {
            double nanos = yardstick.nanosOfPacket();
            least = i < WARM_UP_ROUNDS ? least : Math.min(least, nanos);
        }
        System.out.printf(
                Locale.ROOT,
                "The cipher alone costs %.0f ns of CPU for a packet of %d octets here and now (AES-128-GCM, JDK %s).%n%n",
                least,
                PACKET_OCTETS,
                Runtime.version());
    }

    private double nanosOfPacket() throws GeneralSecurityException {
        long begun = thread.getCurrentThreadCpuTime();
        for (int i = 0; i < PACKETS; i++) {
            ByteBuffer.wrap(nonce).putLong(4, ++number);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(8 * ICV_OCTETS, nonce));
            cipher.updateAAD(packet, 0, AAD_OCTETS);
            cipher.doFinal(packet, HEADER_OCTETS, PACKET_OCTETS, packet, HEADER_OCTETS);
        }
        return (thread.getCurrentThreadCpuTime() - begun) / (double) PACKETS;
    }
}
