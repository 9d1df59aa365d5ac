package io.flexike.crypto.internal;

import static java.util.Map.entry;

import io.flexike.crypto.kex.KeyExchangeScheme;
import io.flexike.crypto.transform.KeyExchangeMethod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The table of key exchange methods. Each is set up and put to its self-test when it is first used, so that those that
 * nobody uses cost nothing.
 */
final class KeyExchanges {
    private static final String CASTLE = "Bouncy Castle";

    /** What {@link KeyExchangeAnswer} has to find, computed by other means. */
    private static final Map<KeyExchangeMethod, String> ANSWERS = Map.ofEntries(
            entry(KeyExchangeMethod.MODP_768, "f7716a7dd5641e72e23a6a6bd3b5cb57"),
            entry(KeyExchangeMethod.MODP_1024, "553f6857a7befbcb6a3e378c4f777194"),
            entry(KeyExchangeMethod.MODP_1536, "2e5740ca9e179e4c56f88e6007c49972"),
            entry(KeyExchangeMethod.MODP_2048, "a03bdb8ee8c5e89ffc5fa093b531ecb5"),
            entry(KeyExchangeMethod.MODP_3072, "9e26cbd2728b88680bb497f2e00f59a4"),
            entry(KeyExchangeMethod.MODP_4096, "573abcd3fa40ae0a28c3cca06acdacd1"),
            entry(KeyExchangeMethod.MODP_6144, "3032ce3a4618838f31a698cd37dfd314"),
            entry(KeyExchangeMethod.MODP_8192, "63c4c1690af1e2cdc7b329d1577feb6d"),
            entry(KeyExchangeMethod.ECP_256, "7458313431b6fb4fb7bef4ac038ceacd"),
            entry(KeyExchangeMethod.ECP_384, "4bd9a679be61150469e84678b1ca0160"),
            entry(KeyExchangeMethod.ECP_521, "6a22d579526aec388fb7b80c01f510bc"),
            entry(KeyExchangeMethod.MODP_1024_160, "4c5f1f576abb0f82e8b8e82039a827f8"),
            entry(KeyExchangeMethod.MODP_2048_224, "956e20a2f660b743eac4fa9127e255b0"),
            entry(KeyExchangeMethod.MODP_2048_256, "c2c88dab42b3e00b2c844a69230d9fc8"),
            entry(KeyExchangeMethod.ECP_192, "d955733a2bb0ffccd81246cfc5ba81c9"),
            entry(KeyExchangeMethod.ECP_224, "323feb5be8052c4ee53dbeec8b7bfaf9"),
            entry(KeyExchangeMethod.BRAINPOOL_P224R1, "f5642a0268c6b7c71712af217cf6aecb"),
            entry(KeyExchangeMethod.BRAINPOOL_P256R1, "d4c3956a61e7391165aae4f45ca477dd"),
            entry(KeyExchangeMethod.BRAINPOOL_P384R1, "34d8ffc450dc4965b070d87dab3dd73b"),
            entry(KeyExchangeMethod.BRAINPOOL_P512R1, "0b2a0bf606e12272d8d4a969172f895e"),
            entry(KeyExchangeMethod.CURVE25519, "809606df4e7f307a6a26713e880a8df6"),
            entry(KeyExchangeMethod.CURVE448, "3f0b0d462b6e8a7586c6de788f1626c9"),
            entry(KeyExchangeMethod.ML_KEM_512, "edcd9e991b7b01bcb1b80ed87f78860e"),
            entry(KeyExchangeMethod.ML_KEM_768, "4955b61b6135b63896d94904c19260bf"),
            entry(KeyExchangeMethod.ML_KEM_1024, "80027a65fb4f85179a8a0e4c43d4d86e"));

    /** Those that are used; a self-test runs once in a process. */
    static final KeyExchanges STANDARD = new KeyExchanges(ANSWERS);

    private final Map<KeyExchangeMethod, String> answers;
    private final Map<KeyExchangeMethod, TestedScheme> schemes = new ConcurrentHashMap<>();

    /** @param answers of those methods that are there */
    KeyExchanges(Map<KeyExchangeMethod, String> answers) {
        this.answers = Map.copyOf(answers);
    }

    private record TestedScheme(KeyExchangeScheme scheme, SelfTest test) {}

    Set<KeyExchangeMethod> methods() {
        return answers.keySet();
    }

    /** Whether there is such a method, and it passes its self-test. */
    boolean isAvailable(KeyExchangeMethod method) {
        return answers.containsKey(method) && tested(method).test().passed();
    }

    /** @throws io.flexike.crypto.AlgorithmUnavailableException if it failed its self-test */
    Optional<KeyExchangeScheme> find(KeyExchangeMethod method) {
        if (!answers.containsKey(method)) {
            return Optional.empty();
        }
        TestedScheme tested = tested(method);
        tested.test().require();
        return Optional.of(tested.scheme());
    }

    private TestedScheme tested(KeyExchangeMethod method) {
        TestedScheme known = schemes.get(method);
        return known != null ? known : schemes.computeIfAbsent(method, this::setUp);
    }

    private TestedScheme setUp(KeyExchangeMethod method) {
        return switch (method.value()) {
            case 1, 2, 5, 14, 15, 16, 17, 18, 22, 23, 24 -> modp(method);
            case 19 -> ecp(method, "secp256r1");
            case 20 -> ecp(method, "secp384r1");
            case 21 -> ecp(method, "secp521r1");
            case 25 -> ecp(method, "secp192r1");
            case 26 -> ecp(method, "secp224r1");
            case 27 -> ecp(method, "brainpoolP224r1");
            case 28 -> ecp(method, "brainpoolP256r1");
            case 29 -> ecp(method, "brainpoolP384r1");
            case 30 -> ecp(method, "brainpoolP512r1");
            case 31 -> montgomery(MontgomeryCurve.CURVE25519, 9);
            case 32 -> montgomery(MontgomeryCurve.CURVE448, 5);
            case 35, 36, 37 -> mlKem(method);
            default -> throw new AssertionError("a known answer, but no scheme: " + method);
        };
    }

    private TestedScheme modp(KeyExchangeMethod method) {
        ModpGroup group = ModpGroups.of(method);
        return testing(
                new DiffieHellmanScheme(method, group::generate),
                "JCA",
                () -> KeyExchangeAnswer.of(group.key(KeyExchangeAnswer.privateNumber()), group.generator()));
    }

    private TestedScheme ecp(KeyExchangeMethod method, String curve) {
        EcpGroup group = EcpGroup.of(method, curve);
        return testing(
                new DiffieHellmanScheme(method, group::generate),
                CASTLE,
                () -> KeyExchangeAnswer.of(group.key(KeyExchangeAnswer.privateNumber()), group.basePoint()));
    }

    private TestedScheme montgomery(MontgomeryCurve curve, int base) {
        byte[] basePoint = new byte[curve.octets()];
        basePoint[0] = (byte) base;
        return testing(
                new DiffieHellmanScheme(curve.method(), curve::generate),
                CASTLE,
                () -> KeyExchangeAnswer.of(
                        new MontgomeryKey(curve, KeyExchangeAnswer.octets(curve.octets())), basePoint));
    }

    private TestedScheme mlKem(KeyExchangeMethod method) {
        MlKemScheme scheme = MlKemScheme.of(method);
        return testing(scheme, CASTLE, () -> KeyExchangeAnswer.of(scheme));
    }

    private TestedScheme testing(KeyExchangeScheme scheme, String provider, Callable<String> answer) {
        KeyExchangeMethod method = scheme.method();
        String known = answers.get(method);
        return new TestedScheme(
                scheme,
                new SelfTest(method.toString(), provider, () -> answer.call().equals(known)));
    }
}
