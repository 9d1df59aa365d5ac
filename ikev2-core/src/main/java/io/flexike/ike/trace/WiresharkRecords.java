package io.flexike.ike.trace;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.Path;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The lines of Wireshark's key tables, proven with tshark 4.0. */
final class WiresharkRecords {
    private static final String ANY_ADDRESS = "*";

    private WiresharkRecords() {}

    /** A line of {@code ikev2_decryption_table}, or empty if Wireshark has no name for an algorithm. */
    static Optional<String> ikeLine(IkeKeyLogEntry entry) {
        IkeSuite suite = entry.suite();
        Optional<String> encryption = WiresharkNames.ikeEncryption(suite.encryption(), suite.keyBits());
        Optional<String> integrity = WiresharkNames.ikeIntegrity(suite.integrity());
        if (encryption.isEmpty() || integrity.isEmpty()) {
            return Optional.empty();
        }
        boolean aead = suite.encryption().isAead();
        return Optional.of(String.join(
                ",",
                String.format(Locale.ROOT, "%016x", entry.initiatorSpi()),
                String.format(Locale.ROOT, "%016x", entry.responderSpi()),
                hex(entry.skEi()),
                hex(entry.skEr()),
                quoted(encryption.get()),
                aead ? "" : hex(entry.skAi()),
                aead ? "" : hex(entry.skAr()),
                quoted(integrity.get())));
    }

    /**
     * The two lines of {@code esp_sa}, inbound first, or none for AH or if Wireshark has no name for an algorithm.
     * Behind a NAT the addresses differ from place to place, so none are said then.
     */
    static List<String> espLines(ChildSaParameters child) {
        // AH hides nothing
        if (child.suite().protocol().equals(SecurityProtocol.AH)) {
            return List.of();
        }
        Path path = child.path();
        InetAddress local = path.local().getAddress();
        InetAddress remote = path.remote().getAddress();
        boolean anyAddress = child.udpEncapsulation();
        Optional<String> inbound = espLine(
                new Addresses(remote, local, anyAddress),
                child.inboundSpi(),
                child.suite(),
                child.keys().inboundEncryption(),
                child.keys().inboundIntegrity());
        Optional<String> outbound = espLine(
                new Addresses(local, remote, anyAddress),
                child.outboundSpi(),
                child.suite(),
                child.keys().outboundEncryption(),
                child.keys().outboundIntegrity());
        return inbound.isPresent() && outbound.isPresent() ? List.of(inbound.get(), outbound.get()) : List.of();
    }

    private static Optional<String> espLine(
            Addresses outer, int spi, ChildSuite suite, SecretBytes encryptionKey, SecretBytes integrityKey) {
        Optional<String> encryption = WiresharkNames.espEncryption(suite.encryption());
        Optional<String> integrity = WiresharkNames.espIntegrity(suite.integrity());
        if (encryption.isEmpty() || integrity.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                ",",
                quoted(outer.source() instanceof Inet6Address ? "IPv6" : "IPv4"),
                quoted(outer.any() ? ANY_ADDRESS : outer.source().getHostAddress()),
                quoted(outer.any() ? ANY_ADDRESS : outer.destination().getHostAddress()),
                quoted(String.format(Locale.ROOT, "0x%08x", spi)),
                quoted(encryption.get()),
                quoted(prefixedHex(encryptionKey)),
                quoted(integrity.get()),
                quoted(prefixedHex(integrityKey))));
    }

    private static String prefixedHex(SecretBytes key) {
        return key.length() == 0 ? "" : "0x" + hex(key);
    }

    private static String hex(SecretBytes key) {
        byte[] octets = key.toByteArray(SecretAccess.granted());
        try {
            return HexFormat.of().formatHex(octets);
        } finally {
            Arrays.fill(octets, (byte) 0);
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private record Addresses(InetAddress source, InetAddress destination, boolean any) {}
}
