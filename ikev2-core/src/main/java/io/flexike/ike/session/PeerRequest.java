package io.flexike.ike.session;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.TrafficSelector;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What an authenticated initiator asks of us in IKE_AUTH.
 *
 * @param ikeSpi our SPI of the IKE SA
 * @param configuration attributes of its CFG_REQUEST, empty if it sent none
 * @param initiatorSelectors its TSi, in its order; empty for a childless IKE_AUTH
 * @param responderSelectors its TSr, in its order
 * @param transportAsked whether it asks for transport mode; behind a NAT its selectors name addresses that are then not
 *     those that are seen here (RFC 7296 2.23.1)
 * @param vendorIds what it calls its implementation, the first few
 * @param eapIdentity whom EAP has authenticated, if it has and that is not just the identity
 * @param certificate by which the initiator has proved who it is, if it was one
 * @param initialContact whether it says that it has no other IKE SA with us (RFC 7296 2.4): if it is let in, those end
 *     that were there before and in which it has proved to be the same, and what they hold may be given to it again
 * @param replaced our SPIs of those; one that came up while this one began is not among them, and lives on
 */
public record PeerRequest(
        long ikeSpi,
        String profileName,
        Identification remoteIdentity,
        Path path,
        Optional<List<ConfigurationAttribute>> configuration,
        List<TrafficSelector> initiatorSelectors,
        List<TrafficSelector> responderSelectors,
        boolean transportAsked,
        List<VendorId> vendorIds,
        Optional<String> eapIdentity,
        Optional<X509Certificate> certificate,
        boolean initialContact,
        List<Long> replaced) {
    public PeerRequest {
        vendorIds = List.copyOf(vendorIds);
        configuration = configuration.map(List::copyOf);
        initiatorSelectors = List.copyOf(initiatorSelectors);
        responderSelectors = List.copyOf(responderSelectors);
        replaced = List.copyOf(replaced);
    }

    /** One for tunnel mode, from who does not say what it is. */
    public PeerRequest(
            long ikeSpi,
            String profileName,
            Identification remoteIdentity,
            Path path,
            Optional<List<ConfigurationAttribute>> configuration,
            List<TrafficSelector> initiatorSelectors,
            List<TrafficSelector> responderSelectors) {
        this(
                ikeSpi,
                profileName,
                remoteIdentity,
                path,
                configuration,
                initiatorSelectors,
                responderSelectors,
                false,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());
    }
}
