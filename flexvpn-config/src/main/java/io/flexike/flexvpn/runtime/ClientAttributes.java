package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.authorization.ClientSettings;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import java.net.Inet4Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** {@link ClientSettings} as configuration attributes, most of them private ones of Unity and of FlexVPN routers. */
final class ClientAttributes {
    /** An address, a mask, and six octets for protocol and ports, which are not used. */
    private static final int UNITY_NETWORK_OCTETS = 14;

    private ClientAttributes() {}

    /** All of them. Lists are one attribute with commas. */
    static List<ConfigurationAttribute> of(ClientSettings settings) {
        List<ConfigurationAttribute> attributes = new ArrayList<>();
        settings.nbns().stream()
                .filter(Inet4Address.class::isInstance)
                .forEach(server -> attributes.add(
                        ConfigurationAttribute.ofAddress(ConfigurationAttributeType.INTERNAL_IP4_NBNS, server)));
        settings.defaultDomain()
                .ifPresent(domain -> attributes.add(text(ConfigurationAttributeType.UNITY_DEFAULT_DOMAIN, domain)));
        addList(attributes, ConfigurationAttributeType.UNITY_SPLIT_DNS, settings.splitDns());
        settings.banner().ifPresent(banner -> attributes.add(text(ConfigurationAttributeType.UNITY_BANNER, banner)));
        addList(attributes, ConfigurationAttributeType.UNITY_BACKUP_SERVERS, settings.backupGateways());
        if (settings.includeLocalLan()) {
            attributes.add(new ConfigurationAttribute(
                    ConfigurationAttributeType.UNITY_LOCAL_LAN,
                    // the network that the client finds itself in, whichever that is
                    ByteBuffer.allocate(UNITY_NETWORK_OCTETS).putInt(4, -1).array()));
        }
        if (settings.pfs()) {
            attributes.add(number(ConfigurationAttributeType.UNITY_PFS, 1));
        }
        settings.configurationUrl()
                .ifPresent(url -> attributes.add(text(ConfigurationAttributeType.CISCO_CONFIGURATION_URL, url)));
        settings.configurationVersion()
                .ifPresent(version ->
                        attributes.add(number(ConfigurationAttributeType.CISCO_CONFIGURATION_VERSION, version)));
        return attributes;
    }

    private static void addList(
            List<ConfigurationAttribute> attributes, ConfigurationAttributeType type, List<String> words) {
        if (!words.isEmpty()) {
            attributes.add(text(type, String.join(",", words)));
        }
    }

    private static ConfigurationAttribute text(ConfigurationAttributeType type, String text) {
        return ConfigurationAttribute.ofText(type, text);
    }

    private static ConfigurationAttribute number(ConfigurationAttributeType type, int value) {
        return new ConfigurationAttribute(
                type, ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    }
}
