package io.flexike.ike.certificate;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/**
 * Whether a certificate says what its owner calls itself (RFC 7296 4, RFC 4945 3.1). A domain name in the subject
 * counts for nothing (RFC 4945 3.1.9), and nothing is a pattern.
 */
final class IdentityBinding {
    private static final String SUBJECT_ALT_NAME = "2.5.29.17";

    /** RFC 5280 4.2.1.6: the choices of GeneralName, as tags in context. */
    private static final int RFC822_NAME = 0x81;

    private static final int DNS_NAME = 0x82;
    private static final int DIRECTORY_NAME = 0xa4;
    private static final int IP_ADDRESS = 0x87;

    private static final int MOST_SHOWN = 8;

    private IdentityBinding() {}

    static void require(Identification remote, X509Certificate leaf) throws RefusedException {
        if (!isBound(remote, leaf)) {
            throw new RefusedException(
                    RefusalReason.WRONG_IDENTITY,
                    CertificateText.of(leaf) + " does not name the peer, which calls itself " + remote.type() + " "
                            + remote + "; it names " + named(remote.type(), leaf) + ".");
        }
    }

    private static boolean isBound(Identification remote, X509Certificate leaf) {
        IdentificationType type = remote.type();
        byte[] data = remote.data();
        if (type.equals(IdentificationType.DER_ASN1_DN)) {
            return isSubject(data, leaf.getSubjectX500Principal());
        }
        List<DerElement> names = alternativeNames(leaf);
        if (type.equals(IdentificationType.FQDN)) {
            return names.stream().anyMatch(name -> name.tag() == DNS_NAME && isSameText(data, name.content()));
        }
        if (type.equals(IdentificationType.RFC822_ADDR)) {
            return names.stream().anyMatch(name -> name.tag() == RFC822_NAME && isSameText(data, name.content()));
        }
        if (type.equals(IdentificationType.IPV4_ADDR) || type.equals(IdentificationType.IPV6_ADDR)) {
            return names.stream().anyMatch(name -> name.tag() == IP_ADDRESS && Arrays.equals(data, name.content()));
        }
        return type.equals(IdentificationType.DER_ASN1_GN)
                && names.stream().anyMatch(name -> Arrays.equals(data, name.encoded()));
    }

    /**
     * RFC 4945 3.1.5 and RFC 5280 7.1: names are the same by their structure, whatever string types they are written
     * in. An empty one is nobody's.
     */
    private static boolean isSubject(byte[] der, X500Principal subject) {
        try {
            X500Principal claimed = new X500Principal(der);
            return claimed.getEncoded().length == der.length
                    && !claimed.getName().isEmpty()
                    && claimed.equals(subject);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** RFC 4945 3.1.2, 3.1.3: in ASCII the case does not count. */
    private static boolean isSameText(byte[] claimed, byte[] certified) {
        String text = new String(claimed, StandardCharsets.ISO_8859_1);
        return claimed.length > 0
                && text.indexOf('\0') < 0
                && lowerCase(text).equals(lowerCase(new String(certified, StandardCharsets.ISO_8859_1)));
    }

    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text);
        for (int i = 0; i < lower.length(); i++) {
            char each = lower.charAt(i);
            if (each >= 'A' && each <= 'Z') {
                lower.setCharAt(i, Character.toLowerCase(each));
            }
        }
        return lower.toString();
    }

    /** What it could have called itself by such a type, for people. */
    private static String named(IdentificationType type, X509Certificate leaf) {
        if (type.equals(IdentificationType.DER_ASN1_DN)) {
            return CertificateText.name(leaf.getSubjectX500Principal());
        }
        List<String> names = alternativeNames(leaf).stream()
                .limit(MOST_SHOWN)
                .map(name -> shown(name).toString())
                .toList();
        return names.isEmpty() ? "nobody, as it has no subjectAltName" : String.join(", ", names);
    }

    private static Identification shown(DerElement name) {
        byte[] content = name.content();
        return switch (name.tag()) {
            case DNS_NAME -> new Identification(IdentificationType.FQDN, content);
            case RFC822_NAME -> new Identification(IdentificationType.RFC822_ADDR, content);
            case DIRECTORY_NAME -> new Identification(IdentificationType.DER_ASN1_DN, content);
            case IP_ADDRESS ->
                content.length == 4
                        ? new Identification(IdentificationType.IPV4_ADDR, content)
                        : content.length == 16
                                ? new Identification(IdentificationType.IPV6_ADDR, content)
                                : new Identification(IdentificationType.DER_ASN1_GN, name.encoded());
            default -> new Identification(IdentificationType.DER_ASN1_GN, name.encoded());
        };
    }

    /** Of a certificate that the parser has taken; none if the extension is missing or odd. */
    static List<DerElement> alternativeNames(X509Certificate certificate) {
        List<DerElement> names = new ArrayList<>();
        try {
            DerReader extension = Extensions.of(certificate, SUBJECT_ALT_NAME);
            DerReader in = extension.hasNext() ? extension.sequence() : extension;
            while (in.hasNext()) {
                names.add(in.next());
            }
            return names;
        } catch (DerException e) {
            return List.of();
        }
    }
}
