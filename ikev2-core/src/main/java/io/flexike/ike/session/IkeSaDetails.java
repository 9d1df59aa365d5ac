package io.flexike.ike.session;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.payload.AuthMethod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an {@link IkeSaSnapshot} leaves out, for those who look at one IKE SA closely.
 *
 * @param nextRequest message ID of our next request, 0 to 2^32 - 1
 * @param expectedRequest lowest message ID of a request that the peer has not sent yet, 0 to 2^32 - 1
 * @param requestsUnderWay requests of ours without a response
 * @param requestsWaiting requests of ours that wait for their turn
 * @param localWindow requests that the peer may have outstanding (RFC 7296 2.3)
 * @param remoteWindow requests that we may have outstanding
 * @param liveness silence after which the peer is probed, {@link SaLifetime#FOREVER} for never
 * @param fragmentOctets most octets of an IP packet before a message goes in fragments (RFC 7383), 0 if the two ends
 *     have not agreed on fragments
 * @param age time since the end of IKE_AUTH, of a rekeyed IKE SA since that of the first one; empty before
 * @param untilRekeyed empty if it is not to be rekeyed or that is under way
 * @param untilExpired empty if it does not expire
 * @param localAuthentication how we have proved who we are; empty before, and if the IKE SA was resumed
 * @param remoteAuthentication how the peer has
 * @param ppk the post-quantum pre-shared key in its keys (RFC 8784, RFC 9867)
 */
public record IkeSaDetails(
        IkeSaSnapshot sa,
        long nextRequest,
        long expectedRequest,
        int requestsUnderWay,
        int requestsWaiting,
        int localWindow,
        int remoteWindow,
        Duration liveness,
        IkeSaPolicy.LivenessMode livenessMode,
        int fragmentOctets,
        Optional<Duration> age,
        Optional<Duration> untilRekeyed,
        Optional<Duration> untilExpired,
        Optional<AuthMethod> localAuthentication,
        Optional<AuthMethod> remoteAuthentication,
        Optional<PpkId> ppk) {
    /** Which ends are behind a NAT (RFC 7296 2.23). */
    public enum Nat {
        NONE,
        /** We are. */
        INSIDE,
        /** The peer is. */
        OUTSIDE,
        BOTH
    }

    /** What NAT detection has found. */
    public Nat nat() {
        if (sa.behindNat()) {
            return sa.peerBehindNat() ? Nat.BOTH : Nat.INSIDE;
        }
        return sa.peerBehindNat() ? Nat.OUTSIDE : Nat.NONE;
    }

    /** The additional key exchanges of its suite (RFC 9370). */
    public List<KeyExchangeMethod> additionalKeyExchanges() {
        return sa.suite().map(IkeSuite::additionalKeyExchanges).orElse(List.of());
    }

    /** Whether the peer has said that it is a router of that kind. */
    public boolean peerSpeaksFlexVpn() {
        return sa.vendorIds().contains(VendorId.FLEXVPN_SUPPORTED);
    }
}
