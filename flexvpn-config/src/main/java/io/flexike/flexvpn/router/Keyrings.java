package io.flexike.flexvpn.router;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** IKEv2 keyrings. */
final class Keyrings {
    private static final String KEYRING = "crypto ikev2 keyring";
    private static final String ENCRYPTED = "6";

    private final RouterConfig router;
    private final Notes notes;
    private final Map<String, Optional<Keyring>> made = new HashMap<>();

    Keyrings(RouterConfig router, Notes notes) {
        this.router = router;
        this.notes = notes;
    }

    /** The keyring of that name; empty if there is none, which is found where the text is checked. */
    Optional<Keyring> named(String name) {
        return made.computeIfAbsent(name, any -> router.block(KEYRING, name).map(this::keyring));
    }

    private Keyring keyring(Block block) {
        Keyring.Builder keyring = Keyring.named(block.name());
        for (Block peer : block.blocks("peer")) {
            keyring.peer(
                    peer.name(),
                    builder -> notes.guarded(peer, () -> {
                        describe(peer, builder);
                        return Optional.empty();
                    }));
        }
        return keyring.build();
    }

    private void describe(Block peer, KeyringPeer.Builder builder) {
        peer.statement("address").ifPresent(line -> address(line, builder));
        peer.text("hostname", "hostname").ifPresent(builder::hostname);
        peer.statement("identity").ifPresent(line -> identity(line, builder));
        peer.statement("pre-shared-key").flatMap(this::key).ifPresent(builder::preSharedKey);
        peer.statement("pre-shared-key local").flatMap(this::key).ifPresent(builder::localPreSharedKey);
        peer.statement("pre-shared-key remote").flatMap(this::key).ifPresent(builder::remotePreSharedKey);
        peer.statement("ppk dynamic").ifPresent(notes::inactive);
        peer.statement("ppk manual id").ifPresent(line -> {
            key(line).ifPresent(key -> builder.ppk(line.text("id"), key));
            if (line.has("required")) {
                builder.requirePpk();
            }
        });
    }

    private void address(Statement line, KeyringPeer.Builder builder) {
        String any4 = "0.0.0.0";
        if (line.value("prefix").isPresent()) {
            builder.address(line.text("prefix"));
        } else if (line.value("mask").isPresent()) {
            builder.address(
                    Masks.prefix(line.address("address"), line.text("mask")).toString());
        } else if (line.text("address").equals(any4)) {
            builder.address(any4 + "/0");
        } else {
            builder.address(line.text("address"));
        }
    }

    private static void identity(Statement line, KeyringPeer.Builder builder) {
        if (line.value("domain").isPresent()) {
            String domain = line.text("domain");
            if (line.has("fqdn")) {
                builder.fqdnSuffix(domain);
            } else {
                builder.emailDomain(domain);
            }
        } else {
            Identities.exact(line).ifPresent(builder::identity);
        }
    }

    /** The key of a line; empty, with a finding, if it cannot be used. */
    Optional<SecretBytes> key(Statement line) {
        Optional<String> hex = line.value("hex");
        if (hex.isPresent()) {
            String digits = hex.get();
            return Optional.of(SecretBytes.copyOf(
                    HexFormat.of().parseHex(digits.startsWith("0x") ? digits.substring(2) : digits)));
        }
        if (line.value("encryption").filter(ENCRYPTED::equals).isPresent()) {
            notes.error(line, "type 6 keys cannot be decrypted here; right would be the key in clear (0)");
            return Optional.empty();
        }
        return line.value("key").map(text -> SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }
}
