package io.flexike.benchmarks;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.cipher.CipherSpec;
import io.flexike.crypto.cipher.OpeningCipher;
import io.flexike.crypto.cipher.SealingCipher;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.OfferedProposal;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.selector.AddressSelector;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Encoding and decoding of IKE_SA_INIT and IKE_AUTH, the latter sealed and opened with AES-GCM, beside the cipher
 * alone.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final CipherSpec SPEC =
            new CipherSpec(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
    private static final int SK_OFFSET = 32;

    private final SecretBytes key = SecretBytes.copyOf(new byte[SPEC.encryptionKeyOctets()]);
    private final SealingCipher sealing =
            CryptoProvider.standard().sealingCipher(SPEC, key, SecretBytes.empty(), new SecureRandom());
    private final OpeningCipher opening = CryptoProvider.standard().openingCipher(SPEC, key, SecretBytes.empty());
    private final IkeHeader initHeader = header(ExchangeType.IKE_SA_INIT, 0);
    private final IkeHeader authHeader = header(ExchangeType.IKE_AUTH, 1);
    private final List<Payload> init = List.of(
            new SaPayload(List.of(new OfferedProposal(
                    1, new byte[0], DefaultProposals.classical().get(0)))),
            new KePayload(KeyExchangeMethod.CURVE25519, new byte[32]),
            new NoncePayload(new byte[32]));
    private final List<Payload> auth = List.of(
            new IdiPayload(Identity.fqdn("alice.example").toWire()),
            new AuthPayload(AuthMethod.SHARED_KEY, new byte[32]),
            new SaPayload(List.of(new OfferedProposal(
                    1, new byte[] {1, 2, 3, 4}, DefaultProposals.esp().get(0)))),
            new TsiPayload(List.of(AddressSelector.any4())),
            new TsrPayload(List.of(AddressSelector.any4())));
    private final byte[] encodedInit = IkeMessage.encode(initHeader, init);
    private long number;
    private final byte[] sealedAuth = ProtectedMessage.seal(authHeader, auth, sealing, ++number);
    private final byte[] scratch = new byte[sealedAuth.length];

    private static IkeHeader header(ExchangeType exchange, int messageId) {
        return new IkeHeader(1, 2, PayloadType.NONE, 2, 0, exchange, true, false, false, messageId, 0);
    }

    @Benchmark
    public byte[] encodeInit() {
        return IkeMessage.encode(initHeader, init);
    }

    @Benchmark
    public IkeMessage decodeInit() throws IkeProtocolException {
        return IkeMessage.decode(ByteBuffer.wrap(encodedInit));
    }

    @Benchmark
    public byte[] encodeAuth() {
        return ProtectedMessage.seal(authHeader, auth, sealing, ++number);
    }

    /** The cipher alone over a message of that size. */
    @Benchmark
    public int encodeAuthLimit() {
        return sealing.seal(
                scratch, 0, SK_OFFSET, scratch.length - SK_OFFSET - sealing.ivOctets() - sealing.icvOctets(), ++number);
    }

    @Benchmark
    public List<Payload> decodeAuth() throws IkeProtocolException {
        return ProtectedMessage.open(sealedAuth.clone(), opening);
    }

    /** The cipher alone over a message of that size. */
    @Benchmark
    public int decodeAuthLimit() {
        System.arraycopy(sealedAuth, 0, scratch, 0, scratch.length);
        return opening.open(scratch, 0, SK_OFFSET, scratch.length, 1);
    }
}
