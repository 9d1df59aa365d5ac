package io.flexike.ike.task;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is under way in an IKE SA and excludes other exchanges (RFC 7296 2.25): those about its Child SAs, and its own
 * rekeying by either end.
 */
public final class ExchangeCollisions {
    /** Our choice: the window bounds how many Child SAs are being made. */
    private static final int MOST_DELETED_BEFORE_MADE = 32;

    private int childExchanges;
    private Rekeying rekeying = Rekeying.NO;
    private @Nullable Rival rival;
    private @Nullable Set<Integer> deletedBeforeMade;

    /** How far our own rekeying of the IKE SA has come. */
    public enum Rekeying {
        NO,
        /** Our request is on its way. */
        ASKED,
        /** The peer has agreed, and additional key exchanges follow (RFC 9370 2.2.4). */
        AGREED
    }

    /**
     * What the peer made of the IKE SA while our own request to rekey it was on its way (RFC 7296 2.8.2).
     *
     * @param made empty as long as additional key exchanges are missing
     */
    public record Rival(Optional<IkeSa> made, byte[] lowestNonce) {}

    /** Whether requests of ours that make, rekey or delete Child SAs are waiting for their response. */
    public boolean hasChildExchange() {
        return childExchanges > 0;
    }

    public void childExchangeBegins() {
        childExchanges++;
    }

    public void childExchangeEnds() {
        childExchanges--;
        if (childExchanges == 0) {
            deletedBeforeMade = null;
        }
    }

    /** The peer has deleted a Child SA that we have not made yet, because its response is still on its way. */
    public void deletedBeforeMade(int outboundSpi) {
        if (childExchanges == 0) {
            return;
        }
        if (deletedBeforeMade == null) {
            deletedBeforeMade = new HashSet<>(2);
        }
        if (deletedBeforeMade.size() < MOST_DELETED_BEFORE_MADE) {
            deletedBeforeMade.add(outboundSpi);
        }
    }

    public boolean wasDeletedBeforeMade(int outboundSpi) {
        return deletedBeforeMade != null && deletedBeforeMade.contains(outboundSpi);
    }

    /** Whether our request to rekey the IKE SA, or what follows it, is on its way. */
    public boolean isRekeying() {
        return rekeying != Rekeying.NO;
    }

    public Rekeying rekeying() {
        return rekeying;
    }

    public void rekeying(Rekeying now) {
        rekeying = now;
    }

    public Optional<Rival> rival() {
        return Optional.ofNullable(rival);
    }

    public void rival(@Nullable Rival begun) {
        rival = begun;
    }

    /** Nothing comes of what the peer began to make of it at the same time. */
    public void rivalGivesUp() {
        if (rival != null && rival.made().isEmpty()) {
            rival = null;
        }
    }
}
