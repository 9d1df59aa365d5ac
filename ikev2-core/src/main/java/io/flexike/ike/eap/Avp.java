package io.flexike.ike.eap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attribute-value pair inside a tunnel (RFC 5281 10.1).
 *
 * <pre>
 * |                           AVP Code                            |
 * |V M r r r r r r|                  AVP Length                   |
 * |                        Vendor-ID (opt)                        |
 * |    Data ...                                                     and zeros up to a multiple of four octets
 * </pre>
 */
final class Avp {
    private static final int VENDOR = 0x80;
    private static final int MANDATORY = 0x40;
    private static final int HEADER = 8;
    private static final int VENDOR_OCTETS = 4;

    /** Vendor and code of an AVP. */
    enum Kind {
        USER_NAME(0, 1),
        USER_PASSWORD(0, 2),
        REPLY_MESSAGE(0, 18),
        EAP_MESSAGE(0, 79),
        MS_CHAP_ERROR(311, 2),
        MS_CHAP_DOMAIN(311, 10),
        MS_CHAP_CHALLENGE(311, 11),
        MS_CHAP2_RESPONSE(311, 25),
        MS_CHAP2_SUCCESS(311, 26),
        /** One that this library does not know. */
        OTHER(0, 0);

        private final int vendor;
        private final int code;

        Kind(int vendor, int code) {
            this.vendor = vendor;
            this.code = code;
        }

        private static Kind of(int vendor, int code) {
            for (Kind kind : values()) {
                if (kind.vendor == vendor && kind.code == code) {
                    return kind;
                }
            }
            return OTHER;
        }
    }

    final Kind kind;

    /** Whether who does not know it must give up. */
    final boolean mandatory;

    private final byte[] data;

    private Avp(Kind kind, boolean mandatory, byte[] data) {
        this.kind = kind;
        this.mandatory = mandatory;
        this.data = data;
    }

    static Avp of(Kind kind, byte[] data) {
        return new Avp(kind, true, data);
    }

    byte[] data() {
        return data.clone();
    }

    static byte[] encode(Avp... avps) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Avp avp : avps) {
            out.writeBytes(avp.encode());
        }
        return out.toByteArray();
    }

    private byte[] encode() {
        boolean ofVendor = kind.vendor != 0;
        int length = HEADER + (ofVendor ? VENDOR_OCTETS : 0) + data.length;
        ByteBuffer out = ByteBuffer.allocate(padded(length));
        out.putInt(kind.code).putInt((MANDATORY | (ofVendor ? VENDOR : 0)) << 24 | length);
        if (ofVendor) {
            out.putInt(kind.vendor);
        }
        return out.put(data).array();
    }

    /** The AVPs of a message; empty if it is not a sequence of them. The padding of the last may be missing. */
    static Optional<List<Avp>> read(byte[] octets) {
        List<Avp> avps = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(octets);
        while (in.hasRemaining()) {
            if (in.remaining() < HEADER) {
                return Optional.empty();
            }
            int begin = in.position();
            int code = in.getInt();
            int flagsAndLength = in.getInt();
            int flags = flagsAndLength >>> 24;
            int length = flagsAndLength & 0xffffff;
            boolean ofVendor = (flags & VENDOR) != 0;
            int header = HEADER + (ofVendor ? VENDOR_OCTETS : 0);
            if (length < header || length > octets.length - begin) {
                return Optional.empty();
            }
            // A vendor of zero is none.
            int vendor = ofVendor ? in.getInt() : 0;
            byte[] data = new byte[length - header];
            in.get(data);
            avps.add(new Avp(Kind.of(vendor, code), (flags & MANDATORY) != 0, data));
            in.position(Math.min(begin + padded(length), octets.length));
        }
        return Optional.of(avps);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
