package io.flexike.ike.payload;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.SecurityProtocol;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One proposal of an SA payload: algorithms with their number and the sender's SPI (RFC 7296 3.3.1).
 *
 * <pre>
 * | Last Substruc |   RESERVED    |         Proposal Length       |
 * | Proposal Num  |  Protocol ID  |    SPI Size   |Num  Transforms|
 * ~                        SPI (variable)                         ~
 * ~                          Transforms                           ~
 * </pre>
 *
 * @param number 1 for the first one, one more for each that follows; in an answer that of the chosen one
 * @param spi 4 octets for AH and ESP; for IKE none in IKE_SA_INIT and 8 later
 * @param proposal at least one transform, at most 255
 */
public record OfferedProposal(int number, byte[] spi, Proposal proposal) {
    /** Checks sizes and copies the SPI. */
    public OfferedProposal {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("Proposal number out of range: " + number);
        }
        if (!SpiSizes.fitsProposal(proposal.protocol(), spi.length)) {
            throw new IllegalArgumentException("An SPI of " + spi.length + " octets for " + proposal.protocol());
        }
        int transforms = proposal.transforms().size();
        if (transforms < 1 || transforms > 255) {
            throw new IllegalArgumentException("A proposal has 1 to 255 transforms, not " + transforms);
        }
        spi = spi.clone();
    }

    /** A proposal without SPI, for IKE_SA_INIT. */
    public static OfferedProposal of(int number, Proposal proposal) {
        return new OfferedProposal(number, new byte[0], proposal);
    }

    /** A proposal for a Child SA, on whose SPI the sender receives. */
    public static OfferedProposal ofChildSa(int number, int spi, Proposal proposal) {
        return new OfferedProposal(number, ByteBuffer.allocate(4).putInt(spi).array(), proposal);
    }

    /** A proposal for the successor of an IKE SA, in which the sender has this SPI. */
    public static OfferedProposal ofIkeSa(int number, long spi, Proposal proposal) {
        return new OfferedProposal(number, ByteBuffer.allocate(8).putLong(spi).array(), proposal);
    }

    /** The protocol of the proposal. */
    public SecurityProtocol protocol() {
        return proposal.protocol();
    }

    /**
     * The SPI of a Child SA as a number.
     *
     * @throws IllegalStateException if it does not have 4 octets, which decoding guarantees for AH and ESP
     */
    public int childSpi() {
        if (spi.length != 4) {
            throw new IllegalStateException("An SPI of " + spi.length + " octets");
        }
        return ByteBuffer.wrap(spi).getInt();
    }

    /**
     * The SPI of an IKE SA as a number.
     *
     * @throws IllegalStateException if it does not have 8 octets
     */
    public long ikeSpi() {
        if (spi.length != 8) {
            throw new IllegalStateException("An SPI of " + spi.length + " octets");
        }
        return ByteBuffer.wrap(spi).getLong();
    }

    /** Length of the SPI. */
    public int spiOctets() {
        return spi.length;
    }

    /** A copy of the SPI. */
    @Override
    public byte[] spi() {
        return spi.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OfferedProposal that
                && number == that.number
                && Arrays.equals(spi, that.spi)
                && proposal.equals(that.proposal);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * number + Arrays.hashCode(spi)) + proposal.hashCode();
    }

    @Override
    public String toString() {
        return "#" + number + " " + proposal;
    }
}
