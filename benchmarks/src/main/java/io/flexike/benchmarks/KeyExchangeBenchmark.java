package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
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

/**
 * What each side of a key exchange costs: the initiator's key pair, the responder's whole part, the initiator's
 * agreement. The limits are the JDK's own operations; they end in an error for methods that the JDK does not have.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyExchangeBenchmark {
    /** The number of a key exchange method. */
    @Param({
        "1", "2", "5", "14", "15", "16", "17", "18", "22", "23", "24", "19", "20", "21", "25", "26", "27", "28", "29",
        "30", "31", "32", "35", "36", "37"
    })
    public int keyExchange;

    private final SecureRandom random = new SecureRandom();
    private KeyExchangeScheme scheme;
    private JdkKeyExchange jdk;
    private byte[] firstValue;

    /** A key pair that is used once, and what the peer made of it. */
    @State(Scope.Thread)
    public static class OneExchange {
        private PendingKeyExchange pending;
        private byte[] answer;

        /** Not measured: a pending exchange can be completed only once. */
        @Setup(Level.Invocation)
        public void setUp(KeyExchangeBenchmark benchmark) throws InvalidPublicValueException {
            pending = benchmark.scheme.initiate(benchmark.random);
            answer = benchmark
                    .scheme
                    .respond(pending.publicValue(), benchmark.random)
                    .publicValue();
        }
    }

    @Setup
    public void setUp() throws GeneralSecurityException {
        KeyExchangeMethod method = new KeyExchangeMethod(keyExchange);
        scheme = CryptoProvider.standard().keyExchange(method);
        jdk = JdkKeyExchange.of(method);
        firstValue = scheme.initiate(random).publicValue();
    }

    @Benchmark
    public PendingKeyExchange initiate() {
        return scheme.initiate(random);
    }

    @Benchmark
    public KeyExchangeResult respond() throws InvalidPublicValueException {
        return scheme.respond(firstValue, random);
    }

    @Benchmark
    public SecretBytes agree(OneExchange exchange) throws InvalidPublicValueException {
        return exchange.pending.complete(exchange.answer);
    }

    @Benchmark
    public Object initiateLimit() throws GeneralSecurityException {
        return jdk.generate();
    }

    @Benchmark
    public byte[] respondLimit() throws GeneralSecurityException {
        return jdk.agree(jdk.generate());
    }

    @Benchmark
    public byte[] agreeLimit() throws GeneralSecurityException {
        return jdk.agree();
    }
}
