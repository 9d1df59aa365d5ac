package io.flexike.ike.exchange;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.keys.SharedSecrets;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.NonceTask;
import io.flexike.ike.task.PeerSeries;
import io.flexike.ike.task.PfsTask;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Child SA that the peer has asked for and that we have agreed to, perhaps for the place of another one. */
final class ChildSaSeries implements PeerSeries {
    private final IkeSa sa;
    private final @Nullable ChildSa old;
    private final ChildSaTask task;
    private final NonceTask nonces;
    private final PfsTask pfs;

    ChildSaSeries(IkeSa sa, @Nullable ChildSa old, ChildSaTask task, NonceTask nonces, PfsTask pfs) {
        this.sa = sa;
        this.old = old;
        this.task = task;
        this.nonces = nonces;
        this.pfs = pfs;
        // RFC 7296 2.8.1: both at once; the nonces decide when our own response is here.
        if (old != null && old.phase() == ChildSa.Phase.REKEYING) {
            old.rival(new ChildSa.Rival(Optional.empty(), nonces.lowest()));
        }
    }

    @Override
    public boolean replaces(ChildSa child) {
        return old == child;
    }

    @Override
    public boolean replacesIkeSa() {
        return false;
    }

    @Override
    public Optional<IkeSa> completed(List<SecretBytes> further) {
        SharedSecrets secrets = new SharedSecrets(pfs.sharedSecret(), further);
        ChildSa made = sa.children()
                .install(
                        task.parameters(nonces.nonceI(), nonces.nonceR(), secrets), task.group(), /* sending= */ false);
        if (old == null || !old.isInUse()) {
            sa.children().add(made);
            return Optional.empty();
        }
        // The peer sends through the new one first; what we send waits for that (RFC 7296 2.8).
        old.succeededBy(made);
        old.softAt(Instant.MAX);
        if (old.phase() == ChildSa.Phase.REKEYING) {
            old.rival(new ChildSa.Rival(Optional.of(made), nonces.lowest()));
        } else {
            old.phase(ChildSa.Phase.SUPERSEDED);
        }
        return Optional.empty();
    }

    @Override
    public void abandoned() {
        task.abandon();
        pfs.abandon();
        if (old != null) {
            old.rivalGivesUp();
        }
    }
}
