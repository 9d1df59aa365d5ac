package io.flexike.flexvpn;

import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.session.CloseReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A remote-access client: connects to the first of several gateways that lets it in. Immutable. */
public final class FlexVpnClient {
    private static final String TUNNEL = "Tunnel0";

    private final List<PeerEndpoint> gateways;
    private final List<FlexVpnConfig> configs;
    private final GatewayEnvironment environment;

    private FlexVpnClient(List<PeerEndpoint> gateways, List<FlexVpnConfig> configs, GatewayEnvironment environment) {
        this.gateways = List.copyOf(gateways);
        this.configs = List.copyOf(configs);
        this.environment = environment;
    }

    /** Begins a client. */
    public static Builder create() {
        return new Builder();
    }

    /**
     * Connects to the gateways in turn until one lets us in.
     *
     * @return fails with {@link FlexVpnException}, whose message says for every gateway why not; cancelling or timing
     *     it out ends the attempt, and nothing stays connected
     */
    public CompletableFuture<RemoteAccess> connect() {
        CompletableFuture<RemoteAccess> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> connectInTurn(result), "flexike-connect");
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private void connectInTurn(CompletableFuture<RemoteAccess> result) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < gateways.size() && !result.isDone(); i++) {
            try {
                RemoteAccess access = connect(gateways.get(i), configs.get(i), result);
                if (!result.complete(access)) {
                    access.close();
                }
                return;
            } catch (FlexVpnException | CompletionException e) {
                String problem = e.getCause() instanceof FlexVpnException cause ? cause.getMessage() : e.getMessage();
                problems.add(gateways.get(i) + ": " + problem);
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
                return;
            }
        }
        result.completeExceptionally(new FlexVpnException(String.join("; ", problems), null));
    }

    private RemoteAccess connect(PeerEndpoint endpoint, FlexVpnConfig config, CompletableFuture<RemoteAccess> wanted) {
        Attempt attempt = new Attempt();
        FlexVpnGateway gateway = FlexVpnGateway.startOnce(config, environment, attempt);
        CompletableFuture<RemoteAccess> unused = wanted.whenComplete((access, problem) ->
                attempt.up.completeExceptionally(new FlexVpnException("nobody waits for it any more", null)));
        try {
            SessionSnapshot session = attempt.up.join();
            return new RemoteAccess(gateway, endpoint, session, attempt.end);
        } catch (CompletionException e) {
            gateway.close();
            throw e;
        }
    }

    /** What becomes of one attempt. */
    private static final class Attempt implements Consumer<GatewayEvent> {
        private final CompletableFuture<SessionSnapshot> up = new CompletableFuture<>();
        private final CompletableFuture<CloseReason> end = new CompletableFuture<>();
        /** Two for a moment while one takes the place of the other; only for the thread of the events. */
        private int sessions;

        @Override
        public void accept(GatewayEvent event) {
            if (event instanceof GatewayEvent.SessionUp session) {
                sessions++;
                up.complete(session.session());
            } else if (event instanceof GatewayEvent.SessionDown down) {
                sessions--;
                if (sessions == 0) {
                    end.complete(down.reason());
                }
            } else if (event instanceof GatewayEvent.ConnectFailed failed) {
                up.completeExceptionally(new FlexVpnException(failed.reason(), null));
            }
        }
    }

    /** Collects the parts of a client. */
    public static final class Builder {
        private final List<PeerEndpoint> gateways = new ArrayList<>();
        private final List<Consumer<StaticTunnel.Builder>> tunnelParts = new ArrayList<>();
        private final IkeProfile.Builder profile = IkeProfile.named("client");
        private GatewayEnvironment environment = GatewayEnvironment.linux();
        private Consumer<FlexVpnConfig.Builder> options = config -> {};

        private Builder() {}

        /** Gateways by address or host name, in order of preference. */
        public Builder gateways(String... hosts) {
            for (String host : hosts) {
                gateways.add(PeerEndpoint.of(host));
            }
            return this;
        }

        /** Gateways with other ports than the usual ones, in order of preference. */
        public Builder gateways(PeerEndpoint... endpoints) {
            gateways.addAll(List.of(endpoints));
            return this;
        }

        /** What we call ourselves. */
        public Builder identity(Identity own) {
            profile.identity(own);
            return this;
        }

        /** Accepts gateways whose identity matches one of these. */
        public Builder matchRemote(IdentityMatcher... matchers) {
            profile.matchRemote(matchers);
            return this;
        }

        /** How we prove our identity. */
        public Builder local(Authentication authentication) {
            profile.local(authentication);
            return this;
        }

        /** How the gateway has to prove its identity. */
        public Builder remote(Authentication authentication) {
            profile.remote(authentication);
            return this;
        }

        /**
         * Asks a silent gateway for a sign of life and ends the session when none comes; after 30 s if not said.
         *
         * @param silence 1 s to 1 h
         */
        public Builder dpd(Duration silence) {
            profile.dpd(silence);
            return this;
        }

        /** How packets are protected, in place of the default. */
        public Builder ipsec(IpsecProfile ipsecProfile) {
            tunnelParts.add(tunnel -> tunnel.ipsec(ipsecProfile));
            return this;
        }

        /**
         * Asks for an inner IPv4 address. Routes to the networks that the gateway names lead into the tunnel then. If
         * it names none and protects everything, say with {@link #tunnel} which routes there are to be: a default route
         * would also take the tunnel's own packets.
         */
        public Builder requestAddress() {
            tunnelParts.add(StaticTunnel.Builder::requestAddress);
            return this;
        }

        /** Asks for an inner IPv6 address. */
        public Builder requestIpv6Address() {
            tunnelParts.add(StaticTunnel.Builder::requestIpv6Address);
            return this;
        }

        /** Asks for name servers. */
        public Builder requestDns() {
            tunnelParts.add(StaticTunnel.Builder::requestDns);
            return this;
        }

        /** Says more of the tunnel, such as its device name, its MTU or networks behind us. */
        public Builder tunnel(Consumer<StaticTunnel.Builder> description) {
            tunnelParts.add(description);
            return this;
        }

        /** Says more of the configuration, such as a key log or a capture. */
        public Builder options(Consumer<FlexVpnConfig.Builder> description) {
            options = options.andThen(description);
            return this;
        }

        /** Where it runs, in place of TUN devices and sockets of Linux. */
        public Builder environment(GatewayEnvironment where) {
            environment = where;
            return this;
        }

        /**
         * The client.
         *
         * @throws ConfigurationException if it is incomplete or contradicts itself; lists everything that was found
         */
        public FlexVpnClient build() {
            List<ConfigurationFinding> findings = new ArrayList<>();
            if (gateways.isEmpty()) {
                findings.add(new ConfigurationFinding(List.of("client"), "no gateway to connect to"));
            }
            // without a gateway, the rest is checked all the same
            List<PeerEndpoint> endpoints =
                    gateways.isEmpty() ? List.of(PeerEndpoint.of("gateway.invalid")) : List.copyOf(gateways);
            List<FlexVpnConfig> configs = new ArrayList<>();
            for (PeerEndpoint endpoint : endpoints) {
                try {
                    configs.add(config(profile.build(), endpoint));
                } catch (ConfigurationException e) {
                    e.findings().stream()
                            .filter(found -> !findings.contains(found))
                            .forEach(findings::add);
                }
            }
            if (!findings.isEmpty()) {
                throw new ConfigurationException(findings);
            }
            return new FlexVpnClient(gateways, configs, environment);
        }

        private FlexVpnConfig config(IkeProfile ike, PeerEndpoint endpoint) {
            FlexVpnConfig.Builder config = FlexVpnConfig.create().staticTunnel(TUNNEL, tunnel -> {
                tunnel.profile(ike).destination(endpoint);
                tunnelParts.forEach(part -> part.accept(tunnel));
            });
            options.accept(config);
            return config.build();
        }
    }
}
