package io.flexike.ike.engine;

import io.flexike.ike.exchange.InformationalInitiation;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.RedirectPolicy;
import io.flexike.ike.session.RedirectTarget;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.RedirectHistory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What an initiator does when its gateway sends it to another one (RFC 5685). */
final class Redirection {
    /** Our choice: how long the application may look for the address of a name. */
    private static final Duration RESOLUTION = Duration.ofSeconds(30);

    private final IkeSaMachine machine;
    private final EngineContext context;

    Redirection(IkeSaMachine machine, EngineContext context) {
        this.machine = machine;
        this.context = context;
    }

    /** Why an IKE SA ends at the gateway that redirects and at the initiator that follows. */
    static CloseReason reason(RedirectTarget target) {
        return new CloseReason(CloseReason.Kind.REDIRECTED, "the gateway sends the initiator to " + target);
    }

    /** The gateway has said so in or after IKE_AUTH. */
    void redirected(RedirectTarget target, Instant now) {
        if (machine.isEstablished()) {
            follow(target).ifPresent(refusal -> machine.refuse(machine.sa().path(), refusal.explanation()));
        } else if (machine.state() instanceof State.Authenticating authenticating) {
            // RFC 5685 6: the IKE SA is valid, and nobody needs it.
            CloseReason reason =
                    authenticating.farewell().orElseGet(() -> follow(target).orElse(reason(target)));
            machine.ending().depart(InformationalInitiation.deleteIkeSa(reason), reason, now);
        }
    }

    /** RFC 5685 6: both ends are authenticated, and the initiator deletes the IKE SA at once. */
    void sentAway(RedirectTarget target, Instant now) {
        IkeSa sa = machine.sa();
        sa.forgetAuthenticationKeys();
        context.event(new IkeEvent.Redirected(sa.localSpi(), sa.path(), target));
        machine.become(new State.AwaitingDelete(reason(target)));
        machine.expiresAt(now.plus(context.settings().options().redirects().patience()));
    }

    /**
     * Begins an IKE SA with the other gateway, under the same handle. An established one goes on until that is up.
     *
     * @return why it does not follow, empty if it does
     */
    Optional<CloseReason> follow(RedirectTarget target) {
        IkeSa sa = machine.sa();
        RedirectPolicy policy = context.settings().options().redirects();
        Optional<RedirectHistory> history =
                RedirectHistory.after(sa.peer().redirects(), sa.path().remote().getAddress(), context.now(), policy);
        if (history.isEmpty()) {
            return refusal(
                    target,
                    "it is the " + (policy.maxRedirects() + 1) + "th within "
                            + policy.loopDetectPeriod().toSeconds() + " s");
        }
        if (context.siblings().isShutDown()) {
            return refusal(target, "this end shuts down");
        }
        if (target instanceof RedirectTarget.Address to && !fits(sa.path(), to.address())) {
            return refusal(
                    target, "we talk to gateways from " + local(sa.path()).getHostAddress());
        }
        boolean live = machine.isEstablished();
        if (live && !machine.succession().beginReauthentication()) {
            return refusal(target, "a new IKE SA is about to replace this one already");
        }
        context.event(new IkeEvent.Redirected(sa.localSpi(), sa.path(), target));
        Path path = target instanceof RedirectTarget.Address to ? towards(sa.path(), to.address()) : sa.path();
        Path natTraversalPath = target instanceof RedirectTarget.Address to
                ? towards(sa.natTraversalPath(), to.address())
                : sa.natTraversalPath();
        context.siblings().divert(sa, path, natTraversalPath, next -> {
            next.sa().peer().redirects(history.get());
            if (live) {
                next.succession().replaces(sa.localSpi(), reason(target));
            } else {
                machine.succession().passReplacementTo(next);
            }
            if (target instanceof RedirectTarget.Name name) {
                new Redirection(next, context).awaitAddress(name.name());
            }
        });
        return Optional.empty();
    }

    /** Waits for the address of the gateway of that name before the first request goes out. */
    private void awaitAddress(String name) {
        machine.become(new State.Resolving(name));
        machine.expiresAt(context.now().plus(RESOLUTION));
        context.output(new IkeOutput.ResolveGateway(
                machine.sa().localSpi(), name, local(machine.sa().path())));
    }

    /** The gateway of that name has an address, or none. */
    void resolved(Optional<InetAddress> address, Instant now) {
        if (machine.state() instanceof State.Resolving resolving) {
            Optional<String> refusal = towards(address);
            if (refusal.isPresent()) {
                String why = resolving.name() + ": " + refusal.get();
                machine.close(new CloseReason(CloseReason.Kind.NO_RESPONSE, why), now);
                return;
            }
            machine.expiresAt(Instant.MAX);
            InitNegotiation negotiation =
                    new InitNegotiation(machine, context, machine.sa().natTraversalPath());
            machine.become(new State.Initiating(negotiation));
            negotiation.send(now);
        }
    }

    /** Turns to the address of the gateway; tells why that is not possible. */
    private Optional<String> towards(Optional<InetAddress> address) {
        IkeSa sa = machine.sa();
        if (address.isEmpty()) {
            return Optional.of("no address was found");
        }
        if (!fits(sa.path(), address.get())) {
            return Optional.of("its address " + address.get().getHostAddress() + " cannot be reached from "
                    + local(sa.path()).getHostAddress());
        }
        sa.natTraversalPath(towards(sa.natTraversalPath(), address.get()));
        sa.path(towards(sa.path(), address.get()));
        return Optional.empty();
    }

    private static Optional<CloseReason> refusal(RedirectTarget target, String why) {
        return Optional.of(new CloseReason(
                CloseReason.Kind.PEER_REFUSED, "a redirect to " + target + " was not followed: " + why));
    }

    private static Path towards(Path path, InetAddress gateway) {
        return path.withRemote(new InetSocketAddress(gateway, path.remote().getPort()));
    }

    private static boolean fits(Path path, InetAddress gateway) {
        return local(path).isAnyLocalAddress() || local(path).getClass().equals(gateway.getClass());
    }

    private static InetAddress local(Path path) {
        return path.local().getAddress();
    }
}
