package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.ProposalWords;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.ios.WordException;
import io.flexike.flexvpn.router.RouterGateway;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** {@code show crypto ikev2 proposal} and {@code policy}. */
final class IkeProposalPages {
    private static final String PROPOSAL = "crypto ikev2 proposal";
    private static final String POLICY = "crypto ikev2 policy";
    private static final String DEFAULT = "default";

    private IkeProposalPages() {}

    static String proposals(ShownState state, Predicate<String> wanted) {
        Page page = new Page();
        if (isBuiltIn(state, PROPOSAL) && wanted.test(DEFAULT)) {
            add(page, DEFAULT, RouterGateway.defaults(state.configuration()).ikeProposals());
        }
        for (Block block : state.configuration().blocks(PROPOSAL)) {
            if (wanted.test(block.name())) {
                add(page, block.name(), read(block));
            }
        }
        return page.toString();
    }

    /** Whether the built-in object is there: neither disabled nor replaced. */
    private static boolean isBuiltIn(ShownState state, String kind) {
        return state.configuration().root().isOn(kind + " default")
                && state.configuration().block(kind, DEFAULT).isEmpty();
    }

    private static List<Proposal> read(Block block) {
        try {
            return ProposalWords.parse(block.statements().stream()
                    .filter(line -> !line.negated())
                    .map(line -> String.join(" ", line.words()))
                    .toList());
        } catch (WordException e) {
            return List.of();
        }
    }

    private static void add(Page page, String name, List<Proposal> proposals) {
        page.line(" IKEv2 proposal: %s", name);
        page.line("     Encryption : %s", names(proposals, TransformType.ENCRYPTION, AlgorithmNames::encryption));
        page.line(
                "     Integrity  : %s",
                names(
                        proposals,
                        TransformType.INTEGRITY,
                        each -> AlgorithmNames.integrity(new IntegrityAlgorithm(each.id()))));
        page.line(
                "     PRF        : %s",
                names(proposals, TransformType.PRF, each -> AlgorithmNames.prf(new PrfAlgorithm(each.id()))));
        page.line(
                "     DH Group   : %s",
                names(
                        proposals,
                        TransformType.KEY_EXCHANGE,
                        each -> AlgorithmNames.group(new KeyExchangeMethod(each.id()))));
        String postQuantum = names(
                proposals,
                TransformType.ADDITIONAL_KEY_EXCHANGE_1,
                each -> AlgorithmNames.postQuantum(new KeyExchangeMethod(each.id())));
        if (!postQuantum.equals("none")) {
            page.line("     PQC Key Exchange: %s", postQuantum);
        }
    }

    /** What one object offers goes over the wire in several proposals where algorithms do not go together. */
    private static String names(List<Proposal> proposals, TransformType type, Function<Transform, String> name) {
        Set<String> names = new LinkedHashSet<>();
        proposals.forEach(
                proposal -> proposal.transforms(type).stream().map(name).forEach(names::add));
        names.remove("None");
        return names.isEmpty() ? "none" : String.join(" ", names);
    }

    static String policies(ShownState state, Predicate<String> wanted) {
        Page page = new Page();
        if (isBuiltIn(state, POLICY) && wanted.test(DEFAULT)) {
            page.line(" IKEv2 policy : default")
                    .line("      Match fvrf : any")
                    .line("      Match address local : any")
                    .line("      Proposal    : default")
                    .blank();
        }
        for (Block block : state.configuration().blocks(POLICY)) {
            if (wanted.test(block.name())) {
                add(page, block);
            }
        }
        return page.toString();
    }

    private static void add(Page page, Block block) {
        page.line(" IKEv2 policy : %s", block.name());
        Optional<Statement> fvrf = block.statement("match fvrf");
        if (fvrf.isPresent() && fvrf.get().has("any")) {
            page.line("      Match fvrf : any");
        } else {
            page.line(
                    "      Match fvrf  : %s",
                    fvrf.flatMap(line -> line.value("vrf")).orElse("global"));
        }
        List<Statement> locals = block.statements("match address local");
        if (locals.isEmpty()) {
            page.line("      Match address local : any");
        }
        locals.forEach(line -> page.line("      Match address local : %s", line.text("address")));
        List<Statement> proposals = block.statements("proposal");
        if (proposals.isEmpty()) {
            page.line("      Proposal    : none");
        }
        proposals.forEach(line -> page.line("      Proposal    : %s", line.text("proposal")));
        page.blank();
    }
}
