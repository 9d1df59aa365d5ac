package io.flexike.ike.engine;

import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerProfile;
import java.time.Duration;
import java.util.Arrays;

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

    /** Delete an IKE SA; unknown SPIs are ignored, as in all commands. */
    record DeleteIkeSa(long ikeSpi) implements IkeInput {}

    /** Delete one Child SA by our inbound SPI. */
    record DeleteChildSa(long ikeSpi, int inboundSpi) implements IkeInput {}

    /** Ask the peer for a sign of life now. */
    record CheckLiveness(long ikeSpi) implements IkeInput {}

    /** The answer to {@link IkeOutput.AuthorizePeer}. */
    record Authorize(long questionId, Authorization authorization) implements IkeInput {}

    /** Delete all IKE SAs and take no new ones; those that do not answer are gone after the given time. */
    record Shutdown(Duration patience) implements IkeInput {}
}
