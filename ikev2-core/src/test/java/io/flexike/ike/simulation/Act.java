package io.flexike.ike.simulation;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.IkeSaSnapshot;
import java.util.List;

/** What an end of a tunnel does by itself; nothing if what it is about is not there any more. */
enum Act {
    PROBE {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            end.input(new IkeInput.CheckLiveness(sa.localSpi()));
        }
    },
    REKEY_CHILD {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            oldest(sa).forEach(child -> end.input(new IkeInput.RekeyChildSa(sa.localSpi(), child.inboundSpi())));
        }
    },
    REKEY_NEWEST_CHILD {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            newest(sa).forEach(child -> end.input(new IkeInput.RekeyChildSa(sa.localSpi(), child.inboundSpi())));
        }
    },
    REKEY_IKE {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            end.input(new IkeInput.RekeyIkeSa(sa.localSpi()));
        }
    },
    CREATE_CHILD {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            boolean alice = end.name().equals("alice");
            List<AddressSelector> local = List.of(AddressSelector.subnet(alice ? "10.1.0.0/16" : "10.2.0.0/16"));
            List<AddressSelector> remote = List.of(AddressSelector.subnet(alice ? "10.2.0.0/16" : "10.1.0.0/16"));
            end.input(new IkeInput.CreateChildSa(sa.localSpi(), local, remote));
        }
    },
    DELETE_CHILD {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            sa.children().forEach(child -> excuse(end, child));
            oldest(sa).forEach(child -> end.deleteChildSa(sa.localSpi(), child.inboundSpi()));
        }
    },
    DELETE_NEWEST_CHILD {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            sa.children().forEach(child -> excuse(end, child));
            newest(sa).forEach(child -> end.deleteChildSa(sa.localSpi(), child.inboundSpi()));
        }
    },
    DELETE_IKE {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            end.deleteIkeSa(sa.localSpi());
        }
    },
    SOFT_EXPIRY {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            oldest(sa)
                    .forEach(child -> end.input(
                            new IkeInput.ChildSaLimitReached(sa.localSpi(), child.inboundSpi(), /* hard= */ false)));
        }
    },
    HARD_EXPIRY {
        @Override
        void by(SimulatedEndpoint end, IkeSaSnapshot sa) {
            sa.children().forEach(child -> excuse(end, child));
            oldest(sa)
                    .forEach(child -> end.input(
                            new IkeInput.ChildSaLimitReached(sa.localSpi(), child.inboundSpi(), /* hard= */ true)));
        }
    };

    abstract void by(SimulatedEndpoint end, IkeSaSnapshot sa);

    /** Does it in the IKE SA that the end has now. */
    final void by(SimulatedEndpoint end) {
        end.sessions().stream().findFirst().ifPresent(sa -> by(end, sa));
    }

    /** Whether packets may find no Child SA to be sent through afterwards. */
    boolean deletes() {
        return switch (this) {
            case DELETE_CHILD, DELETE_NEWEST_CHILD, DELETE_IKE, HARD_EXPIRY -> true;
            case PROBE, REKEY_CHILD, REKEY_NEWEST_CHILD, REKEY_IKE, CREATE_CHILD, SOFT_EXPIRY -> false;
        };
    }

    private static void excuse(SimulatedEndpoint end, ChildSaSnapshot child) {
        end.simulation().tunnels().excuse(child.inboundSpi(), child.outboundSpi());
    }

    private static List<ChildSaSnapshot> oldest(IkeSaSnapshot sa) {
        return sa.children().stream().limit(1).toList();
    }

    private static List<ChildSaSnapshot> newest(IkeSaSnapshot sa) {
        return sa.children().stream()
                .skip(Math.max(0, sa.children().size() - 1))
                .toList();
    }
}
