package io.flexike.ike.error;

import io.flexike.crypto.transform.SecurityProtocol;
import java.nio.ByteBuffer;

/** A request to rekey a Child SA that does not exist (RFC 7296 2.25). */
public final class ChildSaNotFoundException extends IkeProtocolException {
    private static final long serialVersionUID = 1L;

    private final int protocol;
    private final int spi;

    /**
     * A request for an unknown SA.
     *
     * @param protocol AH or ESP
     * @param spi the SPI in the request, repeated in the answer
     */
    public ChildSaNotFoundException(SecurityProtocol protocol, int spi) {
        super("There is no " + protocol + " SA with the SPI 0x" + String.format("%08x", spi) + ".");
        this.protocol = protocol.value();
        this.spi = spi;
    }

    @Override
    public NotifyType notifyType() {
        return NotifyType.CHILD_SA_NOT_FOUND;
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
