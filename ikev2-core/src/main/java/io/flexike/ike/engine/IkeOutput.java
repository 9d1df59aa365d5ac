package io.flexike.ike.engine;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerRequest;
import java.util.Arrays;

/** All that an engine wants done, in order. */
public sealed interface IkeOutput {
    /** Send a datagram; the transport adds the non-ESP marker when the path says NAT traversal. */
    record Transmit(Path path, byte[] octets) implements IkeOutput {
        @Override
        public boolean equals(Object other) {
            return other instanceof Transmit that && path.equals(that.path) && Arrays.equals(octets, that.octets);
        }

        @Override
        public int hashCode() {
            return 31 * path.hashCode() + Arrays.hashCode(octets);
        }

        @Override
        public String toString() {
            return "Transmit[" + path + ", " + octets.length + " octets]";
        }
    }

    /** The SPI that an {@link IkeInput.Initiate} has got. */
    record Initiated(long handle, long ikeSpi) implements IkeOutput {}

    /** Install both directions of a Child SA; inbound must work before the next {@link Transmit} leaves. */
    record InstallChildSa(ChildSaParameters child) implements IkeOutput {}

    /** Remove both directions of a Child SA. */
    record RemoveChildSa(long ikeSpi, int inboundSpi, int outboundSpi) implements IkeOutput {}

    /**
     * A question, to be answered by {@link IkeInput.Authorize}; no answer within the half-open timeout ends the IKE SA.
     */
    record AuthorizePeer(long questionId, PeerRequest request) implements IkeOutput {}

    /** The keys of an IKE SA; only with {@code EngineSettings.logKeys}. */
    record LogKeys(IkeKeyLogEntry entry) implements IkeOutput {}

    /** Something to tell the application. */
    record Event(IkeEvent event) implements IkeOutput {}
}
