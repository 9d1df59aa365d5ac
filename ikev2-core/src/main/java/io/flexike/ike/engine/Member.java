package io.flexike.ike.engine;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One IKE SA of an engine with its places in the tables of all. */
final class Member {
    private final IkeSaMachine machine;
    private final Deadline deadline;
    private @Nullable InetAddress notedAt;
    private Census.@Nullable Stage stage;

    Member(IkeSaMachine machine) {
        this.machine = machine;
        this.deadline = new Deadline(machine.sa().localSpi());
    }

    IkeSaMachine machine() {
        return machine;
    }

    /** Its entry among the deadlines. */
    Deadline deadline() {
        return deadline;
    }

    /** Where it is in the address book. */
    Optional<InetAddress> notedAt() {
        return Optional.ofNullable(notedAt);
    }

    void notedAt(Optional<InetAddress> address) {
        notedAt = address.orElse(null);
    }

    /** In which stage it is counted, null for none yet. */
    Census.@Nullable Stage stage() {
        return stage;
    }

    void stage(Census.Stage counted) {
        stage = counted;
    }
}
