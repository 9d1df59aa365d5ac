package io.flexike.flexvpn.interop;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An IKE SA and a Child SA that show one algorithm.
 *
 * @param name of the algorithm
 * @param shown what it is shown as, such as {@code ENCR of ESP}
 * @param childKeyExchange what a rekeying of the Child SA is to have
 */
record AlgorithmRow(
        String name,
        List<String> shown,
        List<Algorithm> ike,
        List<Algorithm> esp,
        Optional<Algorithm> childKeyExchange,
        SequenceNumbers sequenceNumbers) {
    private static final String PRF = "PRF of IKE";
    private static final Algorithm AES = Algorithms.encryption(EncryptionAlgorithm.AES_CBC, 128);
    private static final Algorithm GCM = Algorithms.encryption(EncryptionAlgorithm.AES_GCM_16, 256);
    private static final Algorithm SHA2 =
            find(Algorithms.INTEGRITY, Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_256_128));
    private static final Algorithm SHA2_PRF = find(Algorithms.PRF, Transform.prf(PrfAlgorithm.HMAC_SHA2_256));
    private static final Algorithm X25519 =
            find(Algorithms.KEY_EXCHANGE, Transform.keyExchange(KeyExchangeMethod.CURVE25519));

    /** Those for which ESP in user space is enough. */
    static List<AlgorithmRow> all() {
        return Stream.of(
                        Algorithms.ENCRYPTION.stream()
                                .map(it -> row(
                                        it,
                                        List.of("ENCR of IKE", "ENCR of ESP"),
                                        ike(it, SHA2_PRF, SHA2, X25519),
                                        esp(it, SHA2))),
                        Stream.of(row(
                                Algorithms.NULL,
                                List.of("ENCR of ESP"),
                                ike(AES, SHA2_PRF, SHA2, X25519),
                                esp(Algorithms.NULL, SHA2))),
                        Algorithms.INTEGRITY.stream()
                                .map(it -> row(
                                        it,
                                        List.of("INTEG of IKE", "INTEG of ESP"),
                                        ike(AES, SHA2_PRF, it, X25519),
                                        esp(AES, it))),
                        Algorithms.PRF.stream()
                                .map(it -> row(it, List.of(PRF), ike(AES, it, SHA2, X25519), esp(AES, SHA2))),
                        Algorithms.KEY_EXCHANGE.stream().map(AlgorithmRow::keyExchange),
                        Stream.of(
                                sequenceNumbers(SequenceNumbers.STANDARD, esp(GCM, SHA2)),
                                sequenceNumbers(SequenceNumbers.STANDARD, esp(AES, SHA2))))
                .flatMap(rows -> rows)
                .toList();
    }

    /** Those that take the ESP of a kernel. */
    static List<AlgorithmRow> ofKernel() {
        return Stream.concat(
                        Algorithms.GMAC.stream()
                                .map(it -> row(
                                        it, List.of("ENCR of ESP"), ike(AES, SHA2_PRF, SHA2, X25519), esp(it, SHA2))),
                        Stream.of(
                                sequenceNumbers(SequenceNumbers.EXTENDED, esp(GCM, SHA2)),
                                sequenceNumbers(SequenceNumbers.EXTENDED, esp(AES, SHA2))))
                .toList();
    }

    private static AlgorithmRow row(Algorithm algorithm, List<String> shown, List<Algorithm> ike, List<Algorithm> esp) {
        return new AlgorithmRow(algorithm.toString(), shown, ike, esp, Optional.empty(), SequenceNumbers.STANDARD);
    }

    private static AlgorithmRow keyExchange(Algorithm method) {
        return new AlgorithmRow(
                method.toString(),
                List.of("KE of IKE", "KE of a Child SA"),
                ike(AES, SHA2_PRF, SHA2, method),
                esp(AES, SHA2),
                Optional.of(method),
                SequenceNumbers.STANDARD);
    }

    private static AlgorithmRow sequenceNumbers(SequenceNumbers numbers, List<Algorithm> esp) {
        String name = numbers.equals(SequenceNumbers.EXTENDED) ? "yes" : "no";
        return new AlgorithmRow(
                name + " with " + esp.get(0),
                List.of("ESN of ESP"),
                ike(AES, SHA2_PRF, SHA2, X25519),
                esp,
                Optional.empty(),
                numbers);
    }

    private static List<Algorithm> ike(Algorithm encryption, Algorithm prf, Algorithm integrity, Algorithm method) {
        return encryption.isAead() ? List.of(encryption, prf, method) : List.of(encryption, prf, integrity, method);
    }

    private static List<Algorithm> esp(Algorithm encryption, Algorithm integrity) {
        return encryption.isAead() ? List.of(encryption) : List.of(encryption, integrity);
    }

    private static Algorithm find(List<Algorithm> algorithms, Transform transform) {
        return algorithms.stream()
                .filter(it -> it.transform().equals(transform))
                .findFirst()
                .orElseThrow();
    }

    /** Whether it is about the PRF, which makes the keys of later SAs, too. */
    boolean isOfPrf() {
        return shown.contains(PRF);
    }

    Proposal ikeProposal() {
        return new Proposal(SecurityProtocol.IKE, transforms(ike));
    }

    /** What to offer and accept. */
    Proposal espProposal() {
        List<Transform> transforms = new ArrayList<>(transforms(esp));
        childKeyExchange.ifPresent(it -> transforms.add(it.transform()));
        transforms.add(Transform.sequenceNumbers(sequenceNumbers));
        return new Proposal(SecurityProtocol.ESP, transforms);
    }

    /** RFC 7296 1.2: the first Child SA has no key exchange of its own. */
    Proposal firstEspProposal() {
        return espProposal().without(TransformType.KEY_EXCHANGE);
    }

    /** Whether our side has all of it. */
    boolean isSupported() {
        return Stream.of(ikeProposal(), espProposal())
                .flatMap(it -> it.transforms().stream())
                .allMatch(CryptoProvider.standard()::supports);
    }

    String charonIke() {
        return keywords(ike);
    }

    String charonEsp() {
        return keywords(esp)
                + childKeyExchange.map(it -> "-" + it.keyword()).orElse("")
                + (sequenceNumbers.equals(SequenceNumbers.EXTENDED) ? "-esn" : "");
    }

    /** The line of {@code swanctl --list-sas} with the algorithms of the IKE SA. */
    String negotiatedIke() {
        return "\n  "
                + Stream.of(
                                TransformType.ENCRYPTION,
                                TransformType.INTEGRITY,
                                TransformType.PRF,
                                TransformType.KEY_EXCHANGE)
                        .flatMap(type -> ike.stream().filter(it -> it.type().equals(type)))
                        .map(Algorithm::negotiatedName)
                        .collect(Collectors.joining("/"))
                + "\n";
    }

    /** The end of the line with the algorithms of the Child SA. */
    String negotiatedEsp() {
        return "ESP:"
                + negotiated(
                        Stream.concat(esp.stream(), childKeyExchange.stream()).toList())
                + (sequenceNumbers.equals(SequenceNumbers.EXTENDED) ? "/ESN" : "") + "\n";
    }

    private static String negotiated(List<Algorithm> algorithms) {
        return algorithms.stream().map(Algorithm::negotiatedName).collect(Collectors.joining("/"));
    }

    private static String keywords(List<Algorithm> algorithms) {
        return algorithms.stream().map(Algorithm::keyword).collect(Collectors.joining("-"));
    }

    private static List<Transform> transforms(List<Algorithm> algorithms) {
        return algorithms.stream().map(Algorithm::transform).toList();
    }

    @Override
    public String toString() {
        return name + " as " + String.join(" and ", shown);
    }
}
