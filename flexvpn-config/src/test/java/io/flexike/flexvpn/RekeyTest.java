package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.SaLifetime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RekeyTest {
    private final Lab lab = new Lab();
    private final Lab.Host hubHost = new Lab.Host("hub", "10.1.0.10");
    private final Lab.Host host = new Lab.Host("one");
    private final EventProbe hubEvents = new EventProbe();
    private final FlexVpnGateway hub =
            lab.hub(hubHost, hubEvents, policy -> policy.pool(AddressPool.of("pool", "10.255.0.0/24"))
                    .advertise("10.0.0.0/8"));

    @AfterEach
    void end() {
        lab.close();
    }

    private boolean pings() throws InterruptedException {
        return host.pings("10.255.0.2", "10.1.0.10", 100);
    }

    private SessionSnapshot session() {
        assertThat(hub.sessions()).hasSize(1);
        return hub.sessions().get(0);
    }

    @Test
    void a_session_keeps_its_traffic_and_its_counters_when_its_child_sa_is_rekeyed() throws Exception {
        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        SessionSnapshot before = hubEvents.await(GatewayEvent.SessionUp.class).session();
        assertThat(pings()).isTrue();

        hub.rekey(before, before.children().get(0));
        hubEvents.await(GatewayEvent.SessionRekeyed.class);

        assertThat(pings()).isTrue();
        await().untilAsserted(() -> assertThat(session().children()).hasSize(1));
        assertThat(session().children().get(0).inboundSpi())
                .isNotEqualTo(before.children().get(0).inboundSpi());
        assertThat(one.session().children().get(0).outboundSpi())
                .isEqualTo(session().children().get(0).inboundSpi());
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(session().received().packets()).isEqualTo(2));
        assertThat(host.routes(0)).containsExactly("10.0.0.0/8");
        assertThat(hubHost.routes(0)).containsExactly("10.255.0.2/32");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_session_goes_on_when_its_ike_sa_is_rekeyed(boolean byHub) throws Exception {
        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        SessionSnapshot before = hubEvents.await(GatewayEvent.SessionUp.class).session();

        if (byHub) {
            hub.rekey(before);
        } else {
            one.rekey();
        }
        SessionSnapshot after =
                hubEvents.await(GatewayEvent.SessionRekeyed.class).session();

        assertThat(after.localSpi()).isNotEqualTo(before.localSpi());
        assertThat(after.interfaceName()).isEqualTo(before.interfaceName());
        assertThat(after.since()).isEqualTo(before.since());
        assertThat(after.children()).hasSize(1);
        assertThat(pings()).isTrue();
        hub.disconnect(before).join();
        assertThat(hub.sessions()).isEmpty();
    }

    @Test
    void a_client_that_authenticates_anew_keeps_its_address_and_its_traffic() throws Exception {
        RemoteAccess one = lab.connect(lab.client("one", host, hub));
        SessionSnapshot before = hubEvents.await(GatewayEvent.SessionUp.class).session();

        one.reauthenticate();
        SessionSnapshot after = hubEvents.await(GatewayEvent.SessionUp.class).session();

        assertThat(hubEvents.await(GatewayEvent.SessionDown.class).reason().kind())
                .isEqualTo(CloseReason.Kind.PEER_DELETED);
        assertThat(after.assigned().addresses()).containsExactly(IpPrefix.parseAddress("10.255.0.2"));
        assertThat(after.localSpi()).isNotEqualTo(before.localSpi());
        assertThat(host.addresses(0)).containsExactly("10.255.0.2/32");
        assertThat(hubHost.routes(0)).containsExactly("10.255.0.2/32");
        assertThat(pings()).isTrue();
        assertThat(one.whenClosed().toCompletableFuture()).isNotDone();
        assertThat(session().localSpi()).isEqualTo(after.localSpi());
    }

    @Test
    void a_child_sa_is_rekeyed_when_its_lifetime_says_so() throws Exception {
        IpsecProfile shortLived = IpsecProfile.named("short")
                .lifetime(SaLifetime.ENDLESS.time(Duration.ofMillis(700), Duration.ofSeconds(10)))
                .build();
        lab.connect(lab.client("one", host, hub).ipsec(shortLived));
        hubEvents.await(GatewayEvent.SessionUp.class);
        for (int i = 0; i < 3; i++) {
            hubEvents.await(GatewayEvent.SessionRekeyed.class);
            assertThat(pings()).isTrue();
        }
    }
}
