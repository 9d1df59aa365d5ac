package io.flexike.flexvpn.ios;

import java.util.List;
import java.util.Optional;

/** Whether proposals and transform sets have what they need. */
final class AlgorithmLinesCheck {
    private final TextFindings findings;

    AlgorithmLinesCheck(TextFindings findings) {
        this.findings = findings;
    }

    void proposal(Block proposal) {
        // What the one that is always there does not say stays as it is.
        if (proposal.name().equals("default")) {
            return;
        }
        List<String> ciphers = proposal.statement("encryption")
                .map(each -> each.values("algorithm"))
                .orElse(List.of());
        boolean gcm = ciphers.stream().anyMatch(AlgorithmLinesCheck::isGcm);
        boolean other = ciphers.stream().anyMatch(each -> !isGcm(each));
        if (ciphers.isEmpty()) {
            missing(proposal, "no encryption", "encryption aes-cbc-256");
        } else if (gcm && other) {
            Statement encryption = proposal.statement("encryption").orElseThrow();
            findings.error(
                    encryption,
                    "algorithm",
                    "AES-GCM and other encryption in one proposal; right would be a proposal for each");
        } else if (gcm && proposal.statement("prf").isEmpty()) {
            missing(proposal, "AES-GCM without a PRF", "prf sha384");
        } else if (gcm && proposal.statement("integrity").isPresent()) {
            findings.error(
                    proposal.statement("integrity").orElseThrow(),
                    "algorithm",
                    "AES-GCM goes without integrity; right would be \"prf\"");
        } else if (other && proposal.statement("integrity").isEmpty()) {
            missing(proposal, "no integrity", "integrity sha256");
        }
        if (proposal.statement("group").isEmpty()) {
            missing(proposal, "no group", "group 19");
        }
    }

    private static boolean isGcm(String algorithm) {
        return algorithm.startsWith("aes-gcm");
    }

    private void missing(Block block, String problem, String right) {
        findings.missing(block, problem + "; right would be \"" + right + "\"");
    }

    void policy(Block policy) {
        if (policy.statements("proposal").isEmpty() && !policy.name().equals("default")) {
            missing(policy, "no proposal", "proposal default");
        }
    }

    /** {@link TransformSetWords} knows which words go together. */
    void transformSet(Block set) {
        Optional<Statement> header = set.header();
        if (header.isEmpty()) {
            return;
        }
        Statement head = header.get();
        String words = String.join(" ", head.values("transform"));
        try {
            TransformSetWords.parse(words, set.isOn("esn"));
        } catch (WordException e) {
            findings.error(head, "transform", String.valueOf(e.getMessage()));
        }
    }
}
