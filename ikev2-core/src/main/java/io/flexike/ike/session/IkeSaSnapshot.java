package io.flexike.ike.session;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.ike.identity.Identification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an IKE SA at one moment, without its keys.
 *
 * @param localSpi our SPI, which names the IKE SA in every command and event
 * @param remoteSpi the peer's SPI, 0 until it is known
 * @param initiator whether we are the original initiator
 * @param suite empty until IKE_SA_INIT has ended
 * @param vendorIds what the peer calls itself, the first few
 */
public record IkeSaSnapshot(
        long localSpi,
        long remoteSpi,
        boolean initiator,
        Phase phase,
        String profileName,
        Path path,
        boolean behindNat,
        boolean peerBehindNat,
        Optional<IkeSuite> suite,
        Optional<Identification> remoteIdentity,
        Instant since,
        List<ChildSaSnapshot> children,
        List<VendorId> vendorIds) {
    /** How far an IKE SA has come. */
    public enum Phase {
        CONNECTING,
        AUTHENTICATING,
        ESTABLISHED,
        DELETING,
        CLOSED
    }
}
