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
     * @param flows what the peer may have Child SAs for. Of those that have something in common with both sides of what
     *     it asks for, in IKE_AUTH and for every later Child SA, the one is taken that has its first selectors of both
     *     sides, then one that has the first of one side, then the first in order (RFC 7296 2.9)
     */
    record Granted(List<ConfigurationAttribute> reply, List<Flow> flows) implements Authorization {
        public Granted {
            reply = List.copyOf(reply);
            flows = List.copyOf(flows);
        }

        /**
         * With one flow, in the mode that the profile says.
         *
         * @param local what the peer may reach on our side
         * @param remote what the peer may use as its own addresses
         */
        public Granted(List<ConfigurationAttribute> reply, List<AddressSelector> local, List<AddressSelector> remote) {
            this(reply, List.of(new Flow(local, remote)));
        }

        /** What the peer may reach on our side, of all flows. */
        public List<AddressSelector> local() {
            return flows.stream()
                    .flatMap(flow -> flow.local().stream())
                    .distinct()
                    .toList();
        }

        /** What the peer may use as its own addresses, of all flows. */
        public List<AddressSelector> remote() {
            return flows.stream()
                    .flatMap(flow -> flow.remote().stream())
                    .distinct()
                    .toList();
        }
    }

    /** The IKE SA comes up, but there is no address left: INTERNAL_ADDRESS_FAILURE (RFC 7296 3.15.4). */
    record NoAddress(String reason) implements Authorization {}

    /** Refused with AUTHENTICATION_FAILED; the reason stays on our side. */
    record Refused(String reason) implements Authorization {}
}
