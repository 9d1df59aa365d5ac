package io.flexike.ike.engine;

import io.flexike.ike.exchange.AddressAnnouncement;
import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.exchange.MappingProbe;
import io.flexike.ike.exchange.OwnExchange;
import io.flexike.ike.exchange.PathCheck;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.TcpEncapsulation;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Mobility;
import io.flexike.ike.task.NatFinding;
import io.flexike.ike.task.OuterAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the path of an established IKE SA changes, and that of its Child SAs with it: by MOBIKE (RFC 4555), or without it
 * by following a peer whose NAT has forgotten it (RFC 7296 2.23).
 *
 * <p>A path to another address of the peer is used only when the peer has answered a request that went along that path
 * alone. So a copy of an authentic packet, sent by somebody else from elsewhere, moves nothing; at most it costs a
 * request. Nor do unanswered requests move anything: they only go along other paths as well.
 */
final class Paths {
    /** Our choice: so many transmissions go along the path in question alone before others are tried, too. */
    private static final int PATIENCE = 3;

    /** Our choice: hints from where the peer might be are taken at most once in so long. */
    private static final Duration HINT_PAUSE = Duration.ofMillis(500);

    private final IkeSaMachine machine;
    private final EngineContext context;
    private Instant nextHint = Instant.MIN;
    private int nextCandidate;
    private final PathAnswers answers;

    Paths(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
        this.answers = new PathAnswers(this, machine, context);
    }

    /** The IKE SA is up: what has changed meanwhile counts now. */
    void established() {
        if (!context.localEnds().isEmpty()) {
            addressesChanged();
        }
    }

    /** A request that shows whether the peer is there. */
    OwnExchange liveness() {
        tryUdp();
        boolean mappingMatters =
                decides() && mobility().nat().behindNat() && mobility().isNatTraversalSpoken();
        return mappingMatters
                ? new MappingProbe(sa(), context.settings().options())
                : InformationalInitiation.liveness();
    }

    /** RFC 9329 8: TCP is the way out only; whoever can move tries now and then whether UDP works again. */
    private void tryUdp() {
        Path udp = sa().natTraversalPath();
        if (sa().path().carrier() == Carrier.TCP
                && udp.carrier() != Carrier.TCP
                && context.settings().options().tcp() == TcpEncapsulation.FALLBACK
                && decides()
                && mobility().target().isEmpty()) {
            aim(udp, Optional.empty());
        }
    }

    // Hints

    /** A fresh authentic request has come. RFC 4555 3.8: with MOBIKE, that alone says nothing about addresses. */
    void requestFrom(Path path) {
        boolean overTcp = path.carrier() == Carrier.TCP && sa().path().carrier() == Carrier.TCP;
        if (overTcp && !decides() && !path.equals(sa().path())) {
            // RFC 9329 6.1: whichever connection the last valid message came from is used.
            move(path, mobility().nat());
            return;
        }
        if (!mobility().isMobikeSpoken()) {
            hint(path);
        }
    }

    /** An authentic packet of a Child SA has come from another address (RFC 7296 2.23, RFC 4555 3.8). */
    void packetFrom(int inboundSpi, InetSocketAddress observed) {
        if (!decides() && sa().children().byInboundSpi(inboundSpi).isPresent()) {
            hint(sa().path().withRemote(observed));
        }
    }

    /** The peer might be elsewhere: it is asked there. */
    private void hint(Path path) {
        if (path.equals(sa().path())
                || targetPath().filter(path::equals).isPresent()
                || !mayFollow(path)
                || context.now().isBefore(nextHint)) {
            return;
        }
        nextHint = context.now().plus(HINT_PAUSE);
        aim(path, Optional.empty());
        // What is on its way already would hold up the question, if the peer takes only one request at once.
        alsoAlong(path);
    }

    /**
     * RFC 7296 2.23: the one that is not behind a NAT follows the other when its mapping changes; behind a NAT itself
     * it follows to another port only.
     */
    private boolean mayFollow(Path path) {
        boolean sameAddress = address(path).equals(address(sa().path()));
        return OuterAddresses.isAcceptable(path)
                && path.natTraversal() == sa().path().natTraversal()
                && (sa().followsPeer() || sa().natDetected() && sameAddress);
    }

    // Our addresses

    /** Our addresses are others now. */
    void addressesChanged() {
        tryUdp();
        targetPath()
                .filter(target -> !candidates().isOurs(target.local()))
                .ifPresent(gone -> mobility().target(null));
        if (candidates().isOurs(sa().path().local())) {
            if (mobility().isMobikeSpoken()) {
                want(AddressAnnouncement.ifNew());
            }
            return;
        }
        List<Path> possible = candidates().all();
        if (possible.isEmpty()) {
            // Nowhere to go; requests are repeated until there is.
            return;
        }
        Path next = possible.get(0);
        boolean samePeerAddress = next.remote().equals(sa().path().remote());
        answers.forgetRefusals();
        if (samePeerAddress) {
            // RFC 4555 3.5: to an address that the peer had before, everything goes at once. A NAT may be there.
            boolean mayHaveNat = decides() && next.natTraversal() && mobility().isNatTraversalSpoken();
            move(next, mayHaveNat ? mobility().nat().suspected() : mobility().nat());
        }
        if (!mobility().isMobikeSpoken()) {
            // RFC 7296 2.23: a peer that follows us finds us by this.
            want(Intention.of(InformationalInitiation.liveness()));
        } else if (decides()) {
            aim(next, Optional.empty());
        } else {
            // RFC 4555 3.6: the initiator learns from it where we are, and says what is used.
            want(AddressAnnouncement.along(next));
        }
    }

    /** What exchanges have shown. */
    PathAnswers answers() {
        return answers;
    }

    /** Those of the IKE SA that has taken the place of this one, which may still be answered. */
    Paths current() {
        return machine.succession().heir().map(heir -> heir.paths().current()).orElse(this);
    }

    // Requests

    /** A request is to go out once more. */
    void repeat(RequestWindow.Outstanding request) {
        Path own = request.path();
        Path current = sa().path();
        boolean alone = request.exchange().flatMap(OwnExchange::via).isPresent();
        if (!machine.isEstablished() || alone && request.transmissions() <= PATIENCE) {
            machine.messenger().repeat(request, machine.isEstablished() ? own : current);
            return;
        }
        along(request, current);
        if (request.transmissions() <= PATIENCE) {
            return;
        }
        targetPath().filter(target -> !target.equals(current)).ifPresent(target -> along(request, target));
        if (searches()) {
            List<Path> possible = candidates().all();
            if (!possible.isEmpty()) {
                Path next = possible.get(nextCandidate++ % possible.size());
                if (!next.equals(current)) {
                    along(request, next);
                }
            }
        }
    }

    /**
     * RFC 4555 3.5: the initiator looks for paths that work. RFC 4555 3.6: a responder does so only to tell that its
     * own address is gone.
     */
    private boolean searches() {
        return mobility().isMobikeSpoken()
                && (decides() || !candidates().isOurs(sa().path().local()));
    }

    private void along(RequestWindow.Outstanding request, Path path) {
        request.sentAlong(path);
        machine.messenger().repeat(request, path);
    }

    /** What is on its way goes along that path, too. */
    void alsoAlong(Path path) {
        machine.requests().all().stream()
                .filter(request -> !request.path().equals(path))
                .forEach(request -> along(request, path));
    }

    // Moving

    /** The path is to be used once the peer has answered along it. */
    void aim(Path path, Optional<NatFinding> nat) {
        mobility().target(new Mobility.Target(path, nat));
        if (machine.isEstablished() && !mobility().isCheckWaiting()) {
            mobility().checkWaiting(true);
            want(PathCheck.checking(context.settings().options()));
        }
    }

    /** Everything goes along that path from now on. */
    void move(Path path, NatFinding nat) {
        IkeSa sa = sa();
        Path from = sa.path();
        boolean udp = sa.udpEncapsulation();
        mobility().nat(nat);
        mobility().moveTo(path);
        if (sa.fragmentOctets() > 0) {
            // RFC 7383 2.5.2: what was found out about the old path says nothing of the new one.
            sa.fragmentOctets(context.settings().options().fragmentOctets());
        }
        boolean moved = !from.equals(path);
        if (moved || udp != sa.udpEncapsulation()) {
            sa.children().move();
        }
        if (moved) {
            context.event(new IkeEvent.PathChanged(machine.snapshot(), from));
            // RFC 4555 3.5: what is on its way goes to the new address, too.
            alsoAlong(path);
        }
    }

    private void want(Intention intention) {
        machine.want(intention, context.now());
    }

    /** RFC 4555 1.3: whether we are the initiator in the sense of MOBIKE, which decides on addresses. */
    boolean decides() {
        return mobility().isMobikeSpoken() && sa().authenticatedAsInitiator();
    }

    /** The path that is to be proven. */
    Optional<Path> targetPath() {
        return mobility().target().map(Mobility.Target::path);
    }

    private static InetAddress address(Path path) {
        return path.remote().getAddress();
    }

    /** The paths that there might be. */
    PathCandidates candidates() {
        return new PathCandidates(context, sa());
    }

    private Mobility mobility() {
        return sa().mobility();
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
