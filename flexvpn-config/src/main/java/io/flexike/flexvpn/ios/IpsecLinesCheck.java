package io.flexike.flexvpn.ios;

import java.util.Optional;

/** Whether IPsec profiles and crypto maps have what they need. */
final class IpsecLinesCheck {
    private final RouterConfig config;
    private final TextFindings findings;

    IpsecLinesCheck(RouterConfig config, TextFindings findings) {
        this.config = config;
        this.findings = findings;
    }

    void profile(Block profile) {
        oneIke(profile);
    }

    void map(Block entry) {
        oneIke(entry);
        Optional<Statement> header = entry.header();
        if (header.isEmpty() || header.get().has("dynamic") || header.get().has("profile")) {
            return;
        }
        if (entry.statement("match address").isEmpty()) {
            findings.missing(entry, "no traffic is matched; right would be \"match address\"");
        }
        if (entry.statements("set peer").isEmpty()) {
            findings.missing(entry, "no peer; right would be \"set peer\"");
        }
        if (entry.statement("set ikev2-profile").isEmpty()
                && entry.statement("set isakmp-profile").isEmpty()
                && config.block("crypto ikev2 profile", "default").isEmpty()) {
            findings.missing(
                    entry, "no IKEv2 profile, and none is called default; right would be \"set ikev2-profile\"");
        }
    }

    private void oneIke(Block block) {
        Optional<Statement> old = block.statement("set isakmp-profile");
        if (old.isPresent() && block.statement("set ikev2-profile").isPresent()) {
            findings.error(
                    old.get().line(),
                    old.get().column(),
                    "a profile of IKEv2 and one of IKEv1; right would be \"set ikev2-profile\" alone");
        } else {
            old.ifPresent(each -> findings.warning(
                    each.line(), each.column(), "IKEv1 is not spoken here; right would be \"set ikev2-profile\""));
        }
    }
}
