package io.flexike.ike.message;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidMajorVersionException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.PayloadType;
import java.nio.ByteBuffer;

/**
 * The header of an IKE message (RFC 7296 3.1).
 *
 * <pre>
 * |                       IKE SA Initiator's SPI                  |
 * |                                                               |
 * |                       IKE SA Responder's SPI                  |
 * |                                                               |
 * |  Next Payload | MjVer | MnVer | Exchange Type |     Flags     |
 * |                          Message ID                           |
 * |                            Length                             |
 * </pre>
 *
 * @param initiatorSpi 0 only in a notification outside of any exchange (RFC 7296 1.5)
 * @param responderSpi 0 in the first message
 * @param majorVersion 2, or what a peer sends, 0 to 15
 * @param minorVersion 0, or what a peer sends, 0 to 15
 * @param fromInitiator the I flag: sent by the original initiator of the IKE SA
 * @param response the R flag
 * @param higherVersion the V flag: the sender could speak a higher major version; never set by us
 * @param messageId unsigned
 * @param length octets of the whole message, unsigned; 0 while it is being built
 */
public record IkeHeader(
        long initiatorSpi,
        long responderSpi,
        PayloadType nextPayload,
        int majorVersion,
        int minorVersion,
        ExchangeType exchange,
        boolean fromInitiator,
        boolean response,
        boolean higherVersion,
        int messageId,
        int length) {
    /** Octets of the header. */
    public static final int OCTETS = 28;

    /** The version of RFC 7296. */
    public static final int MAJOR_VERSION = 2;

    private static final int INITIATOR = 0x08;
    private static final int VERSION = 0x10;
    private static final int RESPONSE = 0x20;

    /** Checks the versions. */
    public IkeHeader {
        if (majorVersion < 0 || majorVersion > 15 || minorVersion < 0 || minorVersion > 15) {
            throw new IllegalArgumentException("Version out of range: " + majorVersion + "." + minorVersion);
        }
    }

    /** A header to send: version 2.0, next payload and length still open. */
    public static IkeHeader of(
            long initiatorSpi,
            long responderSpi,
            ExchangeType exchange,
            boolean fromInitiator,
            boolean response,
            int messageId) {
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                PayloadType.NONE,
                MAJOR_VERSION,
                0,
                exchange,
                fromInitiator,
                response,
                false,
                messageId,
                0);
    }

    /** The header of an answer to this request: same SPIs, exchange and Message ID, the other direction. */
    public IkeHeader toResponse() {
        return of(initiatorSpi, responderSpi, exchange, !fromInitiator, true, messageId);
    }

    /**
     * Reads the header in front of a datagram without judging it, to find the IKE SA or to answer another version. The
     * buffer's position does not move.
     *
     * @throws InvalidSyntaxException if there are fewer than {@value #OCTETS} octets
     */
    public static IkeHeader peek(ByteBuffer datagram) throws InvalidSyntaxException {
        if (datagram.remaining() < OCTETS) {
            throw new InvalidSyntaxException(
                    "A message of " + datagram.remaining() + " octets is shorter than its header.");
        }
        ByteBuffer in = datagram.slice();
        long initiatorSpi = in.getLong();
        long responderSpi = in.getLong();
        PayloadType next = new PayloadType(in.get() & 0xff);
        int version = in.get() & 0xff;
        ExchangeType exchange = new ExchangeType(in.get() & 0xff);
        int flags = in.get() & 0xff;
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                next,
                version >> 4,
                version & 15,
                exchange,
                (flags & INITIATOR) != 0,
                (flags & RESPONSE) != 0,
                (flags & VERSION) != 0,
                in.getInt(),
                in.getInt());
    }

    /**
     * Reads and checks the header in front of a datagram that holds one message. The buffer's position moves behind it.
     *
     * @throws InvalidMajorVersionException if the major version is not 2
     * @throws InvalidSyntaxException if it is cut off, the length is not that of the datagram, or the initiator's SPI
     *     is 0
     */
    public static IkeHeader decode(ByteBuffer datagram) throws IkeProtocolException {
        IkeHeader header = peek(datagram);
        if (header.majorVersion != MAJOR_VERSION) {
            throw new InvalidMajorVersionException(header.majorVersion);
        }
        if (header.length != datagram.remaining()) {
            throw new InvalidSyntaxException("A message of " + datagram.remaining() + " octets says "
                    + Integer.toUnsignedString(header.length) + ".");
        }
        if (header.initiatorSpi == 0 && !header.isOutsideOfAnyExchange()) {
            throw new InvalidSyntaxException("The initiator's SPI is zero.");
        }
        datagram.position(datagram.position() + OCTETS);
        return header;
    }

    /** Whether an SK or SKF payload comes first. */
    public boolean isProtected() {
        return nextPayload.equals(PayloadType.SK) || nextPayload.equals(PayloadType.SKF);
    }

    /** RFC 7296 1.5: a notification about an unknown SPI of ESP may come with zeroes for the IKE SPIs. */
    private boolean isOutsideOfAnyExchange() {
        return exchange.equals(ExchangeType.INFORMATIONAL) && !response && nextPayload.equals(PayloadType.NOTIFY);
    }

    /** Writes {@value #OCTETS} octets; the reserved flags are zero. */
    public void encode(ByteBuffer out) {
        out.putLong(initiatorSpi).putLong(responderSpi);
        out.put((byte) nextPayload.value()).put((byte) (majorVersion << 4 | minorVersion));
        out.put((byte) exchange.value());
        out.put((byte) ((fromInitiator ? INITIATOR : 0) | (higherVersion ? VERSION : 0) | (response ? RESPONSE : 0)));
        out.putInt(messageId).putInt(length);
    }

    /** The same header with what is known when the payloads are. */
    IkeHeader completed(PayloadType next, int octets) {
        return new IkeHeader(
                initiatorSpi,
                responderSpi,
                next,
                majorVersion,
                minorVersion,
                exchange,
                fromInitiator,
                response,
                higherVersion,
                messageId,
                octets);
    }

    /** Both SPIs, exchange, direction and Message ID. */
    @Override
    public String toString() {
        return String.format("%016x:%016x ", initiatorSpi, responderSpi)
                + exchange
                + (response ? " response " : " request ")
                + Integer.toUnsignedString(messageId)
                + (fromInitiator ? " from the initiator" : " from the responder");
    }
}
