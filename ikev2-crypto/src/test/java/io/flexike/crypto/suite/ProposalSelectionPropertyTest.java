package io.flexike.crypto.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.ProposalChoice.NothingInCommon;
import io.flexike.crypto.suite.ProposalChoice.Selected;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

class ProposalSelectionPropertyTest {
    /** Few ids, so that the two sides often meet; some types, ids and attributes that nobody knows. */
    @Provide
    Arbitrary<List<Proposal>> wild() {
        Arbitrary<Transform> encryption = Combinators.combine(
                        Arbitraries.of(12, 20, 28, 999), Arbitraries.of(0, 128, 256))
                .as((id, bits) -> bits == 0
                        ? Transform.of(TransformType.ENCRYPTION, id)
                        : new Transform(TransformType.ENCRYPTION, id, List.of(TransformAttribute.keyLength(bits))));
        Arbitrary<Transform> other = Combinators.combine(
                        Arbitraries.of(2, 2, 3, 3, 4, 4, 5),
                        Arbitraries.integers().between(0, 3))
                .as((type, id) -> Transform.of(new TransformType(type), id));
        Arbitrary<Transform> strange = Combinators.combine(
                        Arbitraries.of(0, 4, 6, 13, 255), Arbitraries.of(0, 1, 65535))
                .as((type, id) -> new Transform(
                        new TransformType(type), id, List.of(new TransformAttribute(7, false, new byte[id % 5]))));
        Arbitrary<Transform> transform =
                Arbitraries.frequencyOf(List.of(Tuple.of(40, other), Tuple.of(20, encryption), Tuple.of(1, strange)));
        return proposals(transform, Arbitraries.of(1, 1, 1, 1, 3));
    }

    /** Complete proposals of the sort that one configures. */
    @Provide
    Arbitrary<List<Proposal>> sane() {
        Arbitrary<Proposal> aead = Combinators.combine(some(128, 256), some(5, 6, 7), some(14, 19, 20, 31))
                .as((keys, prfs, groups) -> {
                    List<Transform> transforms = new ArrayList<>();
                    keys.forEach(bits -> transforms.add(Transform.encryption(EncryptionAlgorithm.AES_GCM_16, bits)));
                    add(transforms, TransformType.PRF, prfs);
                    add(transforms, TransformType.KEY_EXCHANGE, groups);
                    return new Proposal(SecurityProtocol.IKE, transforms);
                });
        Arbitrary<Proposal> cbc = Combinators.combine(
                        some(128, 192, 256), some(12, 13, 14), some(5, 6, 7), some(14, 19, 20, 31))
                .as((keys, icvs, prfs, groups) -> {
                    List<Transform> transforms = new ArrayList<>();
                    keys.forEach(bits -> transforms.add(Transform.encryption(EncryptionAlgorithm.AES_CBC, bits)));
                    add(transforms, TransformType.INTEGRITY, icvs);
                    add(transforms, TransformType.PRF, prfs);
                    add(transforms, TransformType.KEY_EXCHANGE, groups);
                    return new Proposal(SecurityProtocol.IKE, transforms);
                });
        return Arbitraries.oneOf(aead, cbc).list().ofMinSize(1).ofMaxSize(4);
    }

    @Property(tries = 2000)
    void whatever_is_offered_there_is_a_choice_common_to_both_sides_or_a_reason(
            @ForAll("wild") List<Proposal> offered, @ForAll("wild") List<Proposal> acceptable) {
        check(offered, acceptable);
    }

    @Property(tries = 2000)
    void complete_proposals_lead_to_a_choice_that_both_sides_hold_valid_or_to_a_reason(
            @ForAll("sane") List<Proposal> offered, @ForAll("sane") List<Proposal> acceptable) {
        ProposalChoice selection = check(offered, acceptable);
        Statistics.collect(selection instanceof Selected);
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(share -> share > 10);
            coverage.check(false).percentage(share -> share > 10);
        });
        if (selection instanceof Selected selected) {
            assertThat(IkeSuite.of(selected.chosen()).toProposal().transforms())
                    .containsExactlyInAnyOrderElementsOf(selected.chosen().transforms());
        } else {
            // neither does the other side find anything
            assertThat(ProposalSelection.select(acceptable, offered)).isInstanceOf(NothingInCommon.class);
        }
    }

    private static ProposalChoice check(List<Proposal> offered, List<Proposal> acceptable) {
        ProposalChoice selection = ProposalSelection.select(offered, acceptable);
        assertThat(ProposalSelection.select(offered, acceptable)).isEqualTo(selection);
        if (selection instanceof Selected selected) {
            Proposal from = offered.get(selected.offeredIndex());
            List<Transform> chosen = selected.chosen().transforms();
            assertThat(selected.chosen().protocol()).isEqualTo(from.protocol());
            assertThat(from.transforms()).containsAll(chosen);
            assertThat(selected.chosen().types()).hasSameSizeAs(chosen).hasSameElementsAs(from.types());
            assertThat(acceptable)
                    .anyMatch(ours -> new HashSet<>(ours.transforms())
                            .containsAll(chosen.stream()
                                    .filter(each -> !each.isNone())
                                    .toList()));
            assertThat(ProposalSelection.isValidAnswer(offered, selected.chosen()))
                    .isTrue();
        } else if (selection instanceof NothingInCommon nothing) {
            assertThat(nothing.reason()).isNotEmpty().hasSizeLessThan(20_000);
        }
        return selection;
    }

    private static void add(List<Transform> transforms, TransformType type, List<Integer> ids) {
        ids.forEach(id -> transforms.add(Transform.of(type, id)));
    }

    private static Arbitrary<List<Integer>> some(Integer... values) {
        return Arbitraries.of(values).list().uniqueElements().ofMinSize(1).ofMaxSize(2);
    }

    private static Arbitrary<List<Proposal>> proposals(Arbitrary<Transform> transform, Arbitrary<Integer> protocols) {
        return Combinators.combine(protocols, transform.list().ofMaxSize(12))
                .as((protocol, transforms) -> new Proposal(new SecurityProtocol(protocol), transforms))
                .list()
                .ofMaxSize(4);
    }
}
