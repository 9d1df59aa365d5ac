package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Holds the selection against a walk through all combinations, which only small lists allow. */
class StrongestChoicePropertyTest {
    private static final int[] GROUPS = {2, 19, 31, 36, 37};
    private static final int[] MORE_GROUPS = {0, 0, 19, 31, 36, 37, 1000};

    /**
     * Proposals of few transforms: strong, weak and unknown ones, AEADs mixed with others, additional key exchanges.
     */
    @Provide
    Arbitrary<List<Proposal>> small() {
        return Arbitraries.randomValue(StrongestChoicePropertyTest::proposals);
    }

    @Property(tries = 500)
    void no_common_choice_is_stronger(@ForAll("small") List<Proposal> offered, @ForAll("small") List<Proposal> ours) {
        Optional<Proposal> expected = strongestOfAll(offered, ours);
        ProposalChoice selection = ProposalSelection.select(offered, ours);
        Statistics.collect(expected.isPresent());
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(share -> share > 15);
            coverage.check(false).percentage(share -> share > 10);
        });
        assertThat(meaning(selection)).isEqualTo(expected.map(StrongestChoicePropertyTest::meaning));
        if (selection instanceof Selected selected) {
            assertThat(ProposalSelection.isValidAnswer(offered, selected.chosen()))
                    .isTrue();
        }
    }

    @Property(tries = 300)
    void both_sides_and_every_order_lead_to_the_same_choice(
            @ForAll("small") List<Proposal> offered, @ForAll("small") List<Proposal> ours, @ForAll long seed) {
        Random random = new Random(seed);
        Optional<Set<Transform>> choice = meaning(ProposalSelection.select(offered, ours));
        assertThat(meaning(ProposalSelection.select(ours, offered))).isEqualTo(choice);
        assertThat(meaning(ProposalSelection.select(shuffled(offered, random), shuffled(ours, random))))
                .isEqualTo(choice);
    }

    @Property(tries = 300)
    void the_order_is_total(@ForAll("small") List<Proposal> proposals) {
        List<Proposal> choices = new ArrayList<>();
        proposals.forEach(proposal -> choices.addAll(combinations(proposal)));
        Collections.shuffle(choices, new Random(proposals.hashCode()));
        for (int i = 0; i + 2 < Math.min(choices.size(), 60); i++) {
            Proposal a = choices.get(i);
            Proposal b = choices.get(i + 1);
            Proposal c = choices.get(i + 2);
            int ab = StrengthOrder.ofChoices().compare(a, b);
            assertThat(Integer.signum(StrengthOrder.ofChoices().compare(b, a))).isEqualTo(-Integer.signum(ab));
            assertThat(ab == 0).isEqualTo(meaning(a).equals(meaning(b)));
            if (ab <= 0 && StrengthOrder.ofChoices().compare(b, c) <= 0) {
                assertThat(StrengthOrder.ofChoices().compare(a, c)).isLessThanOrEqualTo(0);
            }
        }
    }

    private static Optional<Proposal> strongestOfAll(List<Proposal> offered, List<Proposal> ours) {
        Optional<Proposal> best = Optional.empty();
        Set<Set<Transform>> acceptable = new HashSet<>();
        ours.forEach(own -> combinations(own).forEach(choice -> acceptable.add(meaning(choice))));
        for (Proposal theirs : offered) {
            for (Proposal choice : combinations(theirs)) {
                if (acceptable.contains(meaning(choice))
                        && (best.isEmpty() || StrengthOrder.ofChoices().compare(choice, best.get()) < 0)) {
                    best = Optional.of(choice);
                }
            }
        }
        return best;
    }

    /** Every combination that makes sense, NONE said. */
    private static List<Proposal> combinations(Proposal proposal) {
        List<List<Transform>> found = List.of(List.of());
        for (int value = 1; value <= 8; value++) {
            TransformType type = new TransformType(value);
            List<Transform> transforms = proposal.transforms(type);
            if (transforms.isEmpty()) {
                continue;
            }
            List<List<Transform>> longer = new ArrayList<>();
            for (List<Transform> prefix : found) {
                for (Transform transform : transforms) {
                    List<Transform> one = new ArrayList<>(prefix);
                    one.add(transform);
                    longer.add(one);
                }
            }
            found = longer;
        }
        return found.stream()
                .map(transforms -> new Proposal(SecurityProtocol.IKE, transforms))
                .filter(StrongestChoicePropertyTest::makesSense)
                .toList();
    }

    private static boolean makesSense(Proposal choice) {
        boolean aead = new EncryptionAlgorithm(
                        choice.first(TransformType.ENCRYPTION).orElseThrow().id())
                .isAead();
        boolean integrity =
                choice.transforms(TransformType.INTEGRITY).stream().anyMatch(transform -> transform.id() != 0);
        List<Integer> methods = choice.transforms().stream()
                .filter(transform -> transform.type().isKeyExchange() && transform.id() != 0)
                .map(Transform::id)
                .toList();
        return aead != integrity && new HashSet<>(methods).size() == methods.size();
    }

    private static Optional<Set<Transform>> meaning(ProposalChoice selection) {
        return selection instanceof Selected selected ? Optional.of(meaning(selected.chosen())) : Optional.empty();
    }

    private static Set<Transform> meaning(Proposal choice) {
        Set<Transform> transforms = new HashSet<>(choice.transforms());
        transforms.removeIf(Transform::isNone);
        return transforms;
    }

    private static List<Proposal> shuffled(List<Proposal> proposals, Random random) {
        List<Proposal> shuffled = new ArrayList<>();
        for (Proposal proposal : proposals) {
            List<Transform> transforms = new ArrayList<>(proposal.transforms());
            Collections.shuffle(transforms, random);
            shuffled.add(new Proposal(proposal.protocol(), transforms));
        }
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    private static List<Proposal> proposals(Random random) {
        List<Proposal> proposals = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            List<Transform> transforms = new ArrayList<>();
            for (int j = random.nextInt(2, 5); j > 0; j--) {
                transforms.add(encryption(random));
            }
            add(transforms, random, 2, 2, 1, 5, 7);
            add(transforms, random, 3, random.nextInt(0, 4), 0, 0, 1, 12);
            add(transforms, random, 4, 2, GROUPS);
            for (int type = 6; type <= 8; type++) {
                add(transforms, random, type, random.nextInt(-3, 3), MORE_GROUPS);
            }
            proposals.add(new Proposal(SecurityProtocol.IKE, transforms));
        }
        return proposals;
    }

    private static Transform encryption(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Transform.encryption(EncryptionAlgorithm.AES_CBC, 128 + 128 * random.nextInt(2));
            case 1 -> Transform.encryption(EncryptionAlgorithm.AES_GCM_16, 128 + 128 * random.nextInt(2));
            case 2 -> Transform.encryption(EncryptionAlgorithm.TRIPLE_DES);
            case 3 -> Transform.encryption(EncryptionAlgorithm.DES);
            case 4 -> Transform.encryption(EncryptionAlgorithm.CHACHA20_POLY1305);
            default -> Transform.encryption(new EncryptionAlgorithm(2000));
        };
    }

    private static void add(List<Transform> transforms, Random random, int type, int least, int... ids) {
        int count = least <= 0 ? 0 : random.nextInt(least, 4);
        for (int i = 0; i < count; i++) {
            transforms.add(Transform.of(new TransformType(type), ids[random.nextInt(ids.length)]));
        }
    }
}
