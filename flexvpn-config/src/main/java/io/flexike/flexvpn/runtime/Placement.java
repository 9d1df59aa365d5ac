package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.pool.AddressLeases;
import java.net.InetAddress;
import java.util.List;

/**
 * To which interface a peer belongs, and which addresses it holds while it is there.
 *
 * @param perPeer whether it gets a virtual-access interface of its own
 */
record Placement(TunnelInterface device, boolean perPeer, List<Lease> leases) {
    Placement {
        leases = List.copyOf(leases);
    }

    /** An address on loan. */
    record Lease(AddressLeases pool, InetAddress address, String holder) {}

    /** Gives the addresses back. */
    void release() {
        leases.forEach(lease -> lease.pool.release(lease.address, lease.holder));
    }
}
