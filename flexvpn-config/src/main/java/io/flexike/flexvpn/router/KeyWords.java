package io.flexike.flexvpn.router;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.KeyringPeer;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.Ppk;
import java.net.Inet4Address;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The words for keyrings and for identities. */
final class KeyWords {
    private static final String KEYRING = "crypto ikev2 keyring ";

    private KeyWords() {}

    static void write(Keyring keyring, Sentences out) {
        List<String> lines = out.block(KEYRING + keyring.name(), keyring);
        for (KeyringPeer peer : keyring.peers()) {
            lines.add("peer " + peer.name());
            describe(keyring, peer, out).forEach(line -> lines.add(" " + line));
        }
    }

    private static List<String> describe(Keyring keyring, KeyringPeer peer, Sentences out) {
        String place = keyring + " > " + peer;
        List<String> lines = new ArrayList<>();
        if (peer.isForAnyPeer()) {
            out.missing(place + ": any peer of both address families");
        }
        if (peer.addresses().size() > 1
                || peer.hostnames().size() > 1
                || peer.identities().size() > 1) {
            out.missing(place + ": more than one address, host name or identity");
        }
        peer.addresses().forEach(prefix -> lines.add("address " + address(prefix)));
        peer.hostnames().forEach(hostname -> lines.add("hostname " + hostname));
        peer.identities()
                .forEach(identity -> words(identity)
                        .ifPresentOrElse(
                                words -> lines.add("identity " + words),
                                () -> out.missing(place + ": identity " + identity)));
        if (peer.localKey().equals(peer.remoteKey())) {
            peer.localKey().ifPresent(key -> lines.add("pre-shared-key " + key(key)));
        } else {
            peer.localKey().ifPresent(key -> lines.add("pre-shared-key local " + key(key)));
            peer.remoteKey().ifPresent(key -> lines.add("pre-shared-key remote " + key(key)));
        }
        ppk(place, peer.ppks(), lines, out);
        return lines;
    }

    private static void ppk(String place, PeerPpks ppks, List<String> lines, Sentences out) {
        if (ppks.keys().size() > 1 || ppks.keys().isEmpty() && ppks.areRequired()) {
            out.missing(place + ": more or less than one post-quantum pre-shared key");
        }
        for (Ppk ppk : ppks.keys()) {
            String id = new String(ppk.id().value(), StandardCharsets.US_ASCII);
            if (!id.matches("[!-~]{1,255}")) {
                out.missing(place + ": PPK_ID " + ppk.id());
            }
            lines.add("ppk manual id " + id + " key " + hex(ppk.key()) + (ppks.areRequired() ? " required" : ""));
        }
    }

    private static String address(IpPrefix prefix) {
        if (!(prefix.address() instanceof Inet4Address)) {
            return prefix.toString();
        }
        return IpPrefix.format(prefix.address()) + " " + IpPrefix.format(prefix.mask());
    }

    /** A key in clear if it can stand in a line as it is, else in hexadecimal digits. */
    static String key(SecretBytes key) {
        String text = new String(key.toByteArray(SecretAccess.granted()), StandardCharsets.ISO_8859_1);
        boolean plain = text.matches("[!-~]([ -~]*[!-~])?") && !text.matches("([06]|hex)( .*)?");
        return plain ? text : hex(key);
    }

    private static String hex(SecretBytes key) {
        return "hex " + HexFormat.of().formatHex(key.toByteArray(SecretAccess.granted()));
    }

    /** How a line names identities; empty if a router has no words for them. */
    static Optional<String> words(IdentityMatcher matcher) {
        if (matcher instanceof Identity identity) {
            return words(identity);
        }
        String text = matcher.toString();
        if (matcher.equals(IdentityMatcher.any())) {
            return Optional.of("any");
        }
        if (text.startsWith("*.") && matcher.equals(IdentityMatcher.fqdnSuffix(text.substring(2)))) {
            return Optional.of("fqdn domain " + text.substring(2));
        }
        if (text.startsWith("*@") && matcher.equals(IdentityMatcher.emailDomain(text.substring(2)))) {
            return Optional.of("email domain " + text.substring(2));
        }
        if (text.indexOf('/') > 0 && matcher.equals(IdentityMatcher.addressIn(text))) {
            return Optional.of("address " + address(IpPrefix.parse(text)));
        }
        return Optional.empty();
    }

    private static Optional<String> words(Identity identity) {
        IdentificationType type = identity.type();
        String text = identity.toString();
        if (type.equals(IdentificationType.FQDN) && identity.equals(Identity.fqdn(text))) {
            return Optional.of("fqdn " + text);
        }
        if (type.equals(IdentificationType.RFC822_ADDR) && identity.equals(Identity.email(text))) {
            return Optional.of("email " + text);
        }
        if (type.equals(IdentificationType.KEY_ID)) {
            String id = new String(identity.toWire().data(), StandardCharsets.ISO_8859_1);
            return Optional.of(id).filter(each -> each.matches("[!-~]{1,255}")).map(each -> "key-id " + each);
        }
        boolean address = type.equals(IdentificationType.IPV4_ADDR) || type.equals(IdentificationType.IPV6_ADDR);
        return Optional.of("address " + text).filter(unused -> address);
    }
}
