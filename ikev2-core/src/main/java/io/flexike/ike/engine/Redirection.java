package io.flexike.ike.engine;

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

    /**
     * Begins an IKE SA with the other gateway, under the same handle. An established one goes on until that is up.
     *
     * @return why it does not follow, empty if it does
     */
    Optional<CloseReason> follow(RedirectTarget target) {
        IkeSa sa = machine.sa();
        RedirectPolicy policy = context.settings().options().redirects();
        Optional<RedirectHistory> history =
                RedirectHistory.after(sa.redirects(), sa.path().remote().getAddress(), context.now(), policy);
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
            next.sa().redirects(history.get());
            if (live) {
                next.succession().replaces(sa.localSpi(), reason(target));
            } else {
                machine.succession().passReplacementTo(next);
            }
            if (target instanceof RedirectTarget.Name name) {
                next.awaitAddress(name.name(), context.now().plus(RESOLUTION));
            }
        });
        return Optional.empty();
    }

    /** Turns to the address of the gateway; tells why that is not possible. */
    Optional<String> towards(Optional<InetAddress> address) {
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
