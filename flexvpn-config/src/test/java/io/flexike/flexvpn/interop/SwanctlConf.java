package io.flexike.flexvpn.interop;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;

/**
 * A {@code swanctl.conf}. {@link #site} makes a connection with one child of the same name, both ends authenticated by
 * pre-shared key; every setting can be changed or added afterwards through {@link #connection} and {@link #child}.
 */
public final class SwanctlConf {
    private final ConfigSection root = new ConfigSection();
    private int secrets;

    private SwanctlConf() {}

    public static SwanctlConf create() {
        return new SwanctlConf();
    }

    /** The two ends of a connection as this daemon sees them. */
    public record Ends(String localAddress, String remoteAddress, String localId, String remoteId) {}

    /**
     * A connection and its child.
     *
     * @param ike such as {@code aes128gcm16-prfsha256-x25519} or {@code aes256-sha256-modp2048}
     * @param esp such as {@code aes128gcm16} or {@code aes256-sha256}
     */
    public SwanctlConf site(String name, Ends ends, String ike, String esp) {
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

    public SwanctlConf selectors(String connection, String local, String remote) {
        return child(
                connection, connection, child -> child.set("local_ts", local).set("remote_ts", remote));
    }

    public SwanctlConf connection(String name, Consumer<ConfigSection> content) {
        root.section("connections", connections -> connections.section(name, content));
        return this;
    }

    public SwanctlConf child(String connection, String child, Consumer<ConfigSection> content) {
        return connection(connection, it -> it.section("children", children -> children.section(child, content)));
    }

    /** How this daemon proves itself in a connection. */
    public SwanctlConf local(String connection, Consumer<ConfigSection> content) {
        return connection(connection, it -> it.section("local", content));
    }

    /** How a peer has to prove itself in a connection. */
    public SwanctlConf remote(String connection, Consumer<ConfigSection> content) {
        return connection(connection, it -> it.section("remote", content));
    }

    /** Where something about an authority is, such as {@code crl_uris}. */
    public SwanctlConf authority(String name, Consumer<ConfigSection> content) {
        root.section("authorities", authorities -> authorities.section(name, content));
        return this;
    }

    /** A user of EAP and the password: what this daemon as a peer of EAP says, and as an authenticator expects. */
    public SwanctlConf eapPassword(String user, String password) {
        secrets++;
        String name = "eap-" + secrets;
        String octets = "0x" + HexFormat.of().formatHex(password.getBytes(StandardCharsets.UTF_8));
        root.section(
                "secrets",
                all -> all.section(name, it -> it.set("secret", octets).set("id-1", user)));
        return this;
    }

    /** A key for everybody; any octets, since it is written in hexadecimal. */
    public SwanctlConf preSharedKey(String key) {
        return preSharedKey(key.getBytes(StandardCharsets.UTF_8));
    }

    /** A key for the owners of these identities (one alone: for that peer), or for everybody when none is given. */
    public SwanctlConf preSharedKey(byte[] key, String... identities) {
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
    public SwanctlConf ppk(String id, String key) {
        secrets++;
        String name = "ppk-" + secrets;
        String octets = "0x" + HexFormat.of().formatHex(key.getBytes(StandardCharsets.UTF_8));
        root.section(
                "secrets",
                all -> all.section(name, it -> it.set("secret", octets).set("id-1", id)));
        return this;
    }

    /** An address pool; further attributes such as {@code dns} or {@code subnet} go into the section. */
    public SwanctlConf pool(String name, String addresses, Consumer<ConfigSection> attributes) {
        root.section(
                "pools",
                pools -> pools.section(name, pool -> {
                    pool.set("addrs", addresses);
                    attributes.accept(pool);
                }));
        return this;
    }

    public String text() {
        return root.text();
    }
}
