package io.flexike.ike.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.IkeSaSnapshot;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys after additional key exchanges, computed once more from what went over the network (RFC 7296 2.13 to 2.18, RFC
 * 9370 2.2.4). The shared secret of {@link RehearsalCrypto} is the hash of both public values.
 */
class SeriesKeysTest {
    private static final KeyExchangeMethod[] SEVEN = {
        KeyExchangeMethod.ECP_256,
        KeyExchangeMethod.ECP_384,
        KeyExchangeMethod.ECP_521,
        KeyExchangeMethod.MODP_2048,
        KeyExchangeMethod.MODP_3072,
        KeyExchangeMethod.MODP_4096,
        KeyExchangeMethod.CURVE448
    };
    private static final Set<ExchangeType> INIT = Set.of(ExchangeType.IKE_SA_INIT, ExchangeType.IKE_INTERMEDIATE);
    private static final Set<ExchangeType> SERIES = Set.of(ExchangeType.CREATE_CHILD_SA, ExchangeType.IKE_FOLLOWUP_KE);

    /** AES-GCM-16 with 128 bits and its salt. */
    private static final int CIPHER_KEY_OCTETS = 20;

    private static final int PRF_OCTETS = 32;

    /** Nonces and shared secrets of one exchange, or of one with those that belong to it. */
    private record Agreement(byte[] nonceI, byte[] nonceR, List<byte[]> secrets) {
        static Agreement in(List<IkeEvent.MessageTraced> messages) {
            byte[] nonceI = {};
            byte[] nonceR = {};
            byte[] ofInitiator = {};
            List<byte[]> secrets = new ArrayList<>();
            for (IkeEvent.MessageTraced message : messages) {
                boolean response = message.header().response();
                for (Payload payload : message.payloads()) {
                    if (payload instanceof NoncePayload nonce) {
                        nonceI = response ? nonceI : nonce.nonce();
                        nonceR = response ? nonce.nonce() : nonceR;
                    } else if (payload instanceof KePayload key && response) {
                        secrets.add(sha256(ofInitiator, key.publicValue()));
                    } else if (payload instanceof KePayload key) {
                        ofInitiator = key.publicValue();
                    }
                }
            }
            return new Agreement(nonceI, nonceR, secrets);
        }

        /** {@code SK(0) | Ni | Nr | SK(1) | ... | SK(n)}. */
        byte[] inOrder() {
            List<byte[]> parts = new ArrayList<>(List.of(secrets.get(0), nonceI, nonceR));
            parts.addAll(secrets.subList(1, secrets.size()));
            return concat(parts.toArray(new byte[0][]));
        }

        byte[] ikeKeys(byte[] skeyseed, IkeSaSnapshot sa) {
            byte[] spis = ByteBuffer.allocate(16)
                    .putLong(sa.initiator() ? sa.localSpi() : sa.remoteSpi())
                    .putLong(sa.initiator() ? sa.remoteSpi() : sa.localSpi())
                    .array();
            return prfPlus(skeyseed, concat(nonceI, nonceR, spis), 3 * PRF_OCTETS + 2 * CIPHER_KEY_OCTETS);
        }
    }

    private static List<IkeEvent.MessageTraced> messages(Pair pair, Set<ExchangeType> types) {
        return pair.alice.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> types.contains(message.header().exchange()) && !message.retransmission())
                .toList();
    }

    /** With so many additional key exchanges, in IKE_INTERMEDIATE as well. */
    private static Pair pair(int further) {
        Pair.Algorithms plain =
                Pair.Algorithms.quick(List.of(KeyExchangeMethod.CURVE25519), List.of(KeyExchangeMethod.CURVE25519));
        Pair.Algorithms series = plain.with(Arrays.copyOf(SEVEN, further));
        Pair pair = new Pair(new Simulation(further), series, Pair.toAlice(series));
        pair.initiate().comesUp().simulation.run(Duration.ofSeconds(1));
        return pair;
    }

    private static byte[] skD(Pair pair) {
        Agreement first = Agreement.in(messages(pair, INIT));
        IkeSaSnapshot sa = pair.alice.sessions().get(0);
        byte[] skeyseed = prf(concat(first.nonceI, first.nonceR), first.secrets.get(0));
        byte[] skD = Arrays.copyOf(first.ikeKeys(skeyseed, sa), PRF_OCTETS);
        for (byte[] secret : first.secrets.subList(1, first.secrets.size())) {
            // RFC 9370 2.2.2: SKEYSEED(n) = prf(SK_d(n-1), SK(n) | Ni | Nr)
            skeyseed = prf(skD, concat(secret, first.nonceI, first.nonceR));
            skD = Arrays.copyOf(first.ikeKeys(skeyseed, sa), PRF_OCTETS);
        }
        return skD;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void keymat_of_a_child_sa_comes_from_all_key_exchanges(int further) {
        Pair pair = pair(further);
        byte[] skD = skD(pair);
        Act.REKEY_CHILD.by(pair.bob);
        pair.simulation.run(Duration.ofSeconds(20));
        Agreement rekeying = Agreement.in(messages(pair, SERIES));
        assertThat(rekeying.secrets).hasSize(1 + further);
        byte[] keymat = prfPlus(skD, rekeying.inOrder(), 2 * CIPHER_KEY_OCTETS);
        assertThat(pair.alice.dataPlane().installed()).hasSize(1);
        ChildSaParameters.Keys ofAlice =
                pair.alice.dataPlane().installed().get(0).keys();
        // bob began the exchange, so that his packets take the first key
        assertThat(octets(ofAlice.inboundEncryption())).isEqualTo(Arrays.copyOf(keymat, CIPHER_KEY_OCTETS));
        assertThat(octets(ofAlice.outboundEncryption()))
                .isEqualTo(Arrays.copyOfRange(keymat, CIPHER_KEY_OCTETS, 2 * CIPHER_KEY_OCTETS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7})
    void skeyseed_of_a_rekeyed_ike_sa_comes_from_all_key_exchanges(int further) {
        Pair pair = pair(further);
        byte[] skD = skD(pair);
        Act.REKEY_IKE.by(pair.bob);
        pair.simulation.run(Duration.ofSeconds(20));
        Agreement rekeying = Agreement.in(messages(pair, SERIES));
        assertThat(rekeying.secrets).hasSize(1 + further);
        IkeSaSnapshot sa = pair.alice.sessions().get(0);
        byte[] keys = rekeying.ikeKeys(prf(skD, rekeying.inOrder()), sa);
        IkeKeyLogEntry logged = pair.alice.keyLog().stream()
                .filter(entry -> entry.responderSpi() == sa.localSpi())
                .findFirst()
                .orElseThrow();
        int skEi = PRF_OCTETS;
        int skEr = skEi + CIPHER_KEY_OCTETS;
        assertThat(octets(logged.skEi())).isEqualTo(Arrays.copyOfRange(keys, skEi, skEr));
        assertThat(octets(logged.skEr())).isEqualTo(Arrays.copyOfRange(keys, skEr, skEr + CIPHER_KEY_OCTETS));
    }

    private static byte[] octets(SecretBytes secret) {
        return secret.toByteArray(SecretAccess.granted());
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] sha256(byte[] one, byte[] other) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(concat(one, other));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] prf(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 7296 2.13: {@code T1 = prf(K, S | 0x01), T2 = prf(K, T1 | S | 0x02), ...}. */
    private static byte[] prfPlus(byte[] key, byte[] seed, int octets) {
        byte[] all = {};
        byte[] last = {};
        for (int count = 1; all.length < octets; count++) {
            last = prf(key, concat(last, seed, new byte[] {(byte) count}));
            all = concat(all, last);
        }
        return Arrays.copyOf(all, octets);
    }
}
