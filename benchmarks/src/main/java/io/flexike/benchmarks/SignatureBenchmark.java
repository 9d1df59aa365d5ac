package io.flexike.benchmarks;

import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A signature over octets such as those of IKE_AUTH, made and verified. The limits are the same by the JCA; they end in
 * an error for algorithms that it does not have.
 */
@SuppressWarnings("NullAway.Init") // JMH calls setUp before anything else
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SignatureBenchmark {
    private static final int OCTETS = 500;

    /** Scheme and key. */
    @Param
    public SignatureKind kind;

    private final SecureRandom random = new SecureRandom();
    private final byte[] octets = new byte[OCTETS];
    private SigningKey key;
    private byte[] signature;
    private @Nullable PrivateKey jcaPrivateKey;
    private @Nullable PublicKey jcaPublicKey;

    @Setup
    public void setUp() throws GeneralSecurityException, SigningFailedException {
        byte[] pkcs8 = kind.pkcs8();
        key = SignatureKind.key(pkcs8);
        random.nextBytes(octets);
        signature = key.sign(kind.scheme(), octets, random);
        try {
            jcaPrivateKey = kind.jcaKey(pkcs8);
            jcaPublicKey = kind.jcaPublicKey(key);
        } catch (GeneralSecurityException e) {
            // Only the limits need them.
            jcaPrivateKey = null;
            jcaPublicKey = null;
        }
    }

    @Benchmark
    public byte[] sign() throws SigningFailedException {
        return key.sign(kind.scheme(), octets, random);
    }

    @Benchmark
    public boolean verify() {
        return key.verificationKey().verify(kind.scheme(), octets, signature);
    }

    @Benchmark
    public byte[] signLimit() throws GeneralSecurityException {
        if (jcaPrivateKey == null) {
            throw new GeneralSecurityException("the JCA does not have " + kind);
        }
        return kind.signByJca(jcaPrivateKey, octets);
    }

    @Benchmark
    public boolean verifyLimit() throws GeneralSecurityException {
        if (jcaPublicKey == null) {
            throw new GeneralSecurityException("the JCA does not have " + kind);
        }
        return kind.verifyByJca(jcaPublicKey, octets, signature);
    }
}
