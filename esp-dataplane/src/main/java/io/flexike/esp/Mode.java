package io.flexike.esp;

/** What an SA protects (RFC 4301 4.1). */
public enum Mode {
    /** Whole IP packets, which get a new IP header (RFC 4303 3.1.2). */
    TUNNEL,
    /**
     * What follows the IP header of packets between the two outer ends themselves (RFC 4303 3.1.1). The tunnel device
     * gives and takes whole packets whose addresses are those of the {@link OuterPath}; the host must send such packets
     * into the device, but not what the data plane sends there itself.
     */
    TRANSPORT;

    void check(OuterPath path) {
        if (this == TRANSPORT && !path.hasEnds()) {
            throw new IllegalArgumentException(
                    "transport mode needs two addresses of one IP version to be between: " + path);
        }
    }
}
