package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.authorization.InterfaceSettings;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.session.AppliedChanges;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.flexvpn.tunnel.VirtualTemplate;
import io.flexike.ike.engine.IkeInput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a gateway do what its configuration says, at the start and whenever it is changed. On one thread, in the
 * network namespace of the gateway.
 */
final class Reconfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(Reconfiguration.class);
    /** Our choice: so long a peer may take to answer the end of a session; its interface goes then in any case. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(10);

    private final AuthenticationMethods methods;
    private final EngineAccess engine;
    private final ConfiguredInterfaces configured;
    private final Interfaces interfaces;
    private final StaticTunnels tunnels;
    private final Authorizer authorizer;
    private final NetworkGuard guard;
    private final SessionKeeper keeper;
    private final Sessions sessions;
    private final OuterPorts ports;
    private final GatewayPlan first;
    /** What is there: without what could not be opened, which is tried again with the next change. */
    private volatile GatewayPlan current;

    Reconfiguration(
            GatewayPlan plan,
            AuthenticationMethods methods,
            EngineAccess engine,
            ConfiguredInterfaces configured,
            Interfaces interfaces,
            StaticTunnels tunnels,
            Authorizer authorizer,
            NetworkGuard guard,
            SessionKeeper keeper,
            Sessions sessions,
            OuterPorts ports) {
        this.first = plan;
        this.current = plan;
        this.methods = methods;
        this.engine = engine;
        this.configured = configured;
        this.interfaces = interfaces;
        this.tunnels = tunnels;
        this.authorizer = authorizer;
        this.guard = guard;
        this.keeper = keeper;
        this.sessions = sessions;
        this.ports = ports;
    }

    /**
     * Opens everything, before the engine starts.
     *
     * @throws IOException if an interface cannot be opened
     */
    void begin() throws IOException {
        for (StaticTunnel tunnel : current.tunnels()) {
            add(tunnel, configured.open(tunnel));
        }
        for (VirtualTemplate template : current.templates()) {
            configured.open(template);
        }
        authorizer.use(current.tunnels(), current.templates());
        guard.use(current.tunnels());
    }

    private void add(StaticTunnel tunnel, TunnelInterface device) {
        tunnels.add(tunnel, device, () -> new IkePolicies(current.policies()));
    }

    /** What is said of the gateway as a whole holds until it is closed. */
    List<String> obstacles(GatewayPlan next) {
        List<String> obstacles = new ArrayList<>();
        GatewayPlan.Options before = first.options();
        GatewayPlan.Options after = next.options();
        differ(obstacles, "other addresses to listen on", before, after, GatewayPlan.Options::listenAddresses);
        differ(obstacles, "another key log", before, after, GatewayPlan.Options::keyLog);
        differ(obstacles, "another capture file", before, after, GatewayPlan.Options::capture);
        differ(obstacles, "another observer of messages", before, after, GatewayPlan.Options::messageTrace);
        differ(obstacles, "another redaction of the log", before, after, GatewayPlan.Options::redaction);
        differ(
                obstacles,
                "other limits",
                before,
                after,
                options -> options.protocol().limits());
        differ(
                obstacles,
                "other protocol options",
                before,
                after,
                options -> options.protocol().options());
        differ(
                obstacles,
                "another redirector",
                before,
                after,
                options -> options.protocol().redirector());
        differ(
                obstacles,
                "another continuity",
                before,
                after,
                options -> options.protocol().continuity());
        differ(
                obstacles,
                "other crash secrets",
                before,
                after,
                options -> options.protocol().crashSecrets());
        differ(
                obstacles,
                "another crypto policy",
                before,
                after,
                options -> options.protocol().cryptoPolicy());
        differ(
                obstacles,
                "another size of the certificate cache",
                before,
                after,
                options -> options.protocol().certificateCache());
        differ(obstacles, "AH for the first time", first, next, GatewayPlan::namesAh);
        differ(obstacles, "other vendor IDs, as networks are exchanged", first, next, GatewayPlan::vendorIds);
        next.tunnels().stream()
                .filter(tunnel -> tunnel.source()
                        .filter(source -> ports.ofAddress(source).isEmpty())
                        .isPresent())
                .forEach(tunnel -> obstacles.add(tunnel + ": a source that is not listened on"));
        return obstacles;
    }

    private static <T> void differ(List<String> obstacles, String what, T before, T after, Function<T, Object> aspect) {
        if (!aspect.apply(before).equals(aspect.apply(after))) {
            obstacles.add(what + " than at the start");
        }
    }

    /**
     * Applies a changed configuration.
     *
     * @throws IOException if interfaces could not be opened; everything else is applied
     */
    AppliedChanges apply(GatewayPlan next) throws IOException, InterruptedException {
        ConfigurationDifference difference = new ConfigurationDifference(current, next);
        engine.command(new IkeInput.UseProfiles(next.responders(methods)));
        await(onEngine(() -> give(next, difference)), FAREWELL);
        difference.closed().forEach(this::close);
        current = current.without(Set.copyOf(difference.closed()));
        Map<String, String> problems = open(next, difference.opened());
        current = next.without(problems.keySet());
        await(onEngine(() -> adjust(next, difference)), ENGINE_PATIENCE);
        next.tunnels().stream()
                .map(StaticTunnel::name)
                .filter(difference.opened()::contains)
                .forEach(tunnels::dial);
        if (!problems.isEmpty()) {
            throw new IOException(String.join("; ", problems.values()));
        }
        return difference.summary();
    }

    /** The engine's thread ends what cannot stay; nobody new comes in under what was said before. */
    private CompletableFuture<Void> give(GatewayPlan next, ConfigurationDifference difference) {
        authorizer.use(next.tunnels(), next.templates());
        guard.use(next.tunnels());
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (String name : difference.closed()) {
            tunnels.remove(name);
            ends.add(keeper.dismissals().endAll(name, profile -> true));
        }
        difference
                .lostProfiles()
                .forEach((name, profiles) -> ends.add(keeper.dismissals().endAll(name, profiles::contains)));
        ends.add(keeper.dismissals()
                .endThose(session -> isUnwelcome(next, session) || hasOtherInterface(next, session)));
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    private void close(String name) {
        try {
            configured.close(name);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} did not close: {}", name, e.toString());
        }
    }

    /** Says by name what could not be opened, and why. */
    private Map<String, String> open(GatewayPlan next, Set<String> names) throws InterruptedException {
        Map<String, String> problems = new LinkedHashMap<>();
        for (StaticTunnel tunnel : next.tunnels()) {
            if (names.contains(tunnel.name())) {
                try {
                    TunnelInterface device = configured.open(tunnel);
                    await(
                            onEngine(() -> {
                                add(tunnel, device);
                                return CompletableFuture.completedFuture(null);
                            }),
                            ENGINE_PATIENCE);
                } catch (IOException | RuntimeException e) {
                    close(tunnel.name());
                    problems.put(tunnel.name(), tunnel + " could not be opened: " + e.getMessage());
                }
            }
        }
        for (VirtualTemplate template : next.templates()) {
            if (names.contains(template.name())) {
                try {
                    configured.open(template);
                } catch (IOException | RuntimeException e) {
                    problems.put(template.name(), template + " could not be opened: " + e.getMessage());
                }
            }
        }
        return problems;
    }

    /** On the engine's thread: what is only different in its terms goes on under the new ones. */
    private CompletableFuture<Void> adjust(GatewayPlan next, ConfigurationDifference difference) {
        for (StaticTunnel tunnel : next.tunnels()) {
            if (difference.isAdjusted(tunnel.name())) {
                interfaces.find(tunnel.name()).ifPresent(device -> device.setStaticRoutes(tunnel.staticRoutes()));
                tunnels.use(tunnel);
            }
        }
        sessions.all()
                .toList()
                .forEach(session -> terms(next, session).ifPresent(terms -> keeper.changed(session, terms)));
        return CompletableFuture.completedFuture(null);
    }

    private static Optional<SessionTerms> terms(GatewayPlan plan, Session session) {
        String origin = session.device().origin();
        String profileName = session.sa().profileName();
        return plan.tunnels().stream()
                .filter(tunnel -> tunnel.name().equals(origin))
                .map(tunnel -> SessionTerms.of(
                        tunnel,
                        session.sa().remoteIdentity(),
                        session.placement().eapIdentity()))
                .findFirst()
                .or(() -> plan.templates().stream()
                        .filter(template -> template.name().equals(origin))
                        .flatMap(template -> template.profiles().stream()
                                .filter(profile -> profile.name().equals(profileName))
                                .map(profile -> SessionTerms.of(template, profile, policy(profile, session))))
                        .findFirst());
    }

    /** Whether the peer would be refused now: its profile has rules, and none of them is for it. */
    private static boolean isUnwelcome(GatewayPlan plan, Session session) {
        String origin = session.device().origin();
        return Stream.concat(
                        plan.tunnels().stream()
                                .filter(tunnel -> tunnel.name().equals(origin) && !session.hasConnected())
                                .flatMap(tunnel -> tunnel.profile().stream()),
                        plan.templates().stream()
                                .filter(template -> template.name().equals(origin))
                                .flatMap(template -> template.profiles().stream()))
                .filter(profile -> profile.name().equals(session.sa().profileName()))
                .anyMatch(profile -> profile.authorization().isPresent()
                        && policy(profile, session).isEmpty());
    }

    /** Whether the policy of a peer that has an interface of its own would give it another one now. */
    private static boolean hasOtherInterface(GatewayPlan plan, Session session) {
        return plan.templates().stream()
                .filter(template -> template.devicePerPeer()
                        && template.name().equals(session.device().origin()))
                .flatMap(template -> template.profiles().stream())
                .filter(profile -> profile.name().equals(session.sa().profileName()))
                .anyMatch(profile -> !policy(profile, session)
                        .map(AuthorizationPolicy::interfaceSettings)
                        .orElse(InterfaceSettings.NONE)
                        .equals(session.device().ofPeer()));
    }

    private static Optional<AuthorizationPolicy> policy(IkeProfile profile, Session session) {
        return profile.authorization()
                .flatMap(rules -> session.sa()
                        .remoteIdentity()
                        .flatMap(
                                peer -> rules.policyOf(peer, session.placement().eapIdentity())));
    }

    private record Begun(CompletableFuture<Void> end) {}

    private CompletableFuture<Void> onEngine(Supplier<CompletableFuture<Void>> task) {
        return engine.ask(() -> new Begun(task.get())).thenCompose(Begun::end);
    }

    private static void await(CompletableFuture<Void> end, Duration patience) throws InterruptedException {
        try {
            end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("not every peer has answered the end of its session");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the configuration was not applied as a whole", e.getCause());
        }
    }
}
