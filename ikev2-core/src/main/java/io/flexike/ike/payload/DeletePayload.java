package io.flexike.ike.payload;

import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The sender has removed SAs (RFC 7296 3.11): the IKE SA, or Child SAs by the SPIs on which it received.
 *
 * <pre>
 * |  Protocol ID  |   SPI Size    |          Num of SPIs          |
 * ~               Security Parameter Index(es) (SPI)              ~
 * </pre>
 *
 * @param protocol IKE, AH or ESP
 * @param spis none for IKE, 4 octets each for AH and ESP, all of one size for other protocols; an empty list of AH or
 *     ESP is allowed and deletes nothing
 */
public record DeletePayload(SecurityProtocol protocol, List<byte[]> spis) implements Payload {
    private static final int FIXED_OCTETS = 4;

    /** Checks sizes and copies the list and its arrays. */
    public DeletePayload {
        spis = spis.stream().map(byte[]::clone).toList();
        int size = spiSize(protocol, spis);
        if (!SpiSizes.fitsDelete(protocol, size, spis.size()) || spis.stream().anyMatch(spi -> spi.length != size)) {
            throw new IllegalArgumentException("The SPIs do not have the size of " + protocol);
        }
        OctetLimits.requireBody(FIXED_OCTETS + size * spis.size(), "SPIs");
    }

    private static int spiSize(SecurityProtocol protocol, List<byte[]> spis) {
        if (!spis.isEmpty()) {
            return spis.get(0).length;
        }
        return SpiSizes.isChildSa(protocol) ? 4 : 0;
    }

    /** The IKE SA on which the message travels. */
    public static DeletePayload ikeSa() {
        return new DeletePayload(SecurityProtocol.IKE, List.of());
    }

    /** ESP SAs, by the SPIs on which the sender received. */
    public static DeletePayload espSas(int... spis) {
        return childSas(SecurityProtocol.ESP, spis);
    }

    /** SAs of ESP or of AH, by the SPIs on which the sender received. */
    public static DeletePayload childSas(SecurityProtocol protocol, int... spis) {
        return new DeletePayload(
                protocol,
                Arrays.stream(spis)
                        .mapToObj(spi -> ByteBuffer.allocate(4).putInt(spi).array())
                        .toList());
    }

    /**
     * Reads the whole buffer.
     *
     * @throws InvalidSyntaxException if size, number and length do not fit together
     */
    public static DeletePayload decode(ByteBuffer body) throws InvalidSyntaxException {
        BodyReader in = new BodyReader(body, "Delete payload");
        SecurityProtocol protocol = new SecurityProtocol(in.octet("protocol"));
        int size = in.octet("SPI size");
        int count = in.uint16("number of SPIs");
        if (!SpiSizes.fitsDelete(protocol, size, count) || size * count != in.remaining()) {
            throw in.fault(
                    "has " + in.remaining() + " octets for " + count + " SPIs of " + size + " octets of " + protocol);
        }
        List<byte[]> spis = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spis.add(in.octets(size, "SPI"));
        }
        return new DeletePayload(protocol, spis);
    }

    /** Whether the IKE SA itself is deleted. */
    public boolean isIkeSa() {
        return protocol.equals(SecurityProtocol.IKE);
    }

    /** The SPIs of AH or ESP as numbers; empty for other protocols. */
    public int[] childSpis() {
        return SpiSizes.isChildSa(protocol)
                ? spis.stream().mapToInt(spi -> ByteBuffer.wrap(spi).getInt()).toArray()
                : new int[0];
    }

    /** Copies of the SPIs. */
    @Override
    public List<byte[]> spis() {
        return spis.stream().map(byte[]::clone).toList();
    }

    @Override
    public PayloadType type() {
        return PayloadType.DELETE;
    }

    @Override
    public int bodyOctets() {
        return FIXED_OCTETS + spiSize(protocol, spis) * spis.size();
    }

    @Override
    public void encodeBody(ByteBuffer out) {
        out.put((byte) protocol.value()).put((byte) spiSize(protocol, spis)).putShort((short) spis.size());
        spis.forEach(out::put);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DeletePayload that
                && protocol.equals(that.protocol)
                && Arrays.deepEquals(spis.toArray(), that.spis.toArray());
    }

    @Override
    public int hashCode() {
        return 31 * protocol.hashCode() + Arrays.deepHashCode(spis.toArray());
    }

    @Override
    public String toString() {
        return "D[" + protocol + (isIkeSa() ? "" : ", " + spis.size() + " SPIs") + "]";
    }
}
