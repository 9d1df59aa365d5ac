package io.flexike.flexvpn.ios;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The words behind {@code crypto ipsec transform-set NAME}, such as {@code esp-aes 256 esp-sha256-hmac}. */
public final class TransformSetWords {
    private static final WordTable CIPHER = sized(
                    sized(
                            sized(new WordTable(), "esp-aes", EncryptionAlgorithm.AES_CBC),
                            "esp-gcm",
                            EncryptionAlgorithm.AES_GCM_16),
                    "esp-gmac",
                    EncryptionAlgorithm.NULL_AES_GMAC)
            .with("esp-192-aes", Transform.encryption(EncryptionAlgorithm.AES_CBC, 192))
            .with("esp-256-aes", Transform.encryption(EncryptionAlgorithm.AES_CBC, 256))
            .with("esp-3des", Transform.encryption(EncryptionAlgorithm.TRIPLE_DES))
            .with("esp-des", Transform.encryption(EncryptionAlgorithm.DES))
            .with("esp-null", Transform.encryption(EncryptionAlgorithm.NULL));

    private static final WordTable ESP_INTEGRITY = hashes("esp");
    private static final WordTable AH_INTEGRITY = hashes("ah");

    private TransformSetWords() {}

    /**
     * Reads the words of a transform set.
     *
     * @param extended whether the line {@code esn} stands below it
     * @throws WordException if a word is unknown, with those that would be right, or if they do not go together
     */
    public static Proposal parse(String words, boolean extended) {
        String line = words.strip();
        List<String> rest = new ArrayList<>(Arrays.asList(line.split("\\s+", -1)));
        Optional<Transform> cipher = Optional.empty();
        Optional<Transform> esp = Optional.empty();
        Optional<Transform> ah = Optional.empty();
        while (!rest.isEmpty()) {
            String word = rest.remove(0).toLowerCase(Locale.ROOT);
            if (!rest.isEmpty() && rest.get(0).matches("[0-9]+")) {
                word += " " + rest.remove(0);
            }
            if (CIPHER.find(word).isPresent()) {
                cipher = once(line, word, cipher, CIPHER);
            } else if (ESP_INTEGRITY.find(word).isPresent()) {
                esp = once(line, word, esp, ESP_INTEGRITY);
            } else if (AH_INTEGRITY.find(word).isPresent()) {
                ah = once(line, word, ah, AH_INTEGRITY);
            } else {
                List<String> right = new ArrayList<>(CIPHER.words());
                right.addAll(ESP_INTEGRITY.words());
                right.addAll(AH_INTEGRITY.words());
                throw new WordException(line, word, "\"" + word + "\" is unknown here", right);
            }
        }
        return proposal(line, cipher, esp, ah, extended);
    }

    /**
     * Writes the words of a transform set so that {@link #parse} gives it back; whether sequence numbers are extended
     * is a line of its own.
     *
     * @throws IllegalArgumentException if a router has no words for it
     */
    public static String write(Proposal proposal) {
        List<String> words = new ArrayList<>();
        for (TransformType type : proposal.types()) {
            List<Transform> transforms = proposal.transforms(type);
            if (type.equals(TransformType.SEQUENCE_NUMBERS)) {
                continue;
            }
            if (transforms.size() != 1) {
                throw new IllegalArgumentException("a transform set has one " + type + ", not " + transforms.size());
            }
            words.add(table(proposal.protocol(), type).word(transforms.get(0)));
        }
        return String.join(" ", words);
    }

    private static WordTable table(SecurityProtocol protocol, TransformType type) {
        if (type.equals(TransformType.INTEGRITY)) {
            return protocol.equals(SecurityProtocol.AH) ? AH_INTEGRITY : ESP_INTEGRITY;
        }
        if (type.equals(TransformType.ENCRYPTION)) {
            return CIPHER;
        }
        throw new IllegalArgumentException("a transform set has no " + type);
    }

    private static Optional<Transform> once(String line, String word, Optional<Transform> before, WordTable table) {
        if (before.isPresent()) {
            throw new WordException(
                    line, word, "\"" + word + "\" stands beside " + table.word(before.get()), List.of());
        }
        return table.find(word);
    }

    private static Proposal proposal(
            String line,
            Optional<Transform> cipher,
            Optional<Transform> esp,
            Optional<Transform> ah,
            boolean extended) {
        SequenceNumbers numbers = extended ? SequenceNumbers.EXTENDED : SequenceNumbers.STANDARD;
        if (ah.isPresent()) {
            if (cipher.isPresent() || esp.isPresent()) {
                throw new WordException(line, line, "AH and ESP in one transform set", AH_INTEGRITY.words());
            }
            return Proposal.ah()
                    .integrity(new IntegrityAlgorithm(ah.get().id()))
                    .sequenceNumbers(numbers)
                    .build();
        }
        if (cipher.isEmpty()) {
            throw new WordException(line, line, "ESP needs a cipher", CIPHER.words());
        }
        EncryptionAlgorithm algorithm = new EncryptionAlgorithm(cipher.get().id());
        if (algorithm.isAead() && esp.isPresent()) {
            throw new WordException(
                    line,
                    ESP_INTEGRITY.word(esp.get()),
                    CIPHER.word(cipher.get()) + " goes without an algorithm for integrity",
                    List.of());
        }
        // RFC 8221 4: encryption without authentication must not be used
        if (!algorithm.isAead() && esp.isEmpty()) {
            throw new WordException(
                    line, line, CIPHER.word(cipher.get()) + " needs an algorithm for integrity", ESP_INTEGRITY.words());
        }
        ProposalBuilder builder = Proposal.esp().sequenceNumbers(numbers);
        if (cipher.get().keyLengthBits().isPresent()) {
            builder.encryption(algorithm, cipher.get().keyLengthBits().getAsInt());
        } else {
            builder.encryption(algorithm);
        }
        esp.ifPresent(hash -> builder.integrity(new IntegrityAlgorithm(hash.id())));
        return builder.build();
    }

    /** Without a length it is 128 bits, and that is how these are written. */
    private static WordTable sized(WordTable table, String word, EncryptionAlgorithm algorithm) {
        table.with(word, Transform.encryption(algorithm, 128));
        for (int bits : new int[] {128, 192, 256}) {
            table.with(word + " " + bits, Transform.encryption(algorithm, bits));
        }
        return table;
    }

    private static WordTable hashes(String prefix) {
        return new WordTable()
                .with(prefix + "-md5-hmac", Transform.integrity(IntegrityAlgorithm.HMAC_MD5_96))
                .with(prefix + "-sha-hmac", Transform.integrity(IntegrityAlgorithm.HMAC_SHA1_96))
                .with(prefix + "-sha256-hmac", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_256_128))
                .with(prefix + "-sha384-hmac", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_384_192))
                .with(prefix + "-sha512-hmac", Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_512_256));
    }
}
