package io.flexike.ike.engine;

import io.flexike.ike.exchange.AddressAnnouncement;
import io.flexike.ike.exchange.ExchangeResult;
import io.flexike.ike.exchange.Intention;
import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.Mobility;
import io.flexike.ike.task.OuterAddresses;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What exchanges with the peer have shown of the paths to it, and what follows (RFC 4555 3.5 to 3.9). */
final class PathAnswers {
    /** Our choice: how often a path is asked for again that a NAT makes unusable (RFC 4555 3.9). */
    private static final int NAT_RETRIES = 3;

    private final Paths paths;
    private final IkeSaMachine machine;
    private final EngineContext context;
    private int refusals;
    private boolean answerUnclear;
    private Path answeredAlong;

    PathAnswers(Paths paths, IkeSaMachine machine, EngineContext context) {
        this.paths = paths;
        this.machine = machine;
        this.context = context;
        this.answeredAlong = machine.sa().path();
    }

    /** The search for a path begins anew. */
    void forgetRefusals() {
        refusals = 0;
    }

    /** A response has come, before it is looked into. */
    void answered(RequestWindow.Outstanding request, Path path) {
        answerUnclear = request.isSpread();
        answeredAlong = path;
        if (!answerUnclear || !mobility().isMobikeSpoken()) {
            return;
        }
        boolean announced =
                request.exchange().filter(AddressAnnouncement.class::isInstance).isPresent();
        if (announced) {
            // RFC 4555 3.6: the peer has taken it from one of several addresses of ours; which one is not known.
            want(AddressAnnouncement.along(sa().path()));
        }
        if (paths.decides()
                && paths.targetPath().isEmpty()
                && !path.equals(sa().path())
                && paths.candidates().all().contains(path)) {
            paths.aim(path, Optional.empty());
        }
    }

    /** An exchange has ended with something about paths. */
    void conclude(ExchangeResult.OfPath result) {
        if (result instanceof ExchangeResult.PathProven proven) {
            proven(proven);
        } else if (result instanceof ExchangeResult.PathRefused refused) {
            refused(refused);
        } else if (result instanceof ExchangeResult.PathUpdated updated) {
            updated(updated);
        } else if (result instanceof ExchangeResult.PeerAddressesTold told) {
            peerAddressesTold(told.path());
        } else if (result instanceof ExchangeResult.MappingChanged) {
            if (!answerUnclear && paths.decides()) {
                paths.aim(sa().path(), Optional.empty());
            }
        } else {
            throw new AssertionError("a result without a handler: " + result);
        }
    }

    private void proven(ExchangeResult.PathProven proven) {
        Optional<Mobility.Target> target = mobility().target();
        if (target.filter(wanted -> wanted.path().equals(proven.path())).isEmpty()) {
            // Something else is wanted by now, and is asked for already.
            return;
        }
        if (!answerUnclear) {
            refusals = 0;
            mobility().target(null);
            paths.move(
                    proven.path(),
                    target.get().nat().or(proven::nat).orElse(mobility().nat()));
            return;
        }
        // RFC 4555 3.7: a request that went along several paths does not tell which one of them works.
        mobility().target(null);
        if (sa().path().carrier() == Carrier.TCP) {
            // UDP does not work yet.
            return;
        }
        if (paths.decides()) {
            paths.aim(
                    paths.candidates().all().contains(answeredAlong) ? answeredAlong : proven.path(), Optional.empty());
        } else if (answeredAlong.equals(proven.path())) {
            paths.aim(proven.path(), target.get().nat());
        }
    }

    private void refused(ExchangeResult.PathRefused refused) {
        if (paths.targetPath().filter(refused.path()::equals).isEmpty()) {
            return;
        }
        mobility().target(null);
        refusals++;
        if (!paths.decides()) {
            return;
        }
        if (refused.unexpectedNat() && refusals <= NAT_RETRIES) {
            // RFC 4555 3.9: whoever changed one packet may be gone with the next.
            paths.aim(refused.path(), Optional.empty());
            return;
        }
        // RFC 4555 3.5: one of the others may be accepted.
        List<Path> others = paths.candidates().all().stream()
                .filter(path -> !path.equals(refused.path()))
                .toList();
        if (refusals <= PathCandidates.MOST && !others.isEmpty()) {
            paths.aim(others.get(refusals % others.size()), Optional.empty());
        }
    }

    /** RFC 4555 3.7: before packets go to an address that the peer claims to have, it has to answer from there. */
    private void updated(ExchangeResult.PathUpdated updated) {
        Path path = updated.path();
        if (address(path).equals(address(sa().path()))) {
            mobility().target(null);
            paths.move(path, updated.nat().orElse(mobility().nat()));
        } else {
            paths.aim(path, updated.nat());
            if (!machine.requests().hasRoom(sa().peerWindow())) {
                paths.alsoAlong(path);
            }
        }
    }

    /** RFC 4555 3.5: we move if the peer has no longer the address that we use. */
    private void peerAddressesTold(Path path) {
        List<InetAddress> addresses = mobility().peerAddresses();
        if (addresses.contains(address(sa().path()))) {
            return;
        }
        boolean direct = OuterAddresses.isAcceptable(path)
                && path.natTraversal() == sa().path().natTraversal();
        Optional<Path> next = direct
                ? Optional.of(path)
                : paths.candidates().all().stream()
                        .filter(candidate -> addresses.contains(address(candidate)))
                        .findFirst();
        refusals = 0;
        next.ifPresent(found -> paths.aim(found, Optional.empty()));
    }

    private void want(Intention intention) {
        machine.want(intention, context.now());
    }

    private static InetAddress address(Path path) {
        return path.remote().getAddress();
    }

    private Mobility mobility() {
        return sa().mobility();
    }

    private IkeSa sa() {
        return machine.sa();
    }
}
