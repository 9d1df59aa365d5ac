package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.engine.EngineLimits;
import io.flexike.ike.engine.EngineSettings;
import io.flexike.ike.engine.IkeEngine;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.StepResult;
import io.flexike.ike.session.PeerProfile;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a responder spends on one IKE_SA_INIT request of a stranger that it refuses, beside what a full first exchange
 * costs it: decoding, Diffie-Hellman, keys, the response.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RefusalBenchmark {
    /** Why: it has no cookie, one that we did not give, or there are too many already. */
    @Param({"no-cookie", "wrong-cookie", "above-the-limit"})
    public String refusal;

    /** The number of a key exchange method: Curve25519, P-256, MODP-2048. */
    @Param({"31", "19", "14"})
    public int keyExchange;

    private Instant now = Instant.EPOCH;
    private IkeEngine refusing;
    private IkeEngine accepting;
    private StrangerRequests refused;
    private StrangerRequests accepted;

    @Setup
    public void setUp() {
        KeyExchangeMethod method = new KeyExchangeMethod(keyExchange);
        byte[] request = TwoEngines.firstRequest(method);
        accepted = StrangerRequests.like(request);
        refused = refusal.equals("wrong-cookie") ? StrangerRequests.withWrongCookie(request) : accepted;
        EngineLimits limits = refusal.equals("above-the-limit")
                ? EngineLimits.DEFAULT.withMaxHalfOpen(0, 0)
                : EngineLimits.DEFAULT.withCookieThreshold(0);
        refusing = engine(method, limits);
        accepting = engine(method, EngineLimits.DEFAULT);
    }

    private static IkeEngine engine(KeyExchangeMethod method, EngineLimits limits) {
        PeerProfile profile = TwoEngines.responder(method);
        return new IkeEngine(EngineSettings.of(CryptoProvider.standard(), new SecureRandom(), List.of(profile))
                .with(limits));
    }

    @Benchmark
    public StepResult refuse() {
        return refusing.step(refused.next(), now);
    }

    /** A full first exchange. What has run out of time is cleared away, as it has to be. */
    @Benchmark
    public StepResult refuseLimit() {
        now = now.plusSeconds(1);
        accepting.step(new IkeInput.DeadlineReached(), now);
        return accepting.step(accepted.next(), now);
    }
}
