package io.flexike.flexvpn.ios;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether profiles have what they need. */
final class ProfileLinesCheck {
    private static final List<String> REMOTE = List.of(
            "authentication remote pre-share",
            "authentication remote rsa-sig",
            "authentication remote ecdsa-sig",
            "authentication remote eap",
            "authentication remote anyconnect-eap aggregate");

    private final RouterConfig config;
    private final TextFindings findings;
    private final Map<List<Object>, Block> matched = new HashMap<>();

    ProfileLinesCheck(RouterConfig config, TextFindings findings) {
        this.config = config;
        this.findings = findings;
    }

    void profile(Block profile) {
        matches(profile);
        if (profile.isOn("dynamic")) {
            dynamic(profile);
            return;
        }
        boolean anyMatch = !profile.statements("match identity remote").isEmpty()
                || !profile.statements("match certificate").isEmpty()
                || profile.isOn("match inbound-only");
        if (!anyMatch) {
            missing(profile, "no peer is matched", "match identity remote");
        }
        if (profile.statement("authentication local").isEmpty()) {
            missing(profile, "nothing authenticates this side", "authentication local");
        }
        if (remote(profile).isEmpty()) {
            missing(profile, "nothing authenticates the peer", "authentication remote");
        }
        keys(profile);
        certificates(profile);
        eap(profile);
        ppk(profile);
        reconnect(profile);
        template(profile);
    }

    private static List<Statement> remote(Block profile) {
        List<Statement> remote = new ArrayList<>();
        REMOTE.forEach(key -> remote.addAll(profile.statements(key)));
        return remote;
    }

    private void dynamic(Block profile) {
        List<Statement> fixed = new ArrayList<>(remote(profile));
        fixed.addAll(profile.statements("match identity remote"));
        fixed.addAll(profile.statements("identity local"));
        fixed.addAll(profile.statements("keyring local"));
        for (Statement each : fixed) {
            error(each, "beside \"dynamic\" this has no meaning; right would be one without the other");
        }
    }

    private void keys(Block profile) {
        boolean keyring = profile.statement("keyring local").isPresent()
                || profile.statement("keyring aaa").isPresent();
        for (String key : List.of("authentication local", "authentication remote pre-share")) {
            profile.statement(key)
                    .filter(each -> each.has("pre-share") && !each.has("key") && !keyring)
                    .ifPresent(
                            each -> error(each, "a pre-shared key, but no keyring; right would be \"keyring local\""));
        }
    }

    private void certificates(Block profile) {
        List<Statement> all = remote(profile);
        profile.statement("authentication local").ifPresent(each -> all.add(0, each));
        boolean trustpoint = profile.statement("pki trustpoint").isPresent()
                || !config.blocks("crypto pki trustpoint").isEmpty();
        all.stream()
                .filter(each -> isCertificate(each) && !trustpoint)
                .findFirst()
                .ifPresent(each -> error(each, "certificates, but no trustpoint; right would be \"pki trustpoint\""));
    }

    private static boolean isCertificate(Statement authentication) {
        return authentication.has("rsa-sig") || authentication.has("ecdsa-sig");
    }

    private static boolean isEap(Statement authentication) {
        return authentication.has("eap") || authentication.has("anyconnect-eap");
    }

    private void eap(Block profile) {
        Optional<Statement> local = profile.statement("authentication local");
        List<Statement> remote = remote(profile);
        local.filter(each ->
                        isEap(each) && !remote.isEmpty() && remote.stream().noneMatch(ProfileLinesCheck::isCertificate))
                .ifPresent(each -> error(
                        each,
                        "who authenticates by EAP needs a peer with a certificate; right would be"
                                + " \"authentication remote rsa-sig\""));
        Optional<Statement> eap =
                remote.stream().filter(ProfileLinesCheck::isEap).findFirst();
        eap.filter(any -> local.isPresent() && !isCertificate(local.get()))
                .ifPresent(each -> error(
                        each,
                        "who lets peers authenticate by EAP needs a certificate; right would be"
                                + " \"authentication local rsa-sig\""));
        eap.filter(any -> profile.statements("aaa authentication").isEmpty())
                .ifPresent(each -> findings.warning(
                        each.line(),
                        each.column(),
                        "nobody checks what peers say by EAP; right would be \"aaa authentication eap\""));
    }

    private void ppk(Block profile) {
        Optional<Statement> keyring = profile.statement("keyring ppk");
        Optional<Block> found = keyring.flatMap(each -> config.block("crypto ikev2 keyring", each.text("keyring")));
        boolean hasPpk = found.stream()
                .flatMap(block -> block.blocks("peer").stream())
                .anyMatch(peer -> peer.statement("ppk manual id").isPresent()
                        || peer.statement("ppk dynamic").isPresent());
        if (found.isPresent() && !hasPpk) {
            error(keyring.get(), "no peer of this keyring has a post-quantum key; right would be \"ppk manual\"");
        }
    }

    private void reconnect(Block profile) {
        Optional<Statement> key = profile.statement("authentication local")
                .filter(each -> each.has("pre-share"))
                .or(() -> profile.statement("authentication remote pre-share"))
                .or(() -> profile.statement("keyring local"));
        key.filter(any -> profile.isOn("reconnect"))
                .ifPresent(each -> error(each, "beside \"reconnect\" a profile has no pre-shared keys"));
    }

    private void template(Block profile) {
        Optional<Statement> number = profile.statement("virtual-template");
        Optional<Block> template =
                number.flatMap(each -> config.block("interface", "Virtual-Template" + each.text("number")));
        if (template.isEmpty()) {
            return;
        }
        Block found = template.get();
        if (found.header().filter(head -> head.has("type")).isEmpty()) {
            found.header()
                    .ifPresent(head -> findings.error(
                            head,
                            "name",
                            "a template of tunnels; right would be \"interface " + found.name() + " type tunnel\""));
        }
        if (number.get().has("auto")) {
            found.statement("tunnel mode")
                    .ifPresent(each -> findings.warning(
                            each.line(),
                            each.column(),
                            "\"mode auto\" of profile \"" + profile.name() + "\" takes what the peer proposes; right"
                                    + " would be one without the other"));
        }
    }

    /** Of two profiles that match the same, the second is never found. */
    private void matches(Block profile) {
        List<Statement> identities = profile.statements("match identity remote");
        List<Object> where = List.of(
                profile.statement("match fvrf").map(Object::toString).orElse(""),
                profile.statements("match address local"),
                profile.statements("match address local interface"));
        for (Statement each : identities) {
            if (each.has("any") && identities.size() > 1) {
                findings.warning(each.line(), each.column(), "\"any\" makes the other identities needless");
            }
            Block before = matched.putIfAbsent(List.of(each, where), profile);
            if (before != null && !before.name().equals(profile.name())) {
                findings.warning(
                        each.line(),
                        each.column(),
                        "profile \"" + before.name() + "\" matches the same; right would be one of the two");
            }
        }
    }

    private void missing(Block profile, String problem, String right) {
        findings.missing(profile, problem + "; right would be \"" + right + "\"");
    }

    private void error(Statement statement, String message) {
        findings.error(statement.line(), statement.column(), message);
    }
}
