package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.esp.packet.PacketView;
import io.flexike.esp.packet.Verdict;
import io.flexike.esp.replay.ReplayWindow;
import io.flexike.esp.sad.InboundSa;
import io.flexike.esp.sad.OutboundSa;
import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One ESP packet sealed and opened by an SA, beside the JCA calls that cannot be avoided. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EspBenchmark {
    /** How a benchmark names its cipher. */
    public enum Suite {
        AES_GCM_128,
        AES_CBC_256_SHA_256
    }

    private static final int PACKET_OFFSET = 64;
    private static final int RING = 1 << 12;
    private static final int HEADER_OCTETS = 8;
    private static final int BLOCK_OCTETS = 16;
    private static final int CBC_ICV_OCTETS = 16;

    @Param({"AES_GCM_128", "AES_CBC_256_SHA_256"})
    public Suite suite = Suite.AES_GCM_128;

    /** Octets of the inner packet. */
    @Param({"64", "256", "576", "1400", "8900"})
    public int octets;

    private final SecureRandom random = new SecureRandom();
    private final PacketView view = new PacketView();
    private byte[] buffer = new byte[0];
    private byte[][] ring = new byte[0][];
    private int next;
    private OutboundSa outbound;
    private InboundSa inbound;
    private SecretBytes encryptionKey = SecretBytes.empty();
    private SecretBytes integrityKey = SecretBytes.empty();
    private Cipher bare;
    private Cipher bareOpen;
    private Mac mac;
    private SecretKeySpec bareKey;
    private byte[][] bareRing = new byte[0][];
    private int bareText;
    private long counter;

    @Setup
    public void setUp() throws GeneralSecurityException {
        CipherSpec spec = spec();
        encryptionKey = SecretBytes.copyOf(randomOctets(spec.encryptionKeyOctets()));
        integrityKey = SecretBytes.copyOf(randomOctets(spec.integrityKeyOctets()));
        outbound = outbound(spec);
        inbound = inbound(spec);
        buffer = new byte[octets + 256];
        byte[] packet = innerPacket();
        ring = new byte[RING][];
        OutboundSa sender = outbound(spec);
        for (int i = 0; i < RING; i++) {
            System.arraycopy(packet, 0, buffer, PACKET_OFFSET + 8, octets);
            int sealed = seal(sender, PACKET_OFFSET + 8);
            int start = PACKET_OFFSET + 8 - sender.headroomOctets();
            ring[i] = Arrays.copyOfRange(buffer, start, start + sealed);
        }
        System.arraycopy(packet, 0, buffer, PACKET_OFFSET, octets);
        setUpBare();
    }

    private void setUpBare() throws GeneralSecurityException {
        if (suite == Suite.AES_GCM_128) {
            bareKey = new SecretKeySpec(randomOctets(16), "AES");
            bare = Cipher.getInstance("AES/GCM/NoPadding");
            bareOpen = Cipher.getInstance("AES/GCM/NoPadding");
            bareText = (octets + 2 + 3) / 4 * 4;
        } else {
            bareKey = new SecretKeySpec(randomOctets(32), "AES");
            bare = Cipher.getInstance("AES/CBC/NoPadding");
            bareOpen = Cipher.getInstance("AES/CBC/NoPadding");
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(randomOctets(32), "HmacSHA256"));
            bareText = (octets + 2 + BLOCK_OCTETS - 1) / BLOCK_OCTETS * BLOCK_OCTETS;
        }
        byte[] text = new byte[octets + 256];
        int sealed = bareSealInto(text);
        bareRing = new byte[RING][];
        for (int i = 0; i < RING; i++) {
            bareRing[i] = Arrays.copyOf(text, sealed);
        }
    }

    /** What an SA does to send one packet. */
    @Benchmark
    public int seal() {
        return seal(outbound, PACKET_OFFSET);
    }

    /** The JCA calls alone for the same number of octets. */
    @Benchmark
    public int sealLimit() throws GeneralSecurityException {
        return bareSealInto(buffer);
    }

    /** What an SA does to receive one packet. */
    @Benchmark
    public Verdict open() {
        if (next == RING) {
            next = 0;
            inbound = inbound(spec());
        }
        byte[] packet = ring[next++];
        System.arraycopy(packet, 0, buffer, 0, packet.length);
        Verdict verdict = inbound.open(buffer, 0, packet.length, view);
        if (verdict != Verdict.ACCEPTED) {
            throw new AssertionError(verdict);
        }
        return verdict;
    }

    /** The JCA calls alone for the same number of octets, which come from as far away in memory. */
    @Benchmark
    public int openLimit() throws GeneralSecurityException {
        byte[] bareSealed = bareRing[next];
        next = (next + 1) % RING;
        System.arraycopy(bareSealed, 0, buffer, 0, bareSealed.length);
        if (suite == Suite.AES_GCM_128) {
            bareOpen.init(Cipher.DECRYPT_MODE, bareKey, new GCMParameterSpec(128, bareSealed, HEADER_OCTETS, 12));
            bareOpen.updateAAD(buffer, 0, HEADER_OCTETS);
            return bareOpen.doFinal(buffer, HEADER_OCTETS + 12, bareText + 16, buffer, HEADER_OCTETS + 12);
        }
        mac.update(buffer, 0, HEADER_OCTETS + BLOCK_OCTETS + bareText);
        mac.doFinal(buffer, HEADER_OCTETS + BLOCK_OCTETS + bareText);
        bareOpen.init(Cipher.DECRYPT_MODE, bareKey, new IvParameterSpec(bareSealed, HEADER_OCTETS, BLOCK_OCTETS));
        return bareOpen.doFinal(buffer, HEADER_OCTETS + BLOCK_OCTETS, bareText, buffer, HEADER_OCTETS + BLOCK_OCTETS);
    }

    private int bareSealInto(byte[] packet) throws GeneralSecurityException {
        counter++;
        if (suite == Suite.AES_GCM_128) {
            ByteBuffer.wrap(packet).putLong(HEADER_OCTETS + 4, counter);
            bare.init(Cipher.ENCRYPT_MODE, bareKey, new GCMParameterSpec(128, packet, HEADER_OCTETS, 12));
            bare.updateAAD(packet, 0, HEADER_OCTETS);
            return HEADER_OCTETS + 12 + bare.doFinal(packet, HEADER_OCTETS + 12, bareText, packet, HEADER_OCTETS + 12);
        }
        byte[] iv = new byte[BLOCK_OCTETS];
        random.nextBytes(iv);
        System.arraycopy(iv, 0, packet, HEADER_OCTETS, BLOCK_OCTETS);
        bare.init(Cipher.ENCRYPT_MODE, bareKey, new IvParameterSpec(iv));
        int text = bare.doFinal(packet, HEADER_OCTETS + BLOCK_OCTETS, bareText, packet, HEADER_OCTETS + BLOCK_OCTETS);
        mac.update(packet, 0, HEADER_OCTETS + BLOCK_OCTETS + text);
        mac.doFinal(packet, HEADER_OCTETS + BLOCK_OCTETS + text);
        return HEADER_OCTETS + BLOCK_OCTETS + text + CBC_ICV_OCTETS;
    }

    private int seal(OutboundSa sa, int offset) {
        int sealed = sa.seal(buffer, offset, octets, 4);
        if (sealed < 0) {
            throw new AssertionError("refused: " + sealed);
        }
        return sealed;
    }

    private CipherSpec spec() {
        return suite == Suite.AES_GCM_128
                ? new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false)
                : new CipherSpec(EncryptionAlgorithm.AES_CBC, 256, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
    }

    private OutboundSa outbound(CipherSpec spec) {
        return new OutboundSa(
                0x1000,
                false,
                () -> CryptoProvider.standard().sealingCipher(spec, encryptionKey, integrityKey, random));
    }

    private InboundSa inbound(CipherSpec spec) {
        return new InboundSa(
                0x1000,
                any(),
                new ReplayWindow(128, false),
                () -> CryptoProvider.standard().openingCipher(spec, encryptionKey, integrityKey));
    }

    private static SelectorSet any() {
        CompiledSelector all = new CompiledSelector(0, 0, 0xffff, new byte[4], new byte[] {-1, -1, -1, -1});
        return new SelectorSet(List.of(all), List.of(all));
    }

    private byte[] innerPacket() {
        ByteBuffer packet = ByteBuffer.wrap(randomOctets(octets));
        packet.put(0, (byte) 0x45).putShort(2, (short) octets).putShort(6, (short) 0);
        packet.put(9, (byte) 17).putInt(12, 0x0a010001).putInt(16, 0x0a020001);
        return packet.array();
    }

    private byte[] randomOctets(int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }
}
