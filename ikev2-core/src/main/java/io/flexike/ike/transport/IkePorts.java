package io.flexike.ike.transport;

import java.util.OptionalInt;

/**
 * The ports of an IKE endpoint.
 *
 * @param ike where IKE_SA_INIT arrives without a marker; 0 to let the system choose
 * @param natTraversal where IKE with the non-ESP marker and ESP arrive (RFC 7296 2.23); 0 to let the system choose
 * @param tcp the TCP port on which the responder listens (RFC 9329); 0 to let the system choose, empty for no TCP
 */
public record IkePorts(int ike, int natTraversal, OptionalInt tcp) {
    /** 500 and 4500 (RFC 7296 2). */
    public static final IkePorts STANDARD = new IkePorts(500, 4500);

    /** UDP only. */
    public IkePorts(int ike, int natTraversal) {
        this(ike, natTraversal, OptionalInt.empty());
    }

    /** Ports that the system chooses. */
    public static final IkePorts EPHEMERAL = new IkePorts(0, 0);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a port is not between 0 and 65535, or both are the same and not 0
     */
    public IkePorts {
        if (ike < 0 || ike > 0xffff || natTraversal < 0 || natTraversal > 0xffff) {
            throw new IllegalArgumentException(
                    "ports must be between 0 and 65535, not " + ike + " and " + natTraversal);
        }
        if (tcp.isPresent() && (tcp.getAsInt() < 0 || tcp.getAsInt() > 0xffff)) {
            throw new IllegalArgumentException("ports must be between 0 and 65535, not " + tcp.getAsInt());
        }
        if (ike == natTraversal && ike != 0) {
            throw new IllegalArgumentException(
                    "port " + ike + " cannot serve both with and without the non-ESP marker");
        }
    }

    /** The same with TCP on that port; RFC 9329 2 wants 4500. */
    public IkePorts withTcp(int port) {
        return new IkePorts(ike, natTraversal, OptionalInt.of(port));
    }
}
