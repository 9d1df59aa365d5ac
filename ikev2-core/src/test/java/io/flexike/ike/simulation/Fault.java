package io.flexike.ike.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One thing that can go wrong with a message, or at the moment it is sent. */
sealed interface Fault {
    /** What a network does. */
    enum OnTheWire implements Fault {
        DROP,
        DUPLICATE,
        DELAY,
        REORDER,
        REPLAY_OLD,
        TRUNCATE,
        TRUNCATE_WITH_TRUE_LENGTH,
        FLIP_BIT_ON_WIRE,
        MAJOR_VERSION,
        MINOR_VERSION,
        RESERVED_FLAGS,
        COOKIE_LATE
    }

    /** What a peer puts into its messages. */
    record InPayloads(PayloadFault kind) implements Fault {
        @Override
        public String toString() {
            return kind.toString();
        }
    }

    /** A payload in front of the SK payload. */
    enum OutsideSk implements Fault {
        UNKNOWN_PAYLOAD_OUTSIDE,
        UNKNOWN_CRITICAL_PAYLOAD_OUTSIDE
    }

    /** The message comes in fragments (RFC 7383), and something is wrong with them. */
    enum InFragments implements Fault {
        FRAGMENTS_AS_THEY_SHOULD_BE,
        FRAGMENT_LOST,
        FRAGMENT_REPEATED,
        FRAGMENTS_RENUMBERED,
        TOTAL_CHANGED
    }

    /** What happens around an engine. */
    enum AtAnEnd implements Fault {
        INSTALLATION_FAILS,
        CLOCK_FORWARD,
        CLOCK_BACK,
        NAT_REBINDS,
        NAT_CHANGES_ADDRESS
    }

    /** All of them. */
    static List<Fault> all() {
        List<Fault> all = new ArrayList<>(Arrays.asList(OnTheWire.values()));
        Arrays.stream(PayloadFault.values()).map(InPayloads::new).forEach(all::add);
        all.addAll(Arrays.asList(OutsideSk.values()));
        all.addAll(Arrays.asList(InFragments.values()));
        all.addAll(Arrays.asList(AtAnEnd.values()));
        return List.copyOf(all);
    }

    /** The fault of that name. */
    static Optional<Fault> named(String name) {
        return all().stream().filter(fault -> fault.toString().equals(name)).findFirst();
    }
}
