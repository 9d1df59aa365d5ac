package io.flexike.ike.engine;

import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ResumptionTicket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** All that can happen to an engine. */
public sealed interface IkeInput {
    /** A datagram of an IKE port, without the non-ESP marker. */
    record DatagramReceived(Path path, byte[] octets) implements IkeInput {
        /** Takes the array over; the caller no longer changes it. */
        public DatagramReceived {}

        @Override
        public boolean equals(Object other) {
            return other instanceof DatagramReceived that
                    && path.equals(that.path)
                    && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return "DatagramReceived[" + path + ", " + octets.length + " octets]";
        }
    }

    /** The deadline of the last step has come; harmless when early. */
    record DeadlineReached() implements IkeInput {}

    /**
     * Bring up an IKE SA with its first Child SA.
     *
     * @param handle chosen by the caller, comes back in {@link IkeOutput.Initiated}
     * @param path where IKE_SA_INIT goes (port 500)
     * @param natTraversalPath where everything after goes when a NAT is detected (port 4500)
     */
    record Initiate(long handle, PeerProfile profile, Path path, Path natTraversalPath) implements IkeInput {}

    /**
     * Bring up an IKE SA with its first Child SA by resuming one whose state was lost (RFC 5723). A ticket that has
     * expired, belongs to another profile or is refused by the peer leads to a full exchange, as {@link Initiate} does.
     *
     * @param ticket from {@code IkeEvent.TicketReceived}; not to be used for another input
     */
    record Resume(long handle, PeerProfile profile, Path path, Path natTraversalPath, ResumptionTicket ticket)
            implements IkeInput {}

    /**
     * This end may have lost count of the messages of an IKE SA, because it has taken it over from another member of a
     * cluster or from a saved state: agree upon message IDs anew (RFC 6311). Once for each such event.
     *
     * @param skipped sequence numbers that the peer is to skip in all its Child SAs, because so many packets of it may
     *     have come unnoticed; unsigned, 0 for none
     */
    record SynchronizeMessageIds(long ikeSpi, long skipped) implements IkeInput {}

    /** Delete an IKE SA; unknown SPIs are ignored, as in all commands. */
    record DeleteIkeSa(long ikeSpi) implements IkeInput {}

    /** Delete one Child SA by our inbound SPI. */
    record DeleteChildSa(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** Ask the peer for a sign of life now. */
    record CheckLiveness(long ikeSpi) implements IkeInput {}

    /** Make a further Child SA in an established IKE SA (RFC 7296 1.3.1), with the proposals of its profile. */
    record CreateChildSa(long ikeSpi, List<AddressSelector> local, List<AddressSelector> remote) implements IkeInput {
        public CreateChildSa {
            local = List.copyOf(local);
            remote = List.copyOf(remote);
        }
    }

    /** Rekey one Child SA now (RFC 7296 1.3.3). */
    record RekeyChildSa(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** Rekey an IKE SA now (RFC 7296 1.3.2). */
    record RekeyIkeSa(long ikeSpi) implements IkeInput {}

    /** Initiator: authenticate anew by another IKE SA and let this one go when that is up (RFC 7296 2.8.3). */
    record Reauthenticate(long ikeSpi) implements IkeInput {}

    /**
     * A Child SA has carried as many octets or packets as its lifetime says.
     *
     * @param hard whether it must not carry any more
     */
    record ChildSaLimitReached(long ikeSpi, int inboundSpi, boolean hard) implements IkeInput {}

    /** The first authentic packet came through a Child SA that was installed without sending. */
    record ChildSaInUse(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** A Child SA could not be installed; the peer has to be told. */
    record InstallationFailed(long ikeSpi, int inboundSpi, String reason) implements IkeInput {
        @Override
        public String toString() {
            return "InstallationFailed[" + Integer.toHexString(inboundSpi) + ", " + reason + "]";
        }
    }

    /** An authentic ESP packet came from another outer address than that of the path (RFC 7296 2.23). */
    record PacketFromElsewhere(long ikeSpi, int inboundSpi, InetSocketAddress observed) implements IkeInput {}

    /**
     * The answer to {@link IkeOutput.AskTraffic}.
     *
     * @param received when the last authentic packet came, {@link Instant#MIN} if none did
     * @param sent when the last packet was sent, {@link Instant#MIN} if none was
     */
    record Traffic(long ikeSpi, Instant received, Instant sent) implements IkeInput {}

    /** The answer to {@link IkeOutput.AuthorizePeer}. */
    record Authorize(long questionId, Authorization authorization) implements IkeInput {}

    /** Delete all IKE SAs and take no new ones; those that do not answer are gone after the given time. */
    record Shutdown(Duration patience) implements IkeInput {}
}
