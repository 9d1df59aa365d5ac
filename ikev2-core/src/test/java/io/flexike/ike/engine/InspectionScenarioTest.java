package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.Path;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an engine tells of its IKE SAs to those who look closely. */
class InspectionScenarioTest {
    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1)
            .with(ProtocolOptions.DEFAULT.withWindowSize(7).withVendorIds(List.of(VendorId.FLEXVPN_SUPPORTED))));
    private final Peers.End bob =
            peers.new End(Peers.settings(2, Peers.bob().build()).with(EngineLimits.DEFAULT.withMaxHalfOpen(1, 1)));

    private void connect() {
        alice.step(Peers.initiate(Peers.alice()
                .policy(IkeSaPolicy.DEFAULT
                        .withLifetime(SaLifetime.ofTime(Duration.ofHours(1)))
                        .withLiveness(Duration.ofSeconds(30), IkeSaPolicy.LivenessMode.ON_DEMAND))
                .build()));
        Peers.settle(alice, bob);
    }

    private IkeSaDetails details(Peers.End end) {
        List<IkeSaDetails> all = end.engine.details(peers.now);
        assertThat(all).hasSize(1);
        assertThat(end.engine.details(all.get(0).sa().localSpi(), peers.now)).contains(all.get(0));
        return all.get(0);
    }

    @Test
    void it_tells_windows_and_message_ids() {
        connect();
        assertThat(details(alice).localWindow()).isEqualTo(7);
        assertThat(details(alice).remoteWindow()).isEqualTo(5);
        assertThat(details(bob).localWindow()).isEqualTo(5);
        assertThat(details(bob).remoteWindow()).isEqualTo(7);
        long next = details(alice).nextRequest();
        assertThat(details(bob).expectedRequest()).isEqualTo(next);
        long spi = details(alice).sa().localSpi();
        alice.step(new IkeInput.CheckLiveness(spi));
        assertThat(details(alice).nextRequest()).isEqualTo(next + 1);
        assertThat(details(alice).requestsUnderWay()).isEqualTo(1);
        Peers.settle(alice, bob);
        assertThat(details(bob).expectedRequest()).isEqualTo(next + 1);
        assertThat(details(alice).requestsUnderWay()).isZero();
        assertThat(details(bob).nextRequest()).isZero();
        assertThat(details(alice).expectedRequest()).isZero();
    }

    @Test
    void it_tells_what_is_configured_and_agreed_upon() {
        connect();
        assertThat(details(alice).liveness()).isEqualTo(Duration.ofSeconds(30));
        assertThat(details(alice).livenessMode()).isEqualTo(IkeSaPolicy.LivenessMode.ON_DEMAND);
        assertThat(details(bob).liveness()).isEqualTo(SaLifetime.FOREVER);
        assertThat(details(alice).fragmentOctets()).isEqualTo(1280);
        assertThat(details(alice).localAuthentication()).contains(AuthMethod.SHARED_KEY);
        assertThat(details(bob).remoteAuthentication()).contains(AuthMethod.SHARED_KEY);
        assertThat(details(bob).peerSpeaksFlexVpn()).isTrue();
        assertThat(details(alice).peerSpeaksFlexVpn()).isFalse();
        assertThat(details(alice).nat()).isEqualTo(IkeSaDetails.Nat.NONE);
        assertThat(details(alice).additionalKeyExchanges()).isEmpty();
        assertThat(details(alice).ppk()).isEmpty();
    }

    @Test
    void its_times_go_on_and_a_rekeying_begins_a_new_life() {
        connect();
        Duration atFirst = details(alice).untilExpired().orElseThrow();
        assertThat(atFirst).isBetween(Duration.ofMinutes(30), Duration.ofHours(1));
        peers.now = peers.now.plusSeconds(60);
        assertThat(details(alice).age()).contains(Duration.ofSeconds(60));
        assertThat(details(alice).untilExpired()).contains(atFirst.minusSeconds(60));
        assertThat(details(alice).untilRekeyed().orElseThrow()).isLessThan(atFirst);
        assertThat(details(bob).untilExpired()).isEmpty();
        alice.step(new IkeInput.RekeyIkeSa(details(alice).sa().localSpi()));
        Peers.settle(alice, bob);
        assertThat(details(alice).age()).contains(Duration.ofSeconds(60));
        assertThat(details(alice).untilExpired().orElseThrow()).isGreaterThan(atFirst.minusSeconds(60));
        assertThat(details(alice).localAuthentication()).contains(AuthMethod.SHARED_KEY);
    }

    @Test
    void it_tells_on_which_side_a_nat_is() {
        alice.step(Peers.initiate(Peers.alice().build()));
        IkeOutput.Transmit request = alice.sent.remove();
        InetSocketAddress mapped = new InetSocketAddress("198.51.100.9", 40_000);
        bob.step(new IkeInput.DatagramReceived(new Path(Peers.B500, mapped, false), request.octets()));
        assertThat(details(bob).nat()).isEqualTo(IkeSaDetails.Nat.OUTSIDE);
        assertThat(details(bob).age()).isEmpty();
        alice.step(new IkeInput.DatagramReceived(
                new Path(Peers.A500, Peers.B500, false), bob.sent.remove().octets()));
        assertThat(details(alice).nat()).isEqualTo(IkeSaDetails.Nat.INSIDE);
    }

    @Test
    void unknown_spis_have_no_details() {
        assertThat(alice.engine.details(1, peers.now)).isEmpty();
    }

    @Test
    void it_counts_ike_sas_and_first_requests() {
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.step(Peers.initiate(Peers.alice().build()));
        alice.deliverTo(bob);
        // One half-open IKE SA is the limit.
        alice.deliverTo(bob);
        assertThat(alice.engine.statistics())
                .isEqualTo(new EngineStatistics(0, 2, 0, 0, new EngineStatistics.Counters(0, 0, 0, 2, 0, 0, 0, 0, 0)));
        assertThat(bob.engine.statistics())
                .isEqualTo(new EngineStatistics(1, 0, 0, 0, new EngineStatistics.Counters(1, 1, 1, 0, 0, 0, 0, 0, 0)));
        Peers.settle(alice, bob);
        alice.step(new IkeInput.Shutdown(Duration.ofSeconds(5)));
        alice.step(Peers.initiate(Peers.alice().build()));
        assertThat(alice.engine.statistics().counters().outgoingRejected()).isEqualTo(1);
    }

    @Test
    void established_ike_sas_are_active_ones_also_after_a_rekeying_by_the_other_end() {
        connect();
        assertThat(alice.engine.statistics().outgoingActive()).isEqualTo(1);
        assertThat(bob.engine.statistics().incomingActive()).isEqualTo(1);
        bob.step(new IkeInput.RekeyIkeSa(details(bob).sa().localSpi()));
        Peers.settle(alice, bob);
        assertThat(alice.engine.statistics().outgoingActive()).isEqualTo(1);
        assertThat(alice.engine.statistics().incomingActive()).isZero();
        assertThat(bob.engine.statistics().incomingActive()).isEqualTo(1);
    }

    @Test
    void cookies_are_counted() {
        Peers.End careful =
                peers.new End(Peers.settings(2, Peers.bob().build()).with(EngineLimits.DEFAULT.withCookieThreshold(0)));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, careful);
        EngineStatistics.Counters counters = careful.engine.statistics().counters();
        assertThat(counters).isEqualTo(new EngineStatistics.Counters(1, 0, 0, 0, 0, 1, 1, 0, 0));
    }
}
