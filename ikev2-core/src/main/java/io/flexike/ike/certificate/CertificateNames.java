package io.flexike.ike.certificate;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Names of a certificate for {@link CertificateCriterion}, in lower case.
 *
 * @param distinguished with marks where {@code =} and {@code ,} are written, so that no value, whatever its owner
 *     chose, looks like attributes of their own
 * @param texts names without parts
 */
record CertificateNames(List<String> distinguished, List<String> texts) {
    private static final char IS = '\1';
    private static final char NEXT = '\2';

    private static final String UNSTRUCTURED_NAME = "2a864886f70d010902";

    /** Content of the object identifiers in hexadecimal digits, and what routers call them. */
    private static final Map<String, String> ATTRIBUTES = Map.ofEntries(
            Map.entry("550403", "cn"),
            Map.entry("550404", "sn"),
            Map.entry("550405", "serialnumber"),
            Map.entry("550406", "c"),
            Map.entry("550407", "l"),
            Map.entry("550408", "st"),
            Map.entry("55040a", "o"),
            Map.entry("55040b", "ou"),
            Map.entry("55040c", "title"),
            Map.entry("55042a", "givenname"),
            Map.entry("2a864886f70d010901", "e"),
            Map.entry(UNSTRUCTURED_NAME, "hostname"),
            Map.entry("2a864886f70d010908", "ipaddress"),
            Map.entry("0992268993f22c640119", "dc"),
            Map.entry("0992268993f22c640101", "uid"));

    private static final int BMP_STRING = 0x1e;
    private static final int UTF8_STRING = 0x0c;
    private static final int DNS_NAME = 0x82;
    private static final int RFC822_NAME = 0x81;
    private static final int DIRECTORY_NAME = 0xa4;
    private static final int URI_NAME = 0x86;
    private static final int IP_ADDRESS = 0x87;

    private record Attribute(String identifier, String value) {
        String text() {
            return ATTRIBUTES.getOrDefault(identifier, identifier) + IS + value;
        }
    }

    static CertificateNames subject(X509Certificate certificate) {
        return new CertificateNames(
                bothWays(certificate.getSubjectX500Principal().getEncoded()), List.of());
    }

    static CertificateNames issuer(X509Certificate certificate) {
        return new CertificateNames(
                bothWays(certificate.getIssuerX500Principal().getEncoded()), List.of());
    }

    static CertificateNames unstructured(X509Certificate certificate) {
        List<String> values = attributes(certificate.getSubjectX500Principal().getEncoded()).stream()
                .filter(each -> each.identifier.equals(UNSTRUCTURED_NAME))
                .map(Attribute::value)
                .toList();
        return new CertificateNames(List.of(), values);
    }

    static CertificateNames alternatives(X509Certificate certificate) {
        List<String> distinguished = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (DerElement name : IdentityBinding.alternativeNames(certificate)) {
            byte[] content = name.content();
            switch (name.tag()) {
                case DNS_NAME, RFC822_NAME, URI_NAME -> texts.add(lower(new String(content, StandardCharsets.UTF_8)));
                case DIRECTORY_NAME -> distinguished.addAll(bothWays(content));
                case IP_ADDRESS -> {
                    if (content.length == 4 || content.length == 16) {
                        texts.add(new Identification(
                                        content.length == 4
                                                ? IdentificationType.IPV4_ADDR
                                                : IdentificationType.IPV6_ADDR,
                                        content)
                                .toString());
                    }
                }
                default -> {
                    // Kinds of names that have no text.
                }
            }
        }
        return new CertificateNames(distinguished, texts);
    }

    boolean anyMatch(String wanted, BiPredicate<String, String> comparison) {
        String marked = marked(wanted);
        String lower = lower(wanted);
        return distinguished.stream().anyMatch(each -> comparison.test(each, marked))
                || texts.stream().anyMatch(each -> comparison.test(each, lower));
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** {@code =} and {@code ,} with spaces around them become marks, unless they are escaped. */
    private static String marked(String wanted) {
        return lower(wanted)
                .replaceAll("\\s*(?<!\\\\)=\\s*", String.valueOf(IS))
                .replaceAll("\\s*(?<!\\\\),\\s*", String.valueOf(NEXT))
                .replaceAll("\\\\([=,])", "$1");
    }

    /** In the order of the encoding, and as RFC 4514 2.1 writes it. */
    private static List<String> bothWays(byte[] name) {
        List<String> parts = new ArrayList<>();
        attributes(name).forEach(each -> parts.add(each.text()));
        String encoded = String.join(String.valueOf(NEXT), parts);
        Collections.reverse(parts);
        return List.of(encoded, String.join(String.valueOf(NEXT), parts));
    }

    /** RFC 5280 4.1.2.4; what is malformed ends it. */
    private static List<Attribute> attributes(byte[] name) {
        List<Attribute> attributes = new ArrayList<>();
        try {
            DerReader sets = new DerReader(name).sequence();
            while (sets.hasNext()) {
                DerReader set = sets.next().inside();
                while (set.hasNext()) {
                    DerReader pair = set.sequence();
                    byte[] identifier = pair.next(DerElement.OBJECT_IDENTIFIER).content();
                    attributes.add(new Attribute(HexFormat.of().formatHex(identifier), lower(text(pair.next()))));
                }
            }
        } catch (DerException e) {
            return attributes;
        }
        return attributes;
    }

    private static String text(DerElement value) {
        return new String(
                value.content(),
                switch (value.tag()) {
                    case BMP_STRING -> StandardCharsets.UTF_16BE;
                    case UTF8_STRING -> StandardCharsets.UTF_8;
                    default -> StandardCharsets.ISO_8859_1;
                });
    }
}
