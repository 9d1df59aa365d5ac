package io.flexike.esp;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Packets;
import io.flexike.esp.packet.Verdict;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;

/** Authentic packets with growing numbers, some of which carry what must not come through. */
final class SealedPackets {
    static final int COUNT = 2048;

    private static final int ESP_HEADER = 8;
    private static final int BEFORE_THE_WRAP = 90_000;

    private final SealingCipher cipher;
    private final boolean transport;
    private final long[] numbers = new long[COUNT];
    private final byte[][] packets = new byte[COUNT][];
    private final Verdict[] verdicts = new Verdict[COUNT];
    private final byte[][] payloads = new byte[COUNT][];

    SealedPackets(CipherSpec spec, Mode mode, EspKeys keys, Random random) {
        cipher = CryptoProvider.standard()
                .sealingCipher(spec, keys.inboundEncryption(), keys.inboundIntegrity(), new SecureRandom());
        transport = mode == Mode.TRANSPORT;
        long number = spec.extendedSequenceNumbers() ? (1L << 32) - BEFORE_THE_WRAP : 0;
        for (int i = 0; i < COUNT; i++) {
            number += random.nextInt(10) == 0 ? 1 + random.nextInt(1000) : 1;
            numbers[i] = number;
            seal(i, random);
        }
    }

    private void seal(int index, Random random) {
        byte[] payload = payload(random);
        int nextHeader = transport ? 17 : 4;
        int spoiledPadding = 0;
        Verdict verdict = Verdict.ACCEPTED;
        switch (random.nextInt(16)) {
            case 0 -> {
                nextHeader = 59;
                verdict = Verdict.DUMMY;
            }
            case 1 -> {
                nextHeader = 200;
                verdict = transport ? Verdict.INBOUND_SELECTOR_MISMATCH : Verdict.UNSUPPORTED_NEXT_HEADER;
            }
            case 2 -> {
                spoiledPadding = 1 + random.nextInt(255);
                verdict = Verdict.BAD_PADDING;
            }
            case 3 -> {
                payload[transport ? 0 : 20] = 0x77;
                verdict = Verdict.INBOUND_SELECTOR_MISMATCH;
            }
            case 4 -> {
                if (!transport) {
                    // another network, a wrong version, a length beyond the end, a header beyond the end
                    int[] at = {12, 0, 2, 0};
                    int[] octet = {11, 0x65, 0x7f, 0x4f};
                    int how = random.nextInt(at.length);
                    payload[at[how]] = (byte) octet[how];
                    verdict = how == 0 ? Verdict.INBOUND_SELECTOR_MISMATCH : Verdict.MALFORMED_INNER;
                }
            }
            default -> {}
        }
        verdicts[index] = verdict;
        packets[index] = seal(numbers[index], payload, nextHeader, spoiledPadding);
        payloads[index] = payload;
    }

    /** UDP between ports below 1000, in tunnel mode in a packet of IPv4. */
    private byte[] payload(Random random) {
        int content = random.nextInt(24);
        ByteBuffer udp = ByteBuffer.allocate(8 + content).putShort((short) random.nextInt(1000));
        udp.putShort((short) random.nextInt(1000)).putShort((short) (8 + content));
        return transport ? udp.array() : Packets.packet("10.1.0.1", "10.2.0.1", 17, udp.array());
    }

    private byte[] seal(long number, byte[] payload, int nextHeader, int spoiledPadding) {
        int unit = Math.max(4, cipher.blockOctets());
        int padding = unit - 1 - (payload.length + 1) % unit;
        if (spoiledPadding != 0 && padding == 0) {
            padding = unit;
        }
        int padded = payload.length + padding + 2;
        int start = ESP_HEADER + cipher.ivOctets();
        byte[] packet = new byte[start + padded + cipher.icvOctets()];
        ByteBuffer.wrap(packet).putInt(TestSas.BOB_SPI).putInt((int) number);
        System.arraycopy(payload, 0, packet, start, payload.length);
        for (int i = 0; i < padding; i++) {
            packet[start + payload.length + i] = (byte) (i + 1);
        }
        if (spoiledPadding != 0) {
            packet[start + payload.length] ^= (byte) spoiledPadding;
        }
        packet[start + padded - 2] = (byte) padding;
        packet[start + padded - 1] = (byte) nextHeader;
        cipher.seal(packet, 0, ESP_HEADER, padded, number);
        return packet;
    }

    boolean isTransport() {
        return transport;
    }

    byte[] packet(int index) {
        return packets[index];
    }

    long number(int index) {
        return numbers[index];
    }

    /** What becomes of it when it is fresh. */
    Verdict verdict(int index) {
        return verdicts[index];
    }

    /** Whether a packet of that length can be one at all. */
    boolean canBe(int octets) {
        int padded = octets - ESP_HEADER - cipher.ivOctets() - cipher.icvOctets();
        return padded >= 2 && padded % cipher.blockOctets() == 0;
    }

    /** Whether the view shows what was put into the packet of that index; nothing was put into others. */
    boolean isWhatWasSent(int index, byte[] buffer, PacketView view) {
        byte[] payload = index < 0 ? null : payloads[index];
        int skipped = transport ? view.fixedHeaderOctets() : 0;
        int from = view.offset() + skipped;
        return payload != null
                && view.totalOctets() - skipped == payload.length
                && Arrays.equals(buffer, from, from + payload.length, payload, 0, payload.length);
    }
}
