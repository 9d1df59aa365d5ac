package io.flexike.ike.session;

import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.TrafficSelector;
import java.util.List;
import java.util.Optional;

/**
 * What an authenticated initiator asks of us in IKE_AUTH.
 *
 * @param ikeSpi our SPI of the IKE SA
 * @param configuration attributes of its CFG_REQUEST, empty if it sent none
 * @param initiatorSelectors its TSi, in its order; empty for a childless IKE_AUTH
 * @param responderSelectors its TSr, in its order
 */
public record PeerRequest(
        long ikeSpi,
        String profileName,
        Identification remoteIdentity,
        Path path,
        Optional<List<ConfigurationAttribute>> configuration,
        List<TrafficSelector> initiatorSelectors,
        List<TrafficSelector> responderSelectors) {
    public PeerRequest {
        configuration = configuration.map(List::copyOf);
        initiatorSelectors = List.copyOf(initiatorSelectors);
        responderSelectors = List.copyOf(responderSelectors);
    }
}
