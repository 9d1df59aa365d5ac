package io.flexike.ike.session;

import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;

/** What an authenticated initiator is allowed: the answer to a {@link PeerRequest}. */
public sealed interface Authorization {
    /**
     * Welcome.
     *
     * @param reply attributes for CFG_REPLY; sent only if the peer sent CFG_REQUEST
     * @param local what the peer may reach on our side
     * @param remote what the peer may use as its own addresses
     */
    record Granted(List<ConfigurationAttribute> reply, List<AddressSelector> local, List<AddressSelector> remote)
            implements Authorization {
        public Granted {
            reply = List.copyOf(reply);
            local = List.copyOf(local);
            remote = List.copyOf(remote);
        }
    }

    /** The IKE SA comes up, but there is no address left: INTERNAL_ADDRESS_FAILURE (RFC 7296 3.15.4). */
    record NoAddress(String reason) implements Authorization {}

    /** Refused with AUTHENTICATION_FAILED; the reason stays on our side. */
    record Refused(String reason) implements Authorization {}
}
