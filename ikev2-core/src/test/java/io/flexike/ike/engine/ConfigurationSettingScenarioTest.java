package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaPolicy;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CFG_SET and CFG_ACK of an established IKE SA (RFC 7296 3.15). */
class ConfigurationSettingScenarioTest {
    private static final ConfigurationAttributeType SUBNET = ConfigurationAttributeType.INTERNAL_IP4_SUBNET;
    private static final ConfigurationAttribute FIRST = subnet("10.7.0.0/16");
    private static final ConfigurationAttribute SECOND = subnet("10.8.0.0/16");
    private static final ConfigurationAttribute BANNER =
            ConfigurationAttribute.ofText(new ConfigurationAttributeType(28672), "hello");
    private static final IkeSaPolicy TAKES_SUBNETS =
            IkeSaPolicy.DEFAULT.withLifetime(SaLifetime.ENDLESS).withAcceptedConfiguration(Set.of(SUBNET));

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob =
            peers.new End(Peers.settings(2, Peers.bob().policy(TAKES_SUBNETS).build()));

    private static ConfigurationAttribute subnet(String prefix) {
        return ConfigurationAttribute.ofSubnet(IpPrefix.parse(prefix));
    }

    private void connect() {
        alice.step(Peers.initiate(Peers.alice().policy(TAKES_SUBNETS).build()));
        Peers.settle(alice, bob);
    }

    private static long spi(Peers.End end) {
        return end.engine.snapshots().get(0).localSpi();
    }

    private static void set(Peers.End end, ConfigurationAttribute... attributes) {
        end.step(new IkeInput.SetConfiguration(spi(end), List.of(attributes)));
    }

    private static List<CpPayload> configurations(Peers.End end, boolean sent) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message ->
                        message.sent() == sent && message.header().exchange().equals(ExchangeType.INFORMATIONAL))
                .flatMap(message -> message.payloads().stream())
                .filter(CpPayload.class::isInstance)
                .map(CpPayload.class::cast)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void either_end_sets_configuration_and_hears_what_is_accepted(boolean initiatorSets) {
        connect();
        Peers.End setter = initiatorSets ? alice : bob;
        Peers.End other = initiatorSets ? bob : alice;
        // HDR, SK {CP(CFG_SET)}  -->   <--  HDR, SK {CP(CFG_ACK)}
        set(setter, FIRST, BANNER, SECOND);
        Peers.settle(alice, bob);
        assertThat(other.only(IkeEvent.ConfigurationSet.class))
                .isEqualTo(new IkeEvent.ConfigurationSet(spi(other), List.of(FIRST, SECOND)));
        assertThat(setter.only(IkeEvent.ConfigurationAcknowledged.class))
                .isEqualTo(new IkeEvent.ConfigurationAcknowledged(spi(setter), List.of(SUBNET)));
        assertThat(configurations(other, true))
                .containsExactly(new CpPayload(
                        ConfigurationType.ACK,
                        List.of(ConfigurationAttribute.empty(SUBNET), ConfigurationAttribute.empty(SUBNET))));
    }

    @Test
    void a_set_of_nothing_that_is_accepted_gets_an_empty_acknowledgement() {
        connect();
        ConfigurationAttribute holes =
                new ConfigurationAttribute(SUBNET, new byte[] {10, 0, 0, 0, (byte) 255, 0, (byte) 255, 0});
        set(alice, BANNER, holes);
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.ConfigurationSet.class)).isEmpty();
        assertThat(configurations(bob, true)).containsExactly(new CpPayload(ConfigurationType.ACK, List.of()));
        assertThat(alice.only(IkeEvent.ConfigurationAcknowledged.class).types()).isEmpty();
    }

    @Test
    void a_profile_that_accepts_nothing_ignores_it_with_an_empty_response() {
        Peers.End deaf = peers.new End(Peers.settings(2, Peers.bob().build()));
        alice.step(Peers.initiate(Peers.alice().build()));
        Peers.settle(alice, deaf);
        set(alice, FIRST);
        Peers.settle(alice, deaf);
        assertThat(deaf.events(IkeEvent.ConfigurationSet.class)).isEmpty();
        assertThat(configurations(deaf, true)).isEmpty();
        assertThat(alice.only(IkeEvent.ConfigurationAcknowledged.class).types()).isEmpty();
        assertThat(alice.engine.snapshots()).hasSize(1);
    }

    @Test
    void several_go_one_after_the_other_although_the_window_has_room() {
        connect();
        set(alice, FIRST);
        set(alice, SECOND);
        set(alice, BANNER);
        assertThat(alice.sent).hasSize(1);
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.ConfigurationSet.class))
                .extracting(IkeEvent.ConfigurationSet::attributes)
                .containsExactly(List.of(FIRST), List.of(SECOND));
        assertThat(alice.events(IkeEvent.ConfigurationAcknowledged.class)).hasSize(3);
    }

    @Test
    void a_lost_response_is_repeated_and_nothing_is_set_twice() {
        connect();
        set(alice, FIRST);
        IkeOutput.Transmit request = alice.sent.remove();
        bob.receive(request);
        bob.sent.clear();
        bob.receive(request);
        assertThat(bob.only(IkeEvent.ConfigurationSet.class).attributes()).containsExactly(FIRST);
        Peers.settle(alice, bob);
        assertThat(alice.only(IkeEvent.ConfigurationAcknowledged.class).types()).containsExactly(SUBNET);
    }

    @Test
    void what_waits_while_the_ike_sa_is_rekeyed_goes_through_its_successor() {
        connect();
        long old = spi(alice);
        alice.step(new IkeInput.RekeyIkeSa(old));
        alice.step(new IkeInput.SetConfiguration(old, List.of(FIRST)));
        Peers.settle(alice, bob);
        assertThat(spi(alice)).isNotEqualTo(old);
        assertThat(bob.only(IkeEvent.ConfigurationSet.class).ikeSpi()).isEqualTo(spi(bob));
        assertThat(alice.only(IkeEvent.ConfigurationAcknowledged.class).ikeSpi())
                .isEqualTo(spi(alice));
    }

    /** The request is lost, and the peer rekeys and deletes the IKE SA before it comes again. */
    @Test
    void what_has_no_response_when_the_peer_has_rekeyed_is_set_through_the_successor_in_order() {
        connect();
        set(alice, FIRST);
        alice.sent.clear();
        set(alice, SECOND);
        bob.step(new IkeInput.RekeyIkeSa(spi(bob)));
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.ConfigurationSet.class))
                .extracting(IkeEvent.ConfigurationSet::attributes)
                .containsExactly(List.of(FIRST), List.of(SECOND));
        assertThat(alice.events(IkeEvent.ConfigurationAcknowledged.class)).hasSize(2);
        assertThat(alice.engine.snapshots()).hasSize(1);
    }

    /** The response is late: it comes in the old IKE SA, while the next one waits in the new one. */
    @Test
    void the_next_one_goes_when_the_old_ike_sa_has_brought_the_response() {
        connect();
        set(alice, FIRST);
        IkeOutput.Transmit request = alice.sent.remove();
        set(alice, SECOND);
        bob.step(new IkeInput.RekeyIkeSa(spi(bob)));
        bob.deliverTo(alice);
        alice.deliverTo(bob);
        IkeOutput.Transmit delete = bob.sent.remove();
        bob.receive(request);
        assertThat(alice.sent).isEmpty();
        bob.deliverTo(alice);
        assertThat(alice.sent).hasSize(1);
        alice.receive(delete);
        Peers.settle(alice, bob);
        assertThat(bob.events(IkeEvent.ConfigurationSet.class))
                .extracting(IkeEvent.ConfigurationSet::attributes)
                .containsExactly(List.of(FIRST), List.of(SECOND));
    }

    @Test
    void two_configuration_payloads_are_refused() {
        connect();
        List<Payload> twice = Collections.nCopies(2, new CpPayload(ConfigurationType.SET, List.of(FIRST)));
        assertThat(twice).hasSize(2);
        assertThatThrownBy(() -> ReceivedPayloads.of(twice, ExchangeType.INFORMATIONAL, false, true)
                        .optional(CpPayload.class))
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void too_many_attributes_are_the_callers_fault() {
        assertThatThrownBy(() -> new IkeInput.SetConfiguration(1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IkeInput.SetConfiguration(1, Collections.nCopies(1025, FIRST)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new IkeInput.SetConfiguration(
                        1,
                        List.of(ConfigurationAttribute.ofText(
                                new ConfigurationAttributeType(28672), "x".repeat(32_768)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_largest_configuration_arrives_in_fragments() {
        connect();
        ConfigurationAttribute text =
                ConfigurationAttribute.ofText(new ConfigurationAttributeType(28672), "x".repeat(32_768 - 4 - 12));
        set(alice, FIRST, text);
        Peers.settle(alice, bob);
        assertThat(bob.only(IkeEvent.ConfigurationSet.class).attributes()).containsExactly(FIRST);
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
    }
}
