package io.flexike.ike.engine;

import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.Question;
import java.net.InetAddress;
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

    /**
     * We are about to offer a Child SA that receives on this SPI. The peer may send through it as soon as it has
     * answered, before its answer has reached us (RFC 7296 2.8): who can keeps such packets for a moment until
     * {@link InstallChildSa} or {@link ForgetChildSa} tells what came of it.
     */
    record ExpectChildSa(long ikeSpi, int inboundSpi) implements IkeOutput {}

    /** Nothing came of a Child SA that was expected. */
    record ForgetChildSa(long ikeSpi, int inboundSpi) implements IkeOutput {}

    /**
     * Install a Child SA; inbound must work before the next {@link Transmit} leaves.
     *
     * @param sending whether packets are to be sent through it at once; among equally specific ones the newest sends.
     *     If not, {@link StartSending} follows, and the first authentic packet is to be told as
     *     {@link IkeInput.ChildSaInUse} (RFC 7296 2.8)
     */
    record InstallChildSa(ChildSaParameters child, boolean sending) implements IkeOutput {}

    /** Send through a Child SA that was installed without sending. */
    record StartSending(long ikeSpi, int inboundSpi) implements IkeOutput {}

    /** Send nothing more through a Child SA, which goes on receiving what is on its way. */
    record StopSending(long ikeSpi, int inboundSpi) implements IkeOutput {}

    /** Send a Child SA's packets along another path from now on. */
    record MoveChildSa(long ikeSpi, int inboundSpi, Path path, boolean udpEncapsulation) implements IkeOutput {}

    /**
     * Send one octet 0xFF without the non-ESP marker (RFC 3948 2.3), so that the NAT in front of us does not forget us.
     */
    record Keepalive(Path path) implements IkeOutput {}

    /**
     * Skip so many sequence numbers in what a Child SA sends, because the peer may have lost count (RFC 6311 5.2).
     *
     * @param count unsigned; numbers that would not be left end the Child SA
     */
    record SkipSequenceNumbers(long ikeSpi, int inboundSpi, long count) implements IkeOutput {}

    /** Remove a Child SA, or what is left of it. */
    record RemoveChildSa(long ikeSpi, int inboundSpi, int outboundSpi) implements IkeOutput {}

    /**
     * A question, to be answered by {@link IkeInput.Authorize}; no answer within the half-open timeout ends the IKE SA.
     */
    record AuthorizePeer(long questionId, PeerRequest request) implements IkeOutput {}

    /**
     * A question of another kind, to be answered by {@link IkeInput.Answered}; no answer within the half-open timeout
     * ends an IKE SA that is not established, and means nothing to one that is.
     */
    record Ask(long questionId, Question question) implements IkeOutput {}

    /** The IKE SA of a question is over: an answer would be ignored, so that none has to be found any more. */
    record WithdrawQuestion(long questionId) implements IkeOutput {}

    /** Tell when packets of an IKE SA's Child SAs came and went last, by {@link IkeInput.Traffic}. */
    record AskTraffic(long ikeSpi) implements IkeOutput {}

    /**
     * A question: the address of the gateway that the IKE SA was redirected to, by {@link IkeInput.GatewayResolved}. No
     * answer within half a minute ends the IKE SA.
     *
     * @param local from where it has to be reachable, which decides on the family of the address
     */
    record ResolveGateway(long ikeSpi, String name, InetAddress local) implements IkeOutput {}

    /** The keys of an IKE SA; only with {@code EngineSettings.logKeys}. */
    record LogKeys(IkeKeyLogEntry entry) implements IkeOutput {}

    /** Something to tell the application. */
    record Event(IkeEvent event) implements IkeOutput {}
}
