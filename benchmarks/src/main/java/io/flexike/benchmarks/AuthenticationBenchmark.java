package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.security.KeyPair;
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
 * Full handshakes a second with Curve25519, both sides on one core, by way of authentication, beside the public-key
 * operations of both sides alone: the key exchange, and of each certificate a signature made, verified, and the
 * certificate's own signature verified.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class AuthenticationBenchmark {
    private static final int CERTIFICATE_OCTETS = 500;

    @Param({"PSK", "RSA_2048", "RSA_3072", "ECDSA_P256", "ECDSA_P384", "ECDSA_P521", "ED25519", "EAP_MSCHAPV2"})
    public String authentication;

    private final SecureRandom random = new SecureRandom();
    private final byte[] octets = new byte[CERTIFICATE_OCTETS];
    private Instant now = Instant.EPOCH;
    private AuthenticationKind kind;
    private TwoEngines engines;
    private KeyExchangeScheme exchange;
    private SigningKey key;
    private SignatureScheme scheme;

    @Setup
    public void setUp() {
        kind = AuthenticationKind.valueOf(authentication);
        engines = new TwoEngines(KeyExchangeMethod.CURVE25519, kind.proofs());
        exchange = CryptoProvider.standard().keyExchange(KeyExchangeMethod.CURVE25519);
        if (kind != AuthenticationKind.PSK) {
            KeyPair keys = kind.keys();
            key = SigningKey.of(keys.getPrivate(), keys.getPublic());
            scheme = SignatureScheme.DEFAULTS.stream()
                    .filter(each -> each.fits(key.verificationKey().type()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** One IKE SA at most is there when a handshake begins. */
    @TearDown(Level.Invocation)
    public void delete() {
        engines.delete(now);
    }

    @Benchmark
    public long handshake() {
        long before = engines.sessions();
        // Time has to pass: closed IKE SAs linger for half a minute.
        now = now.plusSeconds(1);
        engines.handshake(now);
        if (engines.sessions() != before + 2) {
            throw new IllegalStateException("no IKE SA came up");
        }
        return before;
    }

    @Benchmark
    public int handshakeLimit() throws InvalidPublicValueException, SigningFailedException {
        PendingKeyExchange pending = exchange.initiate(random);
        int length = pending.complete(
                        exchange.respond(pending.publicValue(), random).publicValue())
                .length();
        int certificates = kind == AuthenticationKind.PSK ? 0 : kind == AuthenticationKind.EAP_MSCHAPV2 ? 1 : 2;
        for (int i = 0; i < certificates; i++) {
            byte[] signature = key.sign(scheme, octets, random);
            length += key.verificationKey().verify(scheme, octets, signature) ? 1 : 0;
            length += key.verificationKey().verify(scheme, octets, signature) ? 1 : 0;
        }
        return length;
    }
}
