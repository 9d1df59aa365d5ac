package io.flexike.flexvpn;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.runtime.ProviderGaps;
import java.util.List;
import java.util.stream.Collectors;

/** Finds proposals that the {@link CryptoProvider} cannot carry out, which is known only when a gateway starts. */
final class ProviderCheck {
    private final CryptoProvider crypto;
    private final CryptoPolicy policy;
    private final Findings findings = new Findings();

    private ProviderCheck(CryptoProvider crypto, CryptoPolicy policy) {
        this.crypto = crypto;
        this.policy = policy;
    }

    static List<ConfigurationFinding> check(FlexVpnConfig config, CryptoProvider crypto) {
        ProviderCheck check = new ProviderCheck(crypto, config.cryptoPolicy());
        config.staticTunnels()
                .forEach(tunnel -> check.findings.within(
                        tunnel.toString(),
                        () -> check.check(tunnel.profile().stream().toList(), tunnel.ipsec())));
        config.virtualTemplates()
                .forEach(template -> check.findings.within(
                        template.toString(), () -> check.check(template.profiles(), template.ipsec())));
        return check.findings.list();
    }

    private void check(List<IkeProfile> ike, IpsecProfile ipsec) {
        findings.within(ipsec.toString(), () -> check(ipsec.proposals(), ipsec.namesProposals()));
        ike.forEach(profile ->
                findings.within(profile.toString(), () -> check(profile.proposals(), profile.namesProposals())));
    }

    /** Of those that hold if nothing is said, some may well be left out. */
    private void check(List<Proposal> proposals, boolean named) {
        List<Proposal> allowed = policy.apply(proposals).proposals();
        boolean someLeft = allowed.stream()
                .anyMatch(proposal -> !ProviderGaps.of(crypto, proposal).leaveNothing());
        if (named || !someLeft) {
            allowed.forEach(this::check);
        }
    }

    private void check(Proposal proposal) {
        ProviderGaps gaps = ProviderGaps.of(crypto, proposal);
        if (gaps.leaveNothing()) {
            findings.add("nothing is left of " + proposal + ": the cryptographic provider does not have "
                    + gaps.missing().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
    }
}
