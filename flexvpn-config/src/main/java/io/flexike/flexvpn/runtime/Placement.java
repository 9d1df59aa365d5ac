package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.pool.AddressLeases;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * To which interface a peer belongs, and what it holds while it is there.
 *
 * @param terms what the configuration says of its session
 * @param told whether a CFG_REPLY has told the peer of our networks
 * @param eapIdentity whom EAP has authenticated, if it has
 */
record Placement(
        TunnelInterface device,
        Kind kind,
        SessionTerms terms,
        boolean told,
        List<? extends Loan> loans,
        Optional<String> eapIdentity) {
    Placement {
        loans = List.copyOf(loans);
    }

    /** Of a peer that EAP has not authenticated. */
    Placement(TunnelInterface device, Kind kind, SessionTerms terms, boolean told, List<? extends Loan> loans) {
        this(device, kind, terms, told, loans, Optional.empty());
    }

    /** Whose an interface is. */
    enum Kind {
        /** A static tunnel, which has one session. */
        TUNNEL,
        /** All peers of a virtual template have it together. */
        SHARED,
        /** A virtual access of this peer alone. */
        OWN
    }

    /** On the interface of a static tunnel. */
    static Placement onTunnel(TunnelInterface device, SessionTerms terms, boolean told) {
        return new Placement(device, Kind.TUNNEL, terms, told, List.of());
    }

    /** The same with something more to be given back. */
    Placement with(Loan more) {
        List<Loan> all = new ArrayList<>(loans);
        all.add(more);
        return new Placement(device, kind, terms, told, all, eapIdentity);
    }

    /** The same of a peer that EAP has authenticated, if it has. */
    Placement of(Optional<String> user) {
        return new Placement(device, kind, terms, told, loans, user);
    }

    /** Whether packets are GRE inside the Child SAs. */
    boolean isGre() {
        return device.gre().isPresent();
    }

    /**
     * Whether what Child SAs protect is the peer's own. Of who has a device of its own it may be everything, and of GRE
     * it is the outer addresses.
     */
    boolean routesSelectors() {
        return kind != Kind.OWN && !isGre();
    }

    /** Whether it belongs to a static tunnel. */
    boolean isOnTunnel() {
        return kind == Kind.TUNNEL;
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

    /** The addresses among it. */
    Stream<Lease> leases() {
        return loans.stream().filter(Lease.class::isInstance).map(Lease.class::cast);
    }

    /** Gives everything back. */
    void release() {
        loans.forEach(Loan::release);
    }
}
