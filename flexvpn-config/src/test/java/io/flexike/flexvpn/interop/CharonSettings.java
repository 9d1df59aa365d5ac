package io.flexike.flexvpn.interop;

import java.util.function.Consumer;

/** The {@code strongswan.conf} of a test peer: which plug-ins, how much log, and settings of a single test. */
public final class CharonSettings {
    private static final String PLUGINS = "random nonce openssl aes sha1 sha2 hmac kdf gcm ctr ccm chapoly curve25519"
            + " gmp xcbc cmac md5 pem pkcs1 pkcs8 x509 pubkey revocation constraints socket-default vici updown"
            + " resolve attr counters eap-identity eap-md5 eap-mschapv2 eap-tls eap-ttls eap-radius eap-gtc";

    private final ConfigSection root = new ConfigSection();
    private String plugins;

    private CharonSettings(String kernelInterface) {
        plugins = PLUGINS + " " + kernelInterface;
        root.section(
                "charon",
                charon -> charon.set("load_modular", "no")
                        .set("load", plugins)
                        // a lost packet on these quiet links is a fault to be seen soon, not to be waited for
                        .set("retransmit_timeout", "1.0")
                        .set("retransmit_base", "1.5")
                        .set("retransmit_tries", "4"));
        root.section("swanctl", swanctl -> swanctl.set("load", "random nonce openssl pem pkcs1 pkcs8 x509 pubkey"));
    }

    /**
     * ESP inside charon: tunnel mode on a TUN device {@code ipsec0}, always in UDP on port 4500, without ESN. The
     * plug-in has to come before kernel-netlink, which goes on to do routes and addresses.
     */
    public static CharonSettings userSpaceEsp() {
        return new CharonSettings("kernel-libipsec kernel-netlink");
    }

    /** ESP inside the kernel, which this host's kernel may lack and the one of a {@link KernelGuest} has. */
    public static CharonSettings kernelEsp() {
        return new CharonSettings("kernel-netlink");
    }

    /** User-space ESP can have selectors for all packets: those of charon itself, which are marked, pass by. */
    public CharonSettings everythingThroughTunnels() {
        return plugin("kernel-netlink", netlink -> netlink.set("fwmark", "!0x42"))
                .plugin("socket-default", sockets -> sockets.set("fwmark", "0x42"))
                .plugin("kernel-libipsec", esp -> esp.set("allow_peer_ts", "yes"));
    }

    /** Only the administrator makes routes. */
    public CharonSettings withoutRoutes() {
        return charon(charon -> charon.set("install_routes", "no"));
    }

    /** Loads more plug-ins than usual. */
    public CharonSettings with(String... further) {
        plugins += " " + String.join(" ", further);
        return charon(charon -> charon.set("load", plugins));
    }

    /** Changes anything below {@code charon}. */
    public CharonSettings charon(Consumer<ConfigSection> content) {
        root.section("charon", content);
        return this;
    }

    /** The log shows the keys of IKE and Child SAs, for {@link StrongSwanKeyLog}. */
    public CharonSettings loggingKeys() {
        return logFile(log -> log.set("ike", "4").set("chd", "4"));
    }

    public CharonSettings logFile(Consumer<ConfigSection> content) {
        return charon(charon -> charon.section("filelog", logs -> logs.section("file", content)));
    }

    public CharonSettings plugin(String name, Consumer<ConfigSection> content) {
        return charon(charon -> charon.section("plugins", plugins -> plugins.section(name, content)));
    }

    /** The text for a daemon whose log, control socket and list of name servers are at these paths. */
    public String text(String log, String socket, String nameServers) {
        logFile(file -> file.set("path", log)
                .set("time_format", "%H:%M:%S")
                .set("time_add_ms", "yes")
                .set("flush_line", "yes"));
        plugin("vici", vici -> vici.set("socket", "unix://" + socket));
        plugin("resolve", resolve -> resolve.set("file", nameServers));
        return root.text();
    }
}
