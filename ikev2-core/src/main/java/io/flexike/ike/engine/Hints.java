package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Path;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Notifications without protection that claim something about IKE SAs of ours (RFC 7296 1.5, 2.4, 2.21.4). Anybody can
 * forge them: they never change an IKE SA and are never answered. What sounds true brings the next liveness check
 * forward. Only the token of RFC 6290 proves that the peer has lost an IKE SA.
 */
final class Hints {
    /** Our choice: an IKE SA is checked because of hints at most so often. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(30);

    /** RFC 6290 4.5: four tokens at least have to be looked at. */
    private static final int MOST_TOKENS = 4;

    private static final Set<ExchangeType> PROTECTED = Set.of(
            ExchangeType.IKE_AUTH,
            ExchangeType.CREATE_CHILD_SA,
            ExchangeType.IKE_FOLLOWUP_KE,
            ExchangeType.INFORMATIONAL);
    private static final CloseReason CRASHED = new CloseReason(
            CloseReason.Kind.PEER_CRASHED, "the peer has lost the IKE SA and proved it by its crash detection token");

    private final EngineContext context;
    private final UnprotectedReplies replies;
    private final AddressBook addresses;
    private final IkeSas sas;
    private final TokenBucket believed = new TokenBucket();

    /** RFC 6290 8.1: the rate of tokens that are verified has to be limited. Our choice: 100 at once, 50 a second. */
    private final TokenBucket verified = new TokenBucket(100, 50);

    private final Lately checked = new Lately(CHECK_INTERVAL);
    private final Lately reported = new Lately(CHECK_INTERVAL);

    Hints(EngineContext context, UnprotectedReplies replies, IkeSas sas) {
        this.context = context;
        this.replies = replies;
        this.addresses = sas.addresses();
        this.sas = sas;
    }

    /** Whether a message begins with a notification where everything is protected between honest peers. */
    static boolean concerns(IkeHeader header) {
        return header.nextPayload().equals(PayloadType.NOTIFY) && PROTECTED.contains(header.exchange());
    }

    void receive(Path path, IkeHeader header, byte[] datagram, Instant now) {
        if (header.response()) {
            aboutIkeSa(path, header, datagram, now);
        } else {
            aboutChildSa(path, datagram, now);
        }
    }

    /** RFC 7296 1.5, second and third case: copied SPIs say which request of ours was not understood. */
    private void aboutIkeSa(Path path, IkeHeader header, byte[] datagram, Instant now) {
        long localSpi = header.fromInitiator() ? header.responderSpi() : header.initiatorSpi();
        long remoteSpi = header.fromInitiator() ? header.initiatorSpi() : header.responderSpi();
        IkeSaMachine machine = sas.find(localSpi);
        if (machine == null
                || machine.isClosed()
                || machine.sa().initiator() == header.fromInitiator()
                || machine.sa().remoteSpi() != remoteSpi) {
            context.refused(0, path, "an unprotected notification about no IKE SA of ours");
            return;
        }
        List<NotifyPayload> notifies = verified.take(now) ? notifies(datagram) : List.of();
        // RFC 6290 3: tokens are taken from any address, because another gateway may have stepped in.
        if (proves(machine, notifies)) {
            sas.with(localSpi, crashed -> crashed.close(CRASHED, now));
            return;
        }
        context.refused(localSpi, path, "an unprotected notification, which is a hint at most");
        boolean complains =
                has(notifies, NotifyType.INVALID_IKE_SPI) || has(notifies, NotifyType.INVALID_MAJOR_VERSION);
        if (complains && isAt(path, machine)) {
            check(machine, now);
        }
    }

    /** RFC 7296 1.5, first case: the IKE SPIs mean nothing, the SPI that was not known is the data. */
    private void aboutChildSa(Path path, byte[] datagram, Instant now) {
        context.refused(0, path, "an unprotected notification, which is a hint at most");
        List<IkeSaMachine> candidates = addresses.at(path.remote().getAddress());
        if (candidates.isEmpty() || !believed.take(now)) {
            return;
        }
        List<NotifyPayload> notifies = notifies(datagram);
        Optional<Integer> spi = notifies.stream()
                .filter(notify -> notify.notifyType().equals(NotifyType.INVALID_SPI) && notify.data().length == 4)
                .map(notify -> ByteBuffer.wrap(notify.data()).getInt())
                .findFirst();
        if (spi.isEmpty()) {
            return;
        }
        Optional<IkeSaMachine> suspected = established(candidates)
                .filter(machine ->
                        machine.sa().children().live().stream().anyMatch(child -> child.outboundSpi() == spi.get()))
                .findFirst();
        suspected.ifPresent(machine -> {
            // RFC 6290 8.2: a peer that remembers whose SPI it was may add the token.
            if (proves(machine, notifies)) {
                sas.with(machine.sa().localSpi(), crashed -> crashed.close(CRASHED, now));
            } else {
                check(machine, now);
            }
        });
    }

    /**
     * An ESP packet came with an SPI that no SA of ours has (RFC 7296 1.5): the peer is told in an IKE SA with it, or
     * without protection when there is none.
     */
    void unknownEspSpi(Path path, int spi, Instant now) {
        List<IkeSaMachine> known = addresses.at(path.remote().getAddress());
        boolean ours = established(known)
                .anyMatch(machine -> machine.sa().children().byInboundSpi(spi).isPresent());
        if (ours) {
            // It is being installed or removed at this moment.
            return;
        }
        // Behind one NAT there may be several peers, which their ports tell apart.
        Optional<IkeSaMachine> peer = established(known)
                .filter(machine ->
                        !path.natTraversal() || machine.sa().path().remote().equals(path.remote()))
                .max(Comparator.comparing((IkeSaMachine machine) -> machine.sa().establishedAt())
                        .thenComparing(machine -> machine.sa().localSpi()));
        if (peer.isEmpty()) {
            replies.reportUnknownSpi(path, spi, now);
            return;
        }
        long localSpi = peer.get().sa().localSpi();
        if (reported.permits(localSpi, now)) {
            sas.with(localSpi, machine -> machine.duties().reportUnknownSpi(spi));
        }
    }

    int entries() {
        return checked.entries() + reported.entries();
    }

    /** RFC 7296 2.4: the rate of what unprotected messages make us do has to be limited. */
    private void check(IkeSaMachine machine, Instant now) {
        long localSpi = machine.sa().localSpi();
        if (machine.isEstablished() && checked.permits(localSpi, now)) {
            sas.with(localSpi, suspected -> suspected.duties().probe());
        }
    }

    private static Stream<IkeSaMachine> established(List<IkeSaMachine> machines) {
        return machines.stream().filter(IkeSaMachine::isEstablished);
    }

    private static boolean proves(IkeSaMachine machine, List<NotifyPayload> notifies) {
        return notifies.stream()
                .filter(notify -> notify.notifyType().equals(NotifyType.QUICK_CRASH_DETECTION))
                .limit(MOST_TOKENS)
                .anyMatch(notify -> machine.sa().isCrashToken(notify.data()));
    }

    private static boolean isAt(Path path, IkeSaMachine machine) {
        return path.remote().getAddress().equals(machine.sa().path().remote().getAddress());
    }

    private static boolean has(List<NotifyPayload> notifies, NotifyType type) {
        return notifies.stream().anyMatch(notify -> notify.notifyType().equals(type));
    }

    private static List<NotifyPayload> notifies(byte[] datagram) {
        try {
            return IkeMessage.decode(ByteBuffer.wrap(datagram)).all(NotifyPayload.class);
        } catch (IkeProtocolException e) {
            return List.of();
        }
    }
}
