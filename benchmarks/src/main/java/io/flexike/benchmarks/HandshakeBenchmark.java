package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * IKE_SA_INIT and IKE_AUTH with a pre-shared key of two engines in one thread, beside the public-key operations of both
 * sides alone. What deletes the IKE SA again is not measured.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandshakeBenchmark {
    /** The number of a key exchange method. */
    @Param({
        "31", "32", "19", "20", "21", "25", "26", "27", "28", "29", "30", "1", "2", "5", "14", "15", "16", "17", "18",
        "22", "23", "24", "35", "36", "37"
    })
    public int keyExchange;

    private final SecureRandom random = new SecureRandom();
    private Instant now = Instant.EPOCH;
    private TwoEngines engines;
    private KeyExchangeScheme scheme;

    @Setup
    public void setUp() {
        KeyExchangeMethod method = new KeyExchangeMethod(keyExchange);
        engines = new TwoEngines(method);
        scheme = CryptoProvider.standard().keyExchange(method);
    }

    /** One IKE SA at most is there when a handshake begins. */
    @TearDown(Level.Invocation)
    public void delete() {
        engines.delete(now);
    }

    @Benchmark
    public long handshake() {
        // Time has to pass: closed IKE SAs linger for half a minute.
        now = now.plusSeconds(1);
        return engines.handshake(now);
    }

    /** Both key pairs and both agreements alone. */
    @Benchmark
    public int handshakeLimit() throws InvalidPublicValueException {
        PendingKeyExchange pending = scheme.initiate(random);
        return pending.complete(scheme.respond(pending.publicValue(), random).publicValue())
                .length();
    }
}
