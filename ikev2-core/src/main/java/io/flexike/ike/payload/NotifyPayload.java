package io.flexike.ike.payload;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An error or a status (RFC 7296 3.10).
 *
 * <pre>
 * |  Protocol ID  |   SPI Size    |      Notify Message Type      |
 * ~                Security Parameter Index (SPI)                 ~
 * ~                       Notification Data                       ~
 * </pre>
 *
 * @param protocol the protocol of the SA that the SPI names; without an SPI it has no meaning
 * @param spi empty, or 4 octets for AH and ESP, 8 for IKE
 * @param data depends on the type
 */
public record NotifyPayload(SecurityProtocol protocol, byte[] spi, NotifyType notifyType, byte[] data)
        implements Payload {
    private static final int FIXED_OCTETS = 4;

    /** Checks lengths and copies the arrays. */
    public NotifyPayload {
        if (!SpiSizes.fitsNotify(protocol, spi.length)) {
            throw new IllegalArgumentException("An SPI of " + spi.length + " octets for " + protocol);
        }
        spi = spi.clone();
        data = OctetLimits.copyThatFits(data, FIXED_OCTETS + spi.length, "Notification data");
    }

    /** A notification without SPI and data. */
    public static NotifyPayload of(NotifyType notifyType) {
        return of(notifyType, new byte[0]);
    }

    /** A notification without SPI. */
    public static NotifyPayload of(NotifyType notifyType, byte[] data) {
        return new NotifyPayload(SecurityProtocol.NONE, new byte[0], notifyType, data);
    }

    /** What tells the peer about its fault. */
    public static NotifyPayload of(IkeProtocolException fault) {
        return new NotifyPayload(fault.notifyProtocol(), fault.notifySpi(), fault.notifyType(), fault.notifyData());
    }

    /** A notification about a Child SA, such as REKEY_SA. */
    public static NotifyPayload ofChildSa(NotifyType notifyType, SecurityProtocol protocol, int spi) {
        return new NotifyPayload(protocol, ByteBuffer.allocate(4).putInt(spi).array(), notifyType, new byte[0]);
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if it is too short or the SPI does not have the size of its protocol
     */
    public static NotifyPayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "Notify payload");
        SecurityProtocol protocol = new SecurityProtocol(in.octet("protocol"));
        int spiOctets = in.octet("SPI size");
        NotifyType notifyType = new NotifyType(in.uint16("type"));
        if (!SpiSizes.fitsNotify(protocol, spiOctets)) {
            throw in.fault("has an SPI of " + spiOctets + " octets for " + protocol);
        }
        byte[] spi = in.octets(spiOctets, "SPI");
        return new NotifyPayload(protocol, spi, notifyType, in.rest());
    }

    /** Whether the type reports an error. */
    public boolean isError() {
        return notifyType.isError();
    }

    /** A copy of the SPI. */
    @Override
    public byte[] spi() {
        return spi.clone();
    }

    /** A copy of the data. */
    @Override
    public byte[] data() {
        return data.clone();
    }

    @Override
    public PayloadType type() {
        return PayloadType.NOTIFY;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + spi.length + data.length;
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) protocol.value()).put((byte) spi.length).putShort((short) notifyType.value());
        out.put(spi).put(data);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NotifyPayload that
                && protocol.equals(that.protocol)
                && Arrays.equals(spi, that.spi)
                && notifyType.equals(that.notifyType)
                && Arrays.equals(data, that.data);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * (31 * protocol.hashCode() + Arrays.hashCode(spi)) + notifyType.hashCode())
                + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return "N(" + notifyType + ")" + (data.length == 0 ? "" : "[" + data.length + " octets]");
    }
}
