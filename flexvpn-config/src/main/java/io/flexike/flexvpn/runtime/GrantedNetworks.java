package io.flexike.flexvpn.runtime;

import io.flexike.ike.selector.AddressSelector;
import java.util.ArrayList;
import java.util.List;

/** The networks that peers brought and hold while they are there. Belongs to the engine's thread. */
final class GrantedNetworks {
    private final List<Grant> live = new ArrayList<>();

    /** A network of a peer. */
    final class Grant implements Placement.Loan {
        private final String holder;
        private final AddressSelector network;

        private Grant(String holder, AddressSelector network) {
            this.holder = holder;
            this.network = network;
        }

        @Override
        public void release() {
            live.removeIf(each -> each == this);
        }
    }

    /**
     * Whether another peer holds a part of a network. A peer may have its own ones again: it may have restarted.
     *
     * @param holder the identity that wants it
     */
    boolean isForeign(String holder, AddressSelector network) {
        AddressSelector range = AddressSelector.range(network.start(), network.end());
        return live.stream()
                .anyMatch(grant -> !grant.holder.equals(holder)
                        && grant.network.intersect(range).isPresent());
    }

    /** Lets a peer hold a network until the grant is released. */
    Grant grant(String holder, AddressSelector network) {
        Grant grant = new Grant(holder, network);
        live.add(grant);
        return grant;
    }
}
