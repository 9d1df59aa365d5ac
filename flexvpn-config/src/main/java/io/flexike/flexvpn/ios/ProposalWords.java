package io.flexike.flexvpn.ios;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lines below {@code crypto ikev2 proposal NAME}: {@code encryption}, {@code integrity}, {@code prf}, {@code group}
 * and {@code pqc}, with the words of IOS-XE 26.1.
 */
public final class ProposalWords {
    private static final WordTable ENCRYPTION = new WordTable()
            .with("3des", Transform.encryption(EncryptionAlgorithm.TRIPLE_DES))
            .with("des", Transform.encryption(EncryptionAlgorithm.DES))
            .with("aes-cbc-128", Transform.encryption(EncryptionAlgorithm.AES_CBC, 128))
            .with("aes-cbc-192", Transform.encryption(EncryptionAlgorithm.AES_CBC, 192))
            .with("aes-cbc-256", Transform.encryption(EncryptionAlgorithm.AES_CBC, 256))
            .with("aes-gcm-128", Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 128))
            .with("aes-gcm-256", Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 256));

    private static final WordTable INTEGRITY = new WordTable()
            .with("md5", Transform.integrity(IntegrityAlgorithm.HMAC_MD5_96))
            .with("sha1", Transform.integrity(IntegrityAlgorithm.HMAC_SHA1_96))
            .with("sha256", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_256_128))
            .with("sha384", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_384_192))
            .with("sha512", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_512_256));

    private static final WordTable PRF = new WordTable()
            .with("md5", Transform.prf(PrfAlgorithm.HMAC_MD5))
            .with("sha1", Transform.prf(PrfAlgorithm.HMAC_SHA1))
            .with("sha256", Transform.prf(PrfAlgorithm.HMAC_SHA2_256))
            .with("sha384", Transform.prf(PrfAlgorithm.HMAC_SHA2_384))
            .with("sha512", Transform.prf(PrfAlgorithm.HMAC_SHA2_512));

    private static final WordTable GROUP = groups(1, 2, 5, 14, 15, 16, 19, 20, 21, 24);

    private static final WordTable PQC = new WordTable()
            .with("mlkem512", Transform.additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_512))
            .with("mlkem768", Transform.additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_768))
            .with("mlkem1024", Transform.additionalKeyExchange(1, KeyExchangeMethod.ML_KEM_1024))
            .with("optional", Transform.additionalKeyExchange(1, KeyExchangeMethod.NONE));

    private static final Map<String, WordTable> LINES = lines();

    private ProposalWords() {}

    /**
     * Reads the lines of one proposal. Repeated lines add up; without a {@code prf} line it is that of the integrity
     * algorithms.
     *
     * @return one, or two where AES-GCM and other encryption were mixed (RFC 7296 3.3)
     * @throws WordException if a word is unknown, with those that would be right, or if something is missing
     */
    public static List<Proposal> parse(List<String> lines) {
        Map<String, Set<Transform>> read = new LinkedHashMap<>();
        for (String line : lines) {
            List<String> words = Arrays.asList(line.strip().split("\\s+", -1));
            String keyword = words.get(0).toLowerCase(Locale.ROOT);
            WordTable table = LINES.get(keyword);
            if (table == null) {
                throw new WordException(
                        line.strip(), words.get(0), "no line of a proposal", new ArrayList<>(LINES.keySet()));
            }
            if (words.size() == 1) {
                throw new WordException(line.strip(), keyword, "a word is missing", table.words());
            }
            Set<Transform> transforms = read.computeIfAbsent(keyword, any -> new LinkedHashSet<>());
            words.subList(1, words.size()).forEach(word -> transforms.add(table.transform(line.strip(), word)));
        }
        return proposals(read);
    }

    /**
     * Writes the lines of a proposal so that {@link #parse} gives it back.
     *
     * @throws IllegalArgumentException if a router has no word for one of its transforms
     */
    public static List<String> write(Proposal proposal) {
        List<String> lines = new ArrayList<>();
        write(lines, "encryption", ENCRYPTION, proposal.transforms(TransformType.ENCRYPTION));
        List<Transform> integrity = proposal.transforms(TransformType.INTEGRITY);
        write(lines, "integrity", INTEGRITY, integrity);
        List<Transform> prfs = proposal.transforms(TransformType.PRF);
        if (!prfs.equals(prfsOf(integrity))) {
            write(lines, "prf", PRF, prfs);
        }
        write(lines, "group", GROUP, proposal.transforms(TransformType.KEY_EXCHANGE));
        write(lines, "pqc", PQC, proposal.transforms(TransformType.ADDITIONAL_KEY_EXCHANGE_1));
        proposal.types().stream()
                .filter(type -> type.value() > TransformType.ADDITIONAL_KEY_EXCHANGE_1.value())
                .findFirst()
                .ifPresent(type -> {
                    throw new IllegalArgumentException("a router has no line for " + type);
                });
        return lines;
    }

    private static void write(List<String> lines, String keyword, WordTable table, List<Transform> transforms) {
        if (!transforms.isEmpty()) {
            lines.add(keyword + " "
                    + String.join(" ", transforms.stream().map(table::word).toList()));
        }
    }

    private static List<Proposal> proposals(Map<String, Set<Transform>> read) {
        Set<Transform> integrity = of(read, "integrity");
        Set<Transform> prfs =
                of(read, "prf").isEmpty() ? new LinkedHashSet<>(prfsOf(new ArrayList<>(integrity))) : of(read, "prf");
        require(!of(read, "group").isEmpty(), "group", "a proposal needs a group");
        require(
                of(read, "pqc").stream().noneMatch(Transform::isNone)
                        || of(read, "pqc").size() > 1,
                "pqc",
                "optional needs a method");
        List<Transform> gcm = new ArrayList<>(of(read, "encryption"));
        gcm.removeIf(each -> !isAead(each));
        List<Transform> other = new ArrayList<>(of(read, "encryption"));
        other.removeIf(ProposalWords::isAead);
        require(!gcm.isEmpty() || !other.isEmpty(), "encryption", "a proposal needs encryption");
        List<Proposal> proposals = new ArrayList<>();
        if (!gcm.isEmpty()) {
            require(!prfs.isEmpty(), "prf", "AES-GCM needs a PRF");
            require(!other.isEmpty() || integrity.isEmpty(), "integrity", "AES-GCM goes without integrity");
            proposals.add(proposal(gcm, prfs, Set.of(), read));
        }
        if (!other.isEmpty()) {
            require(!integrity.isEmpty(), "integrity", "encryption other than AES-GCM needs integrity");
            int place = isAead(of(read, "encryption").iterator().next()) ? proposals.size() : 0;
            proposals.add(place, proposal(other, prfs, integrity, read));
        }
        return List.copyOf(proposals);
    }

    private static Proposal proposal(
            List<Transform> encryption,
            Set<Transform> prfs,
            Set<Transform> integrity,
            Map<String, Set<Transform>> read) {
        List<Transform> transforms = new ArrayList<>(encryption);
        transforms.addAll(prfs);
        transforms.addAll(integrity);
        transforms.addAll(of(read, "group"));
        transforms.addAll(of(read, "pqc"));
        return new Proposal(SecurityProtocol.IKE, transforms);
    }

    private static void require(boolean condition, String keyword, String problem) {
        if (!condition) {
            List<String> words = new ArrayList<>();
            Optional.ofNullable(LINES.get(keyword))
                    .ifPresent(table -> table.words().forEach(word -> words.add(keyword + " " + word)));
            throw new WordException(keyword, keyword, problem, words);
        }
    }

    private static Set<Transform> of(Map<String, Set<Transform>> read, String keyword) {
        return read.getOrDefault(keyword, Set.of());
    }

    private static boolean isAead(Transform transform) {
        return new EncryptionAlgorithm(transform.id()).isAead();
    }

    private static List<Transform> prfsOf(List<Transform> integrity) {
        List<Transform> prfs = new ArrayList<>();
        integrity.forEach(each -> INTEGRITY.words().stream()
                .filter(word -> INTEGRITY.find(word).orElseThrow().equals(each))
                .forEach(word -> prfs.add(PRF.find(word).orElseThrow())));
        return prfs;
    }

    private static WordTable groups(int... numbers) {
        WordTable table = new WordTable();
        for (int number : numbers) {
            table.with(Integer.toString(number), Transform.keyExchange(new KeyExchangeMethod(number)));
        }
        return table;
    }

    private static Map<String, WordTable> lines() {
        Map<String, WordTable> lines = new LinkedHashMap<>();
        lines.put("encryption", ENCRYPTION);
        lines.put("integrity", INTEGRITY);
        lines.put("prf", PRF);
        lines.put("group", GROUP);
        lines.put("pqc", PQC);
        return lines;
    }
}
