package io.flexike.flexvpn.ios;

/** Whether keys are given in a form that only the router that wrote them can read. */
final class EncryptedKeyCheck {
    private EncryptedKeyCheck() {}

    static void check(Block block, TextFindings findings) {
        for (Statement each : block.statements()) {
            String type = each.value("encryption").orElse("");
            boolean ours = block.kind().startsWith("crypto")
                    || block.kind().equals("peer")
                    || each.key().startsWith("crypto");
            if (type.equals("6") && ours) {
                findings.error(each, "encryption", "type 6 keys cannot be decrypted here; give the key in clear (0)");
            }
        }
        block.blocks().forEach(each -> check(each, findings));
    }
}
