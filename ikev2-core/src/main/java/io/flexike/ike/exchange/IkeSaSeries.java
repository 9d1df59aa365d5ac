package io.flexike.ike.exchange;

import io.flexike.crypto.SecretBytes;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ExchangeCollisions;
import io.flexike.ike.task.IkeNegotiationTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.PeerSeries;
import java.util.List;
import java.util.Optional;

/** The successor of the IKE SA that the peer has asked for and that we have agreed to. */
final class IkeSaSeries implements PeerSeries {
    private final IkeSa sa;
    private final IkeSa next;
    private final IkeNegotiationTask negotiation;
    private final byte[] lowestNonce;

    IkeSaSeries(IkeSa sa, IkeSa next, IkeNegotiationTask negotiation, byte[] lowestNonce) {
        this.sa = sa;
        this.next = next;
        this.negotiation = negotiation;
        this.lowestNonce = lowestNonce;
        // RFC 7296 2.8.2: both at once; the nonces decide when our own response is here.
        if (sa.collisions().isRekeying()) {
            sa.collisions().rival(new ExchangeCollisions.Rival(Optional.empty(), lowestNonce));
        }
    }

    @Override
    public boolean replaces(ChildSa child) {
        return false;
    }

    @Override
    public boolean replacesIkeSa() {
        return true;
    }

    @Override
    public Optional<IkeSa> completed(List<SecretBytes> further) {
        negotiation.derive(further);
        next.live(sa.effects().now());
        if (sa.collisions().isRekeying()) {
            sa.collisions().rival(new ExchangeCollisions.Rival(Optional.of(next), lowestNonce));
        }
        return Optional.of(next);
    }

    @Override
    public void abandoned() {
        negotiation.abandon();
        sa.effects().releaseIkeSpi(next.localSpi());
        next.destroyKeys();
        sa.collisions().rivalGivesUp();
    }
}
