package io.flexike.flexvpn.ios;

/** Finds what lines that are right by themselves get wrong together. */
final class TextCheck {
    private final RouterConfig config;
    private final ConfigNames names;
    private final TextFindings findings;

    private TextCheck(RouterConfig config, TextFindings findings) {
        this.config = config;
        this.findings = findings;
        this.names = new ConfigNames(config);
    }

    static void check(RouterConfig config, TextFindings findings) {
        TextCheck check = new TextCheck(config, findings);
        check.all();
    }

    private void all() {
        ReferenceCheck references = new ReferenceCheck(names, findings);
        references.check(config.root());
        config.blocks("aaa attribute list").stream()
                .flatMap(list -> list.statements("attribute type").stream())
                .flatMap(attribute -> InterfaceAttribute.of(attribute).stream())
                .forEach(line -> line.check(references, findings));
        AlgorithmLinesCheck algorithms = new AlgorithmLinesCheck(findings);
        config.blocks("crypto ikev2 proposal").forEach(algorithms::proposal);
        config.blocks("crypto ikev2 policy").forEach(algorithms::policy);
        config.blocks("crypto ipsec transform-set").forEach(algorithms::transformSet);
        KeyringLinesCheck keyrings = new KeyringLinesCheck(findings);
        config.blocks("crypto ikev2 keyring").forEach(keyrings::keyring);
        ProfileLinesCheck profiles = new ProfileLinesCheck(config, findings);
        config.blocks("crypto ikev2 profile").forEach(profiles::profile);
        IpsecLinesCheck ipsec = new IpsecLinesCheck(config, findings);
        config.blocks("crypto ipsec profile").forEach(ipsec::profile);
        config.blocks("crypto map").forEach(ipsec::map);
        TunnelLinesCheck tunnels = new TunnelLinesCheck(config, findings);
        config.blocks("interface").forEach(tunnels::tunnel);
        config.blocks("crypto ikev2 client flexvpn").forEach(tunnels::client);
        EncryptedKeyCheck.check(config.root(), findings);
    }
}
