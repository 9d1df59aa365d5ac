package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.IpPrefix;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssignmentsTest {
    private static final InetAddress IPV4 = IpPrefix.parseAddress("10.255.0.2");
    private static final InetAddress IPV6 = IpPrefix.parseAddress("2001:db8:ff::2");

    private final AuthorizationPolicy policy = AuthorizationPolicy.named("p")
            .pool(AddressPool.of("four", "10.255.0.0/24"))
            .netmask("255.255.255.0")
            .dns("10.1.0.53", "2001:db8::53")
            .build();

    private static ConfigurationAttribute ask(ConfigurationAttributeType type) {
        return ConfigurationAttribute.empty(type);
    }

    @Test
    void what_is_answered_is_read_back() {
        List<ConfigurationAttribute> request = List.of(
                ask(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS),
                ask(ConfigurationAttributeType.INTERNAL_IP4_DNS),
                ask(ConfigurationAttributeType.INTERNAL_IP6_DNS));
        List<IpPrefix> subnets = List.of(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("2001:db8::/32"));

        List<ConfigurationAttribute> reply = Assignments.reply(policy, request, List.of(IPV4, IPV6), subnets);
        Assignment assignment = Assignments.read(reply);

        assertThat(assignment.addresses()).containsExactly(IPV4, IPV6);
        assertThat(assignment.dns())
                .containsExactly(IpPrefix.parseAddress("10.1.0.53"), IpPrefix.parseAddress("2001:db8::53"));
        assertThat(assignment.subnets()).containsExactlyElementsOf(subnets);
        assertThat(assignment.attributes()).isEqualTo(reply);
    }

    @Test
    void name_servers_are_sent_only_to_who_asks() {
        assertThat(Assignments.reply(policy, List.of(), List.of(IPV4), List.of()))
                .extracting(ConfigurationAttribute::type)
                .containsExactly(
                        ConfigurationAttributeType.INTERNAL_IP4_ADDRESS,
                        ConfigurationAttributeType.INTERNAL_IP4_NETMASK);
    }

    @Test
    void the_attributes_that_are_understood_are_named_on_request() {
        List<ConfigurationAttribute> reply = Assignments.reply(
                policy, List.of(ask(ConfigurationAttributeType.SUPPORTED_ATTRIBUTES)), List.of(), List.of());

        assertThat(reply).hasSize(1);
        assertThat(reply.get(0).value()).containsSequence(0, 1, 0, 2, 0, 3);
    }

    @Test
    void a_netmask_says_which_network_is_behind_the_peer_unless_subnets_do() {
        ConfigurationAttribute address =
                ConfigurationAttribute.ofAddress(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, IPV4);
        ConfigurationAttribute mask = ConfigurationAttribute.ofAddress(
                ConfigurationAttributeType.INTERNAL_IP4_NETMASK, IpPrefix.parseAddress("255.255.0.0"));
        ConfigurationAttribute subnet = ConfigurationAttribute.ofSubnet(IpPrefix.parse("10.1.0.0/16"));

        assertThat(Assignments.read(List.of(address, mask)).subnets()).containsExactly(IpPrefix.parse("10.255.0.0/16"));
        assertThat(Assignments.read(List.of(address, mask, subnet)).subnets())
                .containsExactly(IpPrefix.parse("10.1.0.0/16"));
        assertThat(Assignments.read(List.of(address)).subnets()).isEmpty();
    }

    @Test
    void nonsense_is_left_out_and_unknown_attributes_are_kept() {
        ConfigurationAttribute holes = new ConfigurationAttribute(
                ConfigurationAttributeType.INTERNAL_IP4_SUBNET, new byte[] {10, 0, 0, 0, (byte) 255, 0, (byte) 255, 0});
        ConfigurationAttribute badMask = ConfigurationAttribute.ofAddress(
                ConfigurationAttributeType.INTERNAL_IP4_NETMASK, IpPrefix.parseAddress("255.0.255.0"));
        ConfigurationAttribute address =
                ConfigurationAttribute.ofAddress(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, IPV4);
        ConfigurationAttribute unknown =
                new ConfigurationAttribute(new ConfigurationAttributeType(30000), new byte[] {1, 2, 3});
        ConfigurationAttribute empty = ask(ConfigurationAttributeType.INTERNAL_IP4_DNS);
        List<ConfigurationAttribute> all = List.of(holes, address, badMask, address, unknown, empty);

        Assignment assignment = Assignments.read(all);

        assertThat(assignment.addresses()).containsExactly(IPV4);
        assertThat(assignment.subnets()).isEmpty();
        assertThat(assignment.dns()).isEmpty();
        assertThat(assignment.attributes()).isEqualTo(all);
    }
}
