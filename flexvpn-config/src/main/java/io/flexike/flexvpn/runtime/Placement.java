package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.pool.AddressLeases;
import java.net.InetAddress;
import java.util.List;

/**
 * To which interface a peer belongs, and what it holds while it is there.
 *
 * @param perPeer whether it gets a virtual-access interface of its own
 */
record Placement(TunnelInterface device, boolean perPeer, List<? extends Loan> loans) {
    Placement {
        loans = List.copyOf(loans);
    }

    /** Something that others cannot have meanwhile. */
    interface Loan {
        /** Gives it back. */
        void release();
    }

    /** An address on loan. */
    record Lease(AddressLeases pool, InetAddress address, String holder) implements Loan {
        @Override
        public void release() {
            pool.release(address, holder);
        }
    }

    /** Gives everything back. */
    void release() {
        loans.forEach(Loan::release);
    }
}
