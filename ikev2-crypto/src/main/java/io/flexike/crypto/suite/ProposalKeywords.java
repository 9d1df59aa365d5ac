package io.flexike.crypto.suite;

import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Proposals as text in the words that strongSwan has made common, such as {@code aes256gcm16-prfsha384-ecp384} or
 * {@code aes128-sha256-modp2048,aes128gcm16-prfsha256-x25519-ke1_mlkem768-ke1_none}: words joined by hyphens in any
 * order, proposals by commas.
 */
public final class ProposalKeywords {
    /** Longer words are not compared with others to find what was meant. */
    private static final int LONGEST_WORD = 40;

    /** Which PRF has the hash or cipher of an integrity algorithm. */
    private static final Map<Integer, Integer> PRF_OF_INTEGRITY =
            Map.of(1, 1, 6, 1, 2, 2, 7, 2, 5, 4, 8, 8, 12, 5, 13, 6, 14, 7);

    private ProposalKeywords() {}

    /**
     * Reads one proposal or several. AEADs and other encryption in one are taken apart into two, because on the wire
     * they may not be mixed (RFC 7296 3.3). An IKE proposal without PRF has those of its integrity algorithms; sequence
     * numbers of 32 bits are meant where nothing is said.
     *
     * @param protocol {@link SecurityProtocol#IKE}, {@link SecurityProtocol#ESP} or {@link SecurityProtocol#AH}
     * @throws KeywordException if a word is unknown
     * @throws IllegalArgumentException if the words make no complete proposal
     */
    public static List<Proposal> parse(SecurityProtocol protocol, String text) {
        List<Proposal> proposals = new ArrayList<>();
        int position = 0;
        for (String part : text.split(",", -1)) {
            proposals.addAll(proposals(protocol, transforms(part, position)));
            position += part.length() + 1;
        }
        return List.copyOf(proposals);
    }

    /**
     * Writes a proposal so that {@link #parse} gives it back.
     *
     * @throws IllegalArgumentException if there is no word for one of its transforms
     */
    public static String write(Proposal proposal) {
        List<Transform> implied = new ArrayList<>();
        List<Transform> ofIntegrity = prfsOf(proposal.transforms(TransformType.INTEGRITY));
        if (proposal.transforms(TransformType.PRF).equals(ofIntegrity)) {
            implied.addAll(ofIntegrity);
        }
        Transform standard = Transform.sequenceNumbers(SequenceNumbers.STANDARD);
        if (proposal.transforms(TransformType.SEQUENCE_NUMBERS).equals(List.of(standard))) {
            implied.add(standard);
        }
        List<String> words = new ArrayList<>();
        // as usual: integrity before PRF
        List<Transform> ordered = new ArrayList<>(proposal.transforms(TransformType.ENCRYPTION));
        ordered.addAll(proposal.transforms(TransformType.INTEGRITY));
        proposal.transforms().stream()
                .filter(transform -> !ordered.contains(transform))
                .toList()
                .forEach(ordered::add);
        for (Transform transform : ordered) {
            if (!implied.contains(transform)) {
                words.add(KeywordTable.word(transform)
                        .orElseThrow(() -> new IllegalArgumentException("there is no word for " + transform)));
            }
        }
        return String.join("-", words);
    }

    /** Writes several proposals, with commas between them. */
    public static String write(List<Proposal> proposals) {
        return String.join(",", proposals.stream().map(ProposalKeywords::write).toList());
    }

    private static Set<Transform> transforms(String part, int start) {
        Set<Transform> transforms = new LinkedHashSet<>();
        int position = start;
        for (String written : part.split("-", -1)) {
            String word = written.strip().toLowerCase(Locale.ROOT);
            int at = position + (written.length() - written.stripLeading().length());
            transforms.add(KeywordTable.transform(word)
                    .orElseThrow(() -> new KeywordException(
                            written.strip(), at, word.length() > LONGEST_WORD ? List.of() : KeywordTable.near(word))));
            position += written.length() + 1;
        }
        return transforms;
    }

    private static List<Proposal> proposals(SecurityProtocol protocol, Set<Transform> transforms) {
        ProposalBuilder builder = new ProposalBuilder(protocol);
        List<Transform> encryption = of(TransformType.ENCRYPTION, transforms);
        boolean aeadsOnly = !encryption.isEmpty()
                && encryption.stream().allMatch(each -> new EncryptionAlgorithm(each.id()).isAead());
        for (Transform transform : transforms) {
            // beside AEADs a hash only says which PRF is meant
            if (!aeadsOnly || !transform.type().equals(TransformType.INTEGRITY)) {
                builder.transform(transform);
            }
        }
        if (protocol.equals(SecurityProtocol.IKE)
                && of(TransformType.PRF, transforms).isEmpty()) {
            prfsOf(of(TransformType.INTEGRITY, transforms)).forEach(builder::transform);
        }
        return builder.buildSeparately();
    }

    private static List<Transform> prfsOf(List<Transform> integrity) {
        return integrity.stream()
                .flatMap(transform -> Optional.ofNullable(PRF_OF_INTEGRITY.get(transform.id())).stream())
                .map(prf -> Transform.of(TransformType.PRF, prf))
                .distinct()
                .toList();
    }

    private static List<Transform> of(TransformType type, Set<Transform> transforms) {
        return transforms.stream().filter(each -> each.type().equals(type)).toList();
    }
}
