package io.flexike.benchmarks;

import io.flexike.esp.replay.ReplayWindow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the replay window costs for one authentic packet: inferred, checked, marked. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReplayBenchmark {
    /** How far a packet may come before its time. */
    private static final int BLOCK = 32;

    /** In packets. */
    @Param({"64", "1024"})
    public int window = 64;

    @Param({"false", "true"})
    public boolean extended;

    private ReplayWindow replay = new ReplayWindow(window, extended);
    private long sequence;

    @Setup
    public void setUp() {
        replay = new ReplayWindow(window, extended);
        sequence = 0;
    }

    @Benchmark
    public boolean inOrder() {
        return take(++sequence);
    }

    /** Blocks of {@value #BLOCK} packets, of which each one comes backwards. */
    @Benchmark
    public boolean reordered() {
        long next = sequence++;
        return take(next / BLOCK * BLOCK + BLOCK - next % BLOCK);
    }

    /** A packet that was received already. */
    @Benchmark
    public boolean repeated() {
        if (sequence == 0) {
            take(++sequence);
        }
        return take(sequence);
    }

    private boolean take(long number) {
        if (!extended && number >>> 32 != 0) {
            throw new AssertionError("the sequence numbers are used up");
        }
        long inferred = replay.infer((int) number);
        boolean fresh = replay.isFresh(inferred);
        if (fresh) {
            replay.accept(inferred);
        }
        return fresh;
    }
}
