package io.flexike.flexvpn.ios;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether peers of a keyring have keys and can be told apart. */
final class KeyringLinesCheck {
    private static final List<String> KEYS =
            List.of("pre-shared-key", "pre-shared-key local", "pre-shared-key remote", "ppk manual id", "ppk dynamic");

    private final TextFindings findings;

    KeyringLinesCheck(TextFindings findings) {
        this.findings = findings;
    }

    void keyring(Block keyring) {
        Map<List<Optional<Statement>>, Block> found = new HashMap<>();
        for (Block peer : keyring.blocks("peer")) {
            peer(peer);
            List<Optional<Statement>> place =
                    List.of(peer.statement("address"), peer.statement("hostname"), peer.statement("identity"));
            if (place.stream().allMatch(Optional::isEmpty)) {
                finding(
                        peer,
                        "nothing tells when this peer is meant; right would be \"address\", \"hostname\" or"
                                + " \"identity\"");
                continue;
            }
            Block before = found.putIfAbsent(place, peer);
            if (before != null) {
                finding(
                        peer,
                        "the same address and identity as peer \"" + before.name()
                                + "\"; right would be one of the two");
            }
        }
    }

    private void peer(Block peer) {
        if (KEYS.stream().allMatch(key -> peer.statement(key).isEmpty())) {
            findings.missing(peer, "no key; right would be \"pre-shared-key\"");
        }
        Optional<Statement> both = peer.statement("pre-shared-key");
        Optional<Statement> one =
                peer.statement("pre-shared-key local").or(() -> peer.statement("pre-shared-key remote"));
        if (both.isPresent() && one.isPresent()) {
            Statement wrong = both.get().line() > one.get().line() ? both.get() : one.get();
            findings.error(
                    wrong.line(),
                    wrong.column(),
                    "one key for both directions and one for a single direction; right would be either");
        }
        peer.statement("address")
                .filter(KeyringLinesCheck::matchesAll)
                .filter(any -> peer.statement("identity").isEmpty() && both.isPresent())
                .ifPresent(each -> findings.warning(
                        each.line(),
                        each.column("address"),
                        "every peer has the same key, so that each can pass for every other"));
    }

    private static boolean matchesAll(Statement address) {
        return address.value("mask").filter("0.0.0.0"::equals).isPresent()
                || address.value("prefix")
                        .filter(prefix -> prefix.endsWith("/0"))
                        .isPresent();
    }

    private void finding(Block peer, String message) {
        peer.header().ifPresent(head -> findings.error(head, "name", message));
    }
}
