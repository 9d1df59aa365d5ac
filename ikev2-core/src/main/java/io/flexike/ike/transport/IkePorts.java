package io.flexike.ike.transport;

/**
 * The UDP ports of an IKE endpoint.
 *
 * @param ike where IKE_SA_INIT arrives without a marker; 0 to let the system choose
 * @param natTraversal where IKE with the non-ESP marker and ESP arrive (RFC 7296 2.23); 0 to let the system choose
 */
public record IkePorts(int ike, int natTraversal) {
    /** 500 and 4500 (RFC 7296 2). */
    public static final IkePorts STANDARD = new IkePorts(500, 4500);

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
        if (ike == natTraversal && ike != 0) {
            throw new IllegalArgumentException(
                    "port " + ike + " cannot serve both with and without the non-ESP marker");
        }
    }
}
