package io.flexike.ike.identity;

import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The matchers that {@link IdentityMatcher} offers. */
final class NameMatchers {
    static final IdentityMatcher ANY = new IdentityMatcher() {
        @Override
        public boolean matches(Identification claimed) {
            return true;
        }

        @Override
        public int narrowness() {
            return 0;
        }

        @Override
        public String toString() {
            return "any";
        }
    };

    private NameMatchers() {}

    /** Names below a domain. */
    record FqdnSuffix(String domain) implements IdentityMatcher {
        FqdnSuffix {
            domain = checkedDomain(domain.startsWith(".") ? domain.substring(1) : domain);
        }

        @Override
        public boolean matches(Identification claimed) {
            // A pattern must not be fooled by octets that no domain name has, such as NUL.
            byte[] name = claimed.data();
            return claimed.type().equals(IdentificationType.FQDN)
                    && DomainNames.isDomainName(name)
                    && endsWith(DomainNames.lowerCaseFrom(name, 0), "." + domain);
        }

        @Override
        public int narrowness() {
            return domain.length();
        }

        @Override
        public String toString() {
            return "*." + domain;
        }
    }

    /** Addresses of a mail domain. */
    record EmailDomain(String domain) implements IdentityMatcher {
        EmailDomain {
            domain = checkedDomain(domain.startsWith("@") ? domain.substring(1) : domain);
        }

        @Override
        public boolean matches(Identification claimed) {
            byte[] address = claimed.data();
            int at = Identity.lastAt(address);
            return claimed.type().equals(IdentificationType.RFC822_ADDR)
                    && at > 0
                    && !hasControlCharacters(address)
                    && Arrays.equals(
                            DomainNames.lowerCaseFrom(Arrays.copyOfRange(address, at + 1, address.length), 0),
                            domain.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public int narrowness() {
            return domain.length();
        }

        @Override
        public String toString() {
            return "*@" + domain;
        }
    }

    /** Addresses of a prefix. */
    record AddressIn(IpPrefix prefix) implements IdentityMatcher {
        @Override
        public boolean matches(Identification claimed) {
            boolean isAddress = claimed.type().equals(IdentificationType.IPV4_ADDR)
                    || claimed.type().equals(IdentificationType.IPV6_ADDR);
            return isAddress && contains(claimed.data());
        }

        private boolean contains(byte[] octets) {
            try {
                return octets.length == prefix.address().getAddress().length
                        && prefix.contains(InetAddress.getByAddress(octets));
            } catch (UnknownHostException e) {
                return false;
            }
        }

        @Override
        public int narrowness() {
            return 1 + prefix.length();
        }

        @Override
        public String toString() {
            return prefix.toString();
        }
    }

    static boolean hasControlCharacters(byte[] text) {
        for (byte octet : text) {
            if (octet >= 0 && octet < 0x20 || octet == 0x7f) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(byte[] text, String end) {
        byte[] octets = end.getBytes(StandardCharsets.US_ASCII);
        return text.length > octets.length
                && Arrays.equals(text, text.length - octets.length, text.length, octets, 0, octets.length);
    }

    private static String checkedDomain(String domain) {
        byte[] octets = domain.getBytes(StandardCharsets.UTF_8);
        if (!DomainNames.isDomainName(octets)) {
            throw new IllegalArgumentException("\"" + domain + "\" is not a domain name");
        }
        return new String(DomainNames.lowerCaseFrom(octets, 0), StandardCharsets.US_ASCII);
    }
}
