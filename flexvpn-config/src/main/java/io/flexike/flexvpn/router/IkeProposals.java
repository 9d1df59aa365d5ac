package io.flexike.flexvpn.router;

import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.ProposalWords;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.ios.WordException;
import io.flexike.flexvpn.policy.IkePolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** IKEv2 proposals and the policies that name them. */
final class IkeProposals {
    static final String PROPOSAL = "crypto ikev2 proposal";
    static final String POLICY = "crypto ikev2 policy";
    private static final String DEFAULT = "default";

    private final RouterConfig router;
    private final SmartDefaults defaults;
    private final Interfaces interfaces;
    private final Notes notes;

    IkeProposals(RouterConfig router, SmartDefaults defaults, Interfaces interfaces, Notes notes) {
        this.router = router;
        this.defaults = defaults;
        this.interfaces = interfaces;
        this.notes = notes;
    }

    /**
     * The policies in the order in which they are looked up. The built-in one holds where no other does: if there is no
     * other, or at the addresses that no other names.
     */
    List<IkePolicy> policies() {
        List<IkePolicy> policies = new ArrayList<>();
        List<Block> blocks = router.blocks(POLICY);
        for (Block block : blocks) {
            notes.guarded(block, () -> policy(block)).ifPresent(policies::add);
        }
        boolean everywhere =
                policies.stream().anyMatch(policy -> policy.localAddresses().isEmpty());
        boolean replaced = router.block(POLICY, DEFAULT).isPresent();
        boolean ours = policies.isEmpty() && defaults == SmartDefaults.FLEXIKE;
        if (everywhere || replaced) {
            return policies;
        }
        List<Proposal> proposals = router.root().isOn(POLICY + " default") ? named(DEFAULT) : List.of();
        if (proposals.isEmpty() && policies.isEmpty()) {
            notes.error(
                    0,
                    0,
                    "the default policy or its proposal is disabled, and there is no other policy;"
                            + " right would be default crypto ikev2 policy, default crypto ikev2 proposal, or a policy of its own");
        } else if (!proposals.isEmpty() && !(ours && proposals.equals(defaults.ikeProposals()))) {
            policies.add(IkePolicy.named(DEFAULT).proposals(proposals).build());
        }
        return policies;
    }

    private Optional<IkePolicy> policy(Block block) {
        IkePolicy.Builder policy = IkePolicy.named(block.name());
        for (Statement each : block.statements("proposal")) {
            policy.proposals(named(each.text("proposal")));
        }
        Set<InetAddress> locals = new LinkedHashSet<>();
        block.statements("match address local").forEach(each -> locals.add(each.address("address")));
        frontDoor(block).ifPresent(ofVrf -> {
            if (locals.isEmpty()) {
                locals.addAll(ofVrf);
            } else {
                locals.retainAll(ofVrf);
            }
        });
        boolean restricted = !block.statements("match address local").isEmpty()
                || frontDoor(block).isPresent();
        if (restricted && locals.isEmpty()) {
            block.header()
                    .ifPresent(header -> notes.warning(
                            header,
                            "policy " + block.name() + " holds at no address that is known here, and is left out"));
            return Optional.empty();
        }
        locals.forEach(address -> policy.localAddress(Interfaces.text(address)));
        IkePolicy built = policy.build();
        if (built.proposals().isEmpty()) {
            block.header()
                    .ifPresent(header -> notes.warning(
                            header,
                            "policy " + block.name() + " has no usable proposal; right would be a line proposal"));
            return Optional.empty();
        }
        return Optional.of(built);
    }

    /** The addresses of the front-door VRF that is named; empty for any, or if nothing is known to tell VRFs apart. */
    private Optional<Set<InetAddress>> frontDoor(Block block) {
        Optional<Statement> line = block.statement("match fvrf");
        if (line.isPresent() && line.get().has("any")
                || router.blocks("vrf definition").isEmpty()) {
            return Optional.empty();
        }
        Set<InetAddress> ofVrf = interfaces.ofVrf(line.flatMap(each -> each.value("vrf")));
        return ofVrf.isEmpty() && line.isEmpty() ? Optional.empty() : Optional.of(ofVrf);
    }

    /** The proposals of that name; none if there is none, which is found where the text is checked. */
    List<Proposal> named(String name) {
        Optional<Block> block = router.block(PROPOSAL, name);
        if (block.isEmpty()) {
            return name.equals(DEFAULT) ? builtIn() : List.of();
        }
        List<String> lines = new ArrayList<>();
        block.get().statements().stream()
                .filter(each -> !each.negated())
                .map(each -> String.join(" ", each.words()))
                .forEach(lines::add);
        try {
            return ProposalWords.parse(lines);
        } catch (WordException e) {
            block.get().header().ifPresent(header -> notes.error(header, String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private List<Proposal> builtIn() {
        return router.root().isOn(PROPOSAL + " default") ? defaults.ikeProposals() : List.of();
    }
}
