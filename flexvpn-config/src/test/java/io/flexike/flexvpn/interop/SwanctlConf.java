package io.flexike.flexvpn.interop;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A {@code swanctl.conf}. {@link #site} makes a connection with one child of the same name, both ends authenticated by
 * pre-shared key; every setting can be changed or added afterwards through {@link #connection} and {@link #child}.
 */
final class SwanctlConf {
    private final ConfigSection root = new ConfigSection();
    private int secrets;

    private SwanctlConf() {}

    static SwanctlConf create() {
        return new SwanctlConf();
    }

    /** The two ends of a connection as this daemon sees them. */
    record Ends(String localAddress, String remoteAddress, String localId, String remoteId) {}

    /**
     * A connection and its child.
     *
     * @param ike such as {@code aes128gcm16-prfsha256-x25519} or {@code aes256-sha256-modp2048}
     * @param esp such as {@code aes128gcm16} or {@code aes256-sha256}
     */
    SwanctlConf site(String name, Ends ends, String ike, String esp) {
        return connection(
                        name,
                        connection -> connection
                                .set("version", "2")
                                .set("local_addrs", ends.localAddress())
                                .set("remote_addrs", ends.remoteAddress())
                                .set("proposals", ike)
                                .section(
                                        "local",
                                        local -> local.set("auth", "psk").set("id", ends.localId()))
                                .section(
                                        "remote",
                                        remote -> remote.set("auth", "psk").set("id", ends.remoteId())))
                .child(name, name, child -> child.set("esp_proposals", esp));
    }

    SwanctlConf selectors(String connection, String local, String remote) {
        return child(
                connection, connection, child -> child.set("local_ts", local).set("remote_ts", remote));
    }

    SwanctlConf connection(String name, Consumer<ConfigSection> content) {
        root.section("connections", connections -> connections.section(name, content));
        return this;
    }

    SwanctlConf child(String connection, String child, Consumer<ConfigSection> content) {
        return connection(connection, it -> it.section("children", children -> children.section(child, content)));
    }

    /** A key for everybody; any octets, since it is written in hexadecimal. */
    SwanctlConf preSharedKey(String key) {
        return preSharedKey(key.getBytes(StandardCharsets.UTF_8));
    }

    /** A key for the owners of these identities (one alone: for that peer), or for everybody when none is given. */
    SwanctlConf preSharedKey(byte[] key, String... identities) {
        secrets++;
        String name = "ike-" + secrets;
        root.section(
                "secrets",
                all -> all.section(name, secret -> {
                    secret.set("secret", "0x" + HexFormat.of().formatHex(key));
                    for (int i = 0; i < identities.length; i++) {
                        secret.set("id-" + (i + 1), identities[i]);
                    }
                }));
        return this;
    }

    /** A post-quantum pre-shared key by its name, which a connection uses if it says so. */
    SwanctlConf ppk(String id, String key) {
        secrets++;
        String name = "ppk-" + secrets;
        String octets = "0x" + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
        root.section(
                "secrets",
                all -> all.section(name, it -> it.set("secret", octets).set("id-1", id)));
        return this;
    }

    /** An address pool; further attributes such as {@code dns} or {@code subnet} go into the section. */
    SwanctlConf pool(String name, String addresses, Consumer<ConfigSection> attributes) {
        root.section(
                "pools",
                pools -> pools.section(name, pool -> {
                    pool.set("addrs", addresses);
                    attributes.accept(pool);
                }));
        return this;
    }

    String text() {
        return root.text();
    }
}
