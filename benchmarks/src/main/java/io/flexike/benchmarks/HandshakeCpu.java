package io.flexike.benchmarks;

import com.sun.management.ThreadMXBean;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * The handshakes of {@link HandshakeBenchmark} with Curve25519, measured by the processor time of the one thread that
 * does everything, so that what else runs on the machine counts for little. Blocks of handshakes alternate with blocks
 * of the public-key operations of both sides alone.
 */
public final class HandshakeCpu {
    private static final int BLOCK = 500;
    private static final int WARM_UP_BLOCKS = 20;
    private static final double NANOS = 1e9;

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final SecureRandom random = new SecureRandom();
    private final KeyExchangeScheme scheme = CryptoProvider.standard().keyExchange(KeyExchangeMethod.CURVE25519);
    private final TwoEngines engines = new TwoEngines(KeyExchangeMethod.CURVE25519);
    private Instant now = Instant.EPOCH;
    private long allocated;

    private HandshakeCpu() {}

    /**
     * Prints handshakes per second of processor time, the limit, and the ratio; of each the median over the blocks.
     *
     * @param arguments how many blocks of either kind to measure; 40 if not said
     */
    @SuppressWarnings("SystemOut") // a program that prints
    public static void main(String[] arguments) throws InvalidPublicValueException {
        int blocks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        HandshakeCpu cpu = new HandshakeCpu();
        cpu.measure(WARM_UP_BLOCKS);
        cpu.measure(blocks);
    }

    @SuppressWarnings("SystemOut") // a program that prints
    private void measure(int blocks) throws InvalidPublicValueException {
        List<Double> handshakes = new ArrayList<>();
        List<Double> limits = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        allocated = 0;
        for (int i = 0; i < blocks; i++) {
            double handshake = handshakes();
            double limit = publicKeyOperations();
            handshakes.add(handshake);
            limits.add(limit);
            ratios.add(handshake / limit);
        }
        System.out.printf(
                Locale.ROOT,
                "%.0f handshakes per CPU second, %.0f by the public-key operations alone, ratio %.3f; %d octets allocated per handshake%n",
                NANOS / median(handshakes),
                NANOS / median(limits),
                median(ratios),
                allocated / blocks / BLOCK);
    }

    /** Nanoseconds of one handshake; what deletes the IKE SA again is not measured. */
    private double handshakes() {
        long nanos = 0;
        for (int i = 0; i < BLOCK; i++) {
            // Time has to pass: closed IKE SAs linger for half a minute.
            now = now.plusSeconds(1);
            allocated -= thread.getCurrentThreadAllocatedBytes();
            nanos -= thread.getCurrentThreadCpuTime();
            engines.handshake(now);
            nanos += thread.getCurrentThreadCpuTime();
            allocated += thread.getCurrentThreadAllocatedBytes();
            engines.delete(now);
        }
        return nanos / (double) BLOCK;
    }

    /** Nanoseconds of both key pairs and both agreements. */
    private double publicKeyOperations() throws InvalidPublicValueException {
        long begin = thread.getCurrentThreadCpuTime();
        for (int i = 0; i < BLOCK; i++) {
            PendingKeyExchange pending = scheme.initiate(random);
            pending.complete(scheme.respond(pending.publicValue(), random).publicValue());
        }
        return (thread.getCurrentThreadCpuTime() - begin) / (double) BLOCK;
    }

    private static double median(List<Double> values) {
        Collections.sort(values);
        return values.get(values.size() / 2);
    }
}
