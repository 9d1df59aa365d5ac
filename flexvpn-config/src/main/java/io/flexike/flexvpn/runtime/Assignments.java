package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.session.Assignment;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Attributes of CFG_REPLY, read and made (RFC 7296 3.15). */
final class Assignments {
    /** What SUPPORTED_ATTRIBUTES is answered with. */
    private static final List<ConfigurationAttributeType> SUPPORTED = List.of(
            ConfigurationAttributeType.INTERNAL_IP4_ADDRESS,
            ConfigurationAttributeType.INTERNAL_IP4_NETMASK,
            ConfigurationAttributeType.INTERNAL_IP4_DNS,
            ConfigurationAttributeType.INTERNAL_IP4_NBNS,
            ConfigurationAttributeType.INTERNAL_IP6_ADDRESS,
            ConfigurationAttributeType.INTERNAL_IP6_DNS,
            ConfigurationAttributeType.INTERNAL_IP4_SUBNET,
            ConfigurationAttributeType.SUPPORTED_ATTRIBUTES,
            ConfigurationAttributeType.INTERNAL_IP6_SUBNET);

    private Assignments() {}

    /** What a CFG_REPLY says; attributes that make no sense are left out, repetitions too. */
    static Assignment read(List<ConfigurationAttribute> attributes) {
        Set<InetAddress> addresses = new HashSet<>();
        List<InetAddress> inOrder = new ArrayList<>();
        List<InetAddress> dns = new ArrayList<>();
        List<IpPrefix> subnets = new ArrayList<>();
        Optional<InetAddress> ipv4 = Optional.empty();
        Optional<InetAddress> mask = Optional.empty();
        for (ConfigurationAttribute attribute : attributes) {
            ConfigurationAttributeType type = attribute.type();
            if (isAddress(type)) {
                attribute.address().filter(addresses::add).ifPresent(inOrder::add);
                ipv4 = ipv4.or(() -> attribute.address().filter(Inet4Address.class::isInstance));
            } else if (type.equals(ConfigurationAttributeType.INTERNAL_IP4_NETMASK)) {
                mask = attribute.address();
            } else if (isDns(type)) {
                attribute.address().ifPresent(dns::add);
            } else if (isSubnet(type)) {
                attribute.subnet().ifPresent(subnets::add);
            }
        }
        if (ipv4.isPresent() && mask.isPresent() && subnets.isEmpty()) {
            // RFC 7296 3.15.2: a netmask says the same as a subnet attribute with the network of the address.
            onLink(ipv4.get(), mask.get()).ifPresent(subnets::add);
        }
        return new Assignment(inOrder, dns, subnets.stream().distinct().toList(), attributes);
    }

    private static Optional<IpPrefix> onLink(InetAddress address, InetAddress mask) {
        byte[] value = ByteBuffer.allocate(8)
                .put(address.getAddress())
                .put(mask.getAddress())
                .array();
        return new ConfigurationAttribute(ConfigurationAttributeType.INTERNAL_IP4_SUBNET, value)
                .subnet()
                .filter(prefix -> prefix.length() < 32)
                .map(prefix -> new IpPrefix(address, prefix.length()));
    }

    /**
     * What to answer a CFG_REQUEST with.
     *
     * @param addresses those that were assigned
     * @param subnets those that the peer is told of
     */
    static List<ConfigurationAttribute> reply(
            AuthorizationPolicy policy,
            List<ConfigurationAttribute> request,
            List<InetAddress> addresses,
            List<IpPrefix> subnets) {
        List<ConfigurationAttribute> reply = new ArrayList<>();
        for (InetAddress address : addresses) {
            if (address instanceof Inet4Address) {
                reply.add(ConfigurationAttribute.ofAddress(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, address));
                policy.netmask()
                        .ifPresent(mask -> reply.add(ConfigurationAttribute.ofAddress(
                                ConfigurationAttributeType.INTERNAL_IP4_NETMASK, mask)));
            } else {
                reply.add(ConfigurationAttribute.ofIp6Address(address, 128));
            }
        }
        for (InetAddress server : policy.dns()) {
            ConfigurationAttributeType type = server instanceof Inet4Address
                    ? ConfigurationAttributeType.INTERNAL_IP4_DNS
                    : ConfigurationAttributeType.INTERNAL_IP6_DNS;
            if (asks(request, type)) {
                reply.add(ConfigurationAttribute.ofAddress(type, server));
            }
        }
        subnets.forEach(subnet -> reply.add(ConfigurationAttribute.ofSubnet(subnet)));
        ClientAttributes.of(policy.client()).stream()
                .filter(attribute -> asks(request, attribute.type()))
                .forEach(reply::add);
        if (asks(request, ConfigurationAttributeType.SUPPORTED_ATTRIBUTES)) {
            reply.add(supported());
        }
        return reply;
    }

    /** Whether a request asks for an attribute. */
    static boolean asks(List<ConfigurationAttribute> request, ConfigurationAttributeType type) {
        return request.stream().anyMatch(attribute -> attribute.type().equals(type));
    }

    /** The address that a request would like to have, if it names one. */
    static Optional<InetAddress> wish(List<ConfigurationAttribute> request, ConfigurationAttributeType type) {
        return request.stream()
                .filter(attribute -> attribute.type().equals(type))
                .flatMap(attribute -> attribute.address().stream())
                .findFirst();
    }

    private static ConfigurationAttribute supported() {
        ByteBuffer types = ByteBuffer.allocate(2 * SUPPORTED.size());
        SUPPORTED.forEach(type -> types.putShort((short) type.value()));
        return new ConfigurationAttribute(ConfigurationAttributeType.SUPPORTED_ATTRIBUTES, types.array());
    }

    private static boolean isAddress(ConfigurationAttributeType type) {
        return type.equals(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS)
                || type.equals(ConfigurationAttributeType.INTERNAL_IP6_ADDRESS);
    }

    private static boolean isDns(ConfigurationAttributeType type) {
        return type.equals(ConfigurationAttributeType.INTERNAL_IP4_DNS)
                || type.equals(ConfigurationAttributeType.INTERNAL_IP6_DNS);
    }

    private static boolean isSubnet(ConfigurationAttributeType type) {
        return type.equals(ConfigurationAttributeType.INTERNAL_IP4_SUBNET)
                || type.equals(ConfigurationAttributeType.INTERNAL_IP6_SUBNET);
    }
}
