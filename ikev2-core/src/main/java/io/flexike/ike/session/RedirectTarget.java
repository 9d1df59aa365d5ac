package io.flexike.ike.session;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** The gateway that an initiator is sent to (RFC 5685 9.2). */
public sealed interface RedirectTarget {
    /** An IPv4 or IPv6 address of one host. */
    record Address(InetAddress address) implements RedirectTarget {
        public Address {
            byte[] octets = address.getAddress();
            boolean broadcast = octets.length == 4 && ByteBuffer.wrap(octets).getInt() == -1;
            if (broadcast || address.isAnyLocalAddress() || address.isMulticastAddress()) {
                throw new IllegalArgumentException("not the address of one host: " + address.getHostAddress());
            }
        }

        @Override
        public String toString() {
            return address.getHostAddress();
        }
    }

    /** A fully qualified domain name in ASCII, at most 253 octets long. */
    record Name(String name) implements RedirectTarget {
        private static final int MAX_OCTETS = 253;

        public Name {
            if (name.length() > MAX_OCTETS || !isDomainName(name)) {
                throw new IllegalArgumentException("not a domain name, or one of more than " + MAX_OCTETS + " octets");
            }
        }

        private static boolean isDomainName(String name) {
            boolean inLabel = false;
            for (int i = 0; i < name.length(); i++) {
                char c = name.charAt(i);
                boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
                if (!letter && !(inLabel && (c == '-' || c == '.'))) {
                    return false;
                }
                inLabel = c != '.';
            }
            return inLabel;
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
