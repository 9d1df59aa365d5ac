package io.flexike.ike.payload;

import io.flexike.crypto.transform.SecurityProtocol;

/** How many octets the SPIs of a protocol have (RFC 7296 3.3.1, 3.10, 3.11). */
final class SpiSizes {
    private static final int CHILD_SA = 4;
    private static final int IKE_SA = 8;

    private SpiSizes() {}

    static boolean isChildSa(SecurityProtocol protocol) {
        return protocol.equals(SecurityProtocol.ESP) || protocol.equals(SecurityProtocol.AH);
    }

    /** RFC 7296 3.3.1: none in the initial exchange, later 8 for IKE, 4 for ESP and AH. */
    static boolean fitsProposal(SecurityProtocol protocol, int octets) {
        if (isChildSa(protocol)) {
            return octets == CHILD_SA;
        }
        return protocol.equals(SecurityProtocol.IKE) ? octets == 0 || octets == IKE_SA : octets <= 255;
    }

    /** RFC 7296 3.10: none, or that of the protocol. The IKE SPI should be left out, which some peers do not know. */
    static boolean fitsNotify(SecurityProtocol protocol, int octets) {
        if (octets == 0) {
            return true;
        }
        if (isChildSa(protocol)) {
            return octets == CHILD_SA;
        }
        if (protocol.equals(SecurityProtocol.IKE)) {
            return octets == IKE_SA;
        }
        return !protocol.equals(SecurityProtocol.NONE) && octets <= 255;
    }

    /** RFC 7296 3.11: none for IKE, 4 for AH and ESP. */
    static boolean fitsDelete(SecurityProtocol protocol, int octets, int count) {
        if (isChildSa(protocol)) {
            return octets == CHILD_SA;
        }
        if (protocol.equals(SecurityProtocol.IKE)) {
            return octets == 0 && count == 0;
        }
        return octets <= 255 && (octets > 0 || count == 0);
    }
}
