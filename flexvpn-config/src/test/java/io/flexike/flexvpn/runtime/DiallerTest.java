package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.trace.Redaction;
import io.flexike.ike.transport.IkePorts;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DiallerTest {
    private static final Keyring KEYS = Keyring.named("keys")
            .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
            .build();

    private final StaticTunnel tunnel = StaticTunnel.named("Tunnel0")
            .profile(IkeProfile.named("p")
                    .identity(Identity.fqdn("a.example"))
                    .matchRemote(Identity.fqdn("b.example"))
                    .local(Authentication.preSharedKey(KEYS))
                    .remote(Authentication.preSharedKey(KEYS))
                    .build())
            .destination("127.0.0.1")
            .address("10.255.0.2/30")
            .build();

    @Test
    void a_bug_while_dialling_is_told_as_a_failure_and_the_next_time_comes() throws Exception {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (OuterPorts ports = ports()) {
            Dialler dialler = new Dialler(
                    tunnel,
                    (same, local, remote) -> PeerProfiles.initiator(
                            same, methods(CryptoPolicy.STANDARD), IkePolicies.NONE, local, remote),
                    0,
                    ports,
                    executor,
                    new Dialler.Callback() {
                        @Override
                        public boolean isUp() {
                            return false;
                        }

                        @Override
                        public void initiate(IkeInput input) {
                            throw new IllegalStateException("a bug of the engine");
                        }

                        @Override
                        public void failed(String reason) {
                            told.add(reason);
                        }
                    });
            for (int i = 0; i < 2; i++) {
                dialler.dialNow();
                assertThat(told.poll(10, TimeUnit.SECONDS)).contains("a bug of the engine");
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private OuterPorts ports() throws IOException {
        GatewayPlan.Options options = new GatewayPlan.Options(
                List.of(),
                GatewayPlan.Protocol.of(ProtocolOptions.DEFAULT),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Redaction.NONE);
        GatewayEnvironment environment = GatewayEnvironment.inMemory(
                InMemoryHost.named("host", System::nanoTime), "127.0.0.1", IkePorts.EPHEMERAL);
        GatewayPlan plan =
                new GatewayPlan(List.of(tunnel), List.of(), List.of(), options, environment, true, List.of());
        return OuterPorts.bind(plan, ChosenAddresses.of(plan), List.of(), port -> port);
    }

    private static AuthenticationMethods methods(CryptoPolicy policy) {
        return new AuthenticationMethods(
                policy, GatewayEnvironment.linux(), new SecureRandom(), new CertificateCache(1));
    }
}
