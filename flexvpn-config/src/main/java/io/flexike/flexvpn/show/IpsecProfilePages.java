package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.ios.TransformSetWords;
import io.flexike.flexvpn.router.RouterGateway;
import io.flexike.ike.session.ChildSaMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** {@code show crypto ipsec profile} and {@code transform-set}. */
final class IpsecProfilePages {
    private static final String PROFILE = "crypto ipsec profile";
    private static final String SET = "crypto ipsec transform-set";
    private static final String LIFETIME = "security-association lifetime ";
    private static final String DEFAULT = "default";

    private IpsecProfilePages() {}

    /** The transforms in braces, and the mode. */
    private record Shown(String transforms, String mode) {}

    static String transformSets(ShownState state, Predicate<String> wanted) {
        Page page = new Page();
        sets(state).forEach((name, set) -> {
            if (wanted.test(name)) {
                page.line("Transform set %s: { %s  }", name, set.transforms);
                page.line("   will negotiate = { %s,  },", set.mode).blank();
            }
        });
        return page.toString();
    }

    private static Map<String, Shown> sets(ShownState state) {
        Map<String, Shown> sets = new LinkedHashMap<>();
        if (state.configuration().root().isOn(SET + " default")) {
            SmartDefaults defaults = RouterGateway.defaults(state.configuration());
            List<String> each = new ArrayList<>();
            defaults.espProposals().forEach(proposal -> each.addAll(alternatives(proposal)));
            sets.put(
                    DEFAULT,
                    new Shown(
                            String.join(" | ", each),
                            defaults.mode() == ChildSaMode.TRANSPORT ? "Transport" : "Tunnel"));
        }
        for (Block block : state.configuration().blocks(SET)) {
            Statement header = block.header().orElseThrow();
            List<String> words = header.words();
            String text = String.join(" ", words.subList(words.indexOf(block.name()) + 1, words.size()));
            String mode = block.text("mode", "mode").orElse("tunnel");
            sets.put(
                    block.name(),
                    new Shown(
                            transforms(text, block),
                            mode.startsWith("transport")
                                    ? mode.endsWith("require") ? "Transport require" : "Transport"
                                    : "Tunnel"));
        }
        return sets;
    }

    /** One proposal may stand for several lengths of key. */
    private static List<String> alternatives(Proposal proposal) {
        List<String> each = new ArrayList<>();
        for (Transform cipher : proposal.transforms(TransformType.ENCRYPTION)) {
            List<Transform> hashes = proposal.transforms(TransformType.INTEGRITY);
            if (hashes.isEmpty()) {
                each.add(single(proposal, List.of(cipher)));
            }
            hashes.forEach(hash -> each.add(single(proposal, List.of(cipher, hash))));
        }
        return each;
    }

    private static String single(Proposal proposal, List<Transform> transforms) {
        List<Transform> exact = new ArrayList<>(transforms);
        exact.add(Transform.sequenceNumbers(SequenceNumbers.STANDARD));
        return AlgorithmNames.transforms(ChildSuite.of(new Proposal(proposal.protocol(), exact)));
    }

    private static String transforms(String text, Block block) {
        try {
            return AlgorithmNames.transforms(ChildSuite.of(TransformSetWords.parse(text, block.isOn("esn"))));
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    static String profiles(ShownState state, Predicate<String> wanted) {
        Page page = new Page();
        Optional<Block> replaced = state.configuration().block(PROFILE, DEFAULT);
        if (state.configuration().root().isOn(PROFILE + " default") && replaced.isEmpty() && wanted.test(DEFAULT)) {
            add(page, state, DEFAULT, Optional.empty());
        }
        for (Block block : state.configuration().blocks(PROFILE)) {
            if (wanted.test(block.name())) {
                add(page, state, block.name(), Optional.of(block));
            }
        }
        return page.toString();
    }

    private static void add(Page page, ShownState state, String name, Optional<Block> block) {
        page.line("IPSEC profile %s", name);
        block.flatMap(each -> each.text("set ikev2-profile", "profile"))
                .ifPresent(profile -> page.line("\tIKEv2 Profile: %s", profile));
        lifetime(page, state, block);
        page.line("\tResponder-Only (Y/N): %s", yes(block.filter(each -> each.isOn("responder-only"))));
        Optional<Statement> pfs = block.flatMap(each -> each.statement("set pfs"));
        page.line("\tPFS (Y/N): %s", yes(pfs));
        pfs.ifPresent(line -> {
            page.line("\t\tInherit (Y/N): N");
            page.line("\t\tDH group: %s", line.value("group").orElse("group14"));
            line.value("pqc").ifPresent(pqc -> page.line("\t\tPQC Key Exchange: %s", pqc.replace("mlkem", "ML-KEM-")));
        });
        page.line(
                "\tMixed-mode : %s",
                block.filter(each -> each.isOn("set mixed-mode")).isPresent() ? "Enabled" : "Disabled");
        page.line("\tTransform sets={");
        Map<String, Shown> sets = sets(state);
        for (String set : block.flatMap(each -> each.statement("set transform-set"))
                .map(line -> line.values("transform-set"))
                .orElse(List.of(DEFAULT))) {
            Shown shown = sets.get(set);
            if (shown != null) {
                page.line("\t\t%s:  { %s  } ,", set, shown.transforms);
            }
        }
        page.line("\t}").blank();
    }

    private static void lifetime(Page page, ShownState state, Optional<Block> block) {
        IpsecLifetime lifetime = IpsecLifetime.ofProfile(state, block);
        boolean newest = RouterGateway.defaults(state.configuration()) == SmartDefaults.IOS_XE_26;
        boolean said = block.flatMap(each -> each.statement("set " + LIFETIME + "kilobytes"))
                .or(() -> state.configuration().root().statement("crypto ipsec " + LIFETIME + "kilobytes"))
                .isPresent();
        if (lifetime.kilobytes().isEmpty() || newest && !said) {
            page.line("\tKilobyte Volume Rekey has been disabled.");
            page.line(
                    "\tSecurity association lifetime:%d seconds",
                    lifetime.time().toSeconds());
        } else {
            page.line(
                    "\tSecurity association lifetime: %d kilobytes/%d seconds",
                    lifetime.kilobytes().getAsLong(), lifetime.time().toSeconds());
        }
        if (newest) {
            page.line("\tDualstack (Y/N): N").blank();
        }
    }

    private static String yes(Optional<?> present) {
        return present.isPresent() ? "Y" : "N";
    }
}
