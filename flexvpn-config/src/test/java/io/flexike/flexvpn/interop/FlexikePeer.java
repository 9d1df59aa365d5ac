package io.flexike.flexvpn.interop;

import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.Subscription;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A gateway of ours that runs in this JVM and lives in a network namespace; its events are kept. */
final class FlexikePeer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FlexVpnGateway gateway;
    private final List<GatewayEvent> events = new CopyOnWriteArrayList<>();
    private final Subscription subscription;

    private FlexikePeer(FlexVpnGateway gateway) {
        this.gateway = gateway;
        subscription = gateway.events(events::add);
    }

    static FlexikePeer start(NetworkNamespace namespace, FlexVpnConfig config) throws Exception {
        return new FlexikePeer(namespace.enter(() -> FlexVpnGateway.start(config)));
    }

    static FlexikePeer start(NetworkNamespace namespace, FlexVpnConfig config, GatewayEnvironment environment)
            throws Exception {
        return new FlexikePeer(namespace.enter(() -> FlexVpnGateway.start(config, environment)));
    }

    FlexVpnGateway gateway() {
        return gateway;
    }

    /** Waits for a session that is up, the only one. */
    SessionSnapshot awaitSession() {
        return await("a session", () -> gateway.sessions().stream().findFirst());
    }

    /** Waits until the only session is as wanted. */
    SessionSnapshot awaitSession(Predicate<? super SessionSnapshot> wanted) {
        return await(
                "such a session",
                () -> gateway.sessions().stream().filter(wanted).findFirst());
    }

    /** Waits until there is no session. */
    void awaitNoSession() {
        await("the end of all sessions", () -> gateway.sessions().isEmpty() ? Optional.of(true) : Optional.empty());
    }

    /** Waits until an event of that sort has happened, and gives it. */
    <E extends GatewayEvent> E awaitEvent(Class<E> sort, Predicate<? super E> wanted) {
        return await(
                sort.getSimpleName(),
                () -> events.stream()
                        .filter(sort::isInstance)
                        .map(sort::cast)
                        .filter(wanted)
                        .findFirst());
    }

    private <T> T await(String what, Supplier<Optional<T>> source) {
        try {
            return Awaitility.await(what)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(PATIENCE)
                    .until(source::get, Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "no " + what + " within " + PATIENCE + "; events " + events + "; " + gateway.snapshot(), e);
        }
    }

    /** Ends the gateway with a Delete to its peers. */
    @Override
    public void close() {
        subscription.close();
        gateway.close();
    }
}
