package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import java.util.ArrayList;
import java.util.List;

/** What a tunnel asks its peer for in CFG_REQUEST (RFC 7296 3.15.1: an empty attribute asks for one). */
final class ConfigurationRequest {
    /** In the order of FlexVPN routers, which ask for these whether they want an address or not. */
    private static final List<ConfigurationAttributeType> OF_ROUTERS = List.of(
            ConfigurationAttributeType.APPLICATION_VERSION,
            ConfigurationAttributeType.UNITY_SPLIT_DNS,
            ConfigurationAttributeType.UNITY_BANNER,
            ConfigurationAttributeType.CISCO_CONFIGURATION_URL,
            ConfigurationAttributeType.UNITY_BACKUP_SERVERS,
            ConfigurationAttributeType.UNITY_DEFAULT_DOMAIN);

    private ConfigurationRequest() {}

    /** None for no CFG_REQUEST. */
    static List<ConfigurationAttribute> of(StaticTunnel tunnel) {
        boolean router = tunnel.profile().orElseThrow().configExchange().request();
        List<ConfigurationAttributeType> types = new ArrayList<>();
        if (tunnel.requestsIpv4Address()) {
            types.add(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS);
            types.add(ConfigurationAttributeType.INTERNAL_IP4_NETMASK);
            if (tunnel.requestsDns()) {
                types.add(ConfigurationAttributeType.INTERNAL_IP4_DNS);
            }
            if (router) {
                types.add(ConfigurationAttributeType.INTERNAL_IP4_NBNS);
            }
            types.add(ConfigurationAttributeType.INTERNAL_IP4_SUBNET);
        }
        if (tunnel.requestsIpv6Address()) {
            types.add(ConfigurationAttributeType.INTERNAL_IP6_ADDRESS);
            if (tunnel.requestsDns()) {
                types.add(ConfigurationAttributeType.INTERNAL_IP6_DNS);
            }
            types.add(ConfigurationAttributeType.INTERNAL_IP6_SUBNET);
        }
        if (tunnel.requestsDns() && !tunnel.requestsAddress()) {
            types.add(ConfigurationAttributeType.INTERNAL_IP4_DNS);
        }
        if (router) {
            types.addAll(OF_ROUTERS);
        }
        return types.stream().map(ConfigurationAttribute::empty).toList();
    }
}
