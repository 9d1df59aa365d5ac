package io.flexike.ike.error;

import io.flexike.crypto.transform.SecurityProtocol;
import java.nio.ByteBuffer;

/** A packet arrived on a Child SA whose selectors do not allow it (RFC 7296 3.10.1). */
public final class InvalidSelectorsException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int protocol;
    private final int spi;
    private final byte[] packetStart;

    /**
     * A packet that the SA does not allow.
     *
     * @param protocol AH or ESP
     * @param spi the inbound SPI on which the packet came
     * @param packetStart the first octets of the packet, as in an ICMP error
     */
    public InvalidSelectorsException(SecurityProtocol protocol, int spi, byte[] packetStart) {
        super("A packet on the SA with the SPI 0x" + String.format("%08x", spi) + " is outside its selectors.");
        this.protocol = protocol.value();
        this.spi = spi;
        this.packetStart = packetStart.clone();
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.INVALID_SELECTORS;
    }

    /** The first octets of the packet. */
    @Override
    public byte[] notifyData() {
        return packetStart.clone();
    }

    @Override
    public SecurityProtocol notifyProtocol() {
        return new SecurityProtocol(protocol);
    }

    @Override
    public byte[] notifySpi() {
        return ByteBuffer.allocate(4).putInt(spi).array();
    }
}
