package io.flexike.ike.payload;

import java.util.HashMap;
import java.util.Map;

/**
 * A configuration attribute type (RFC 7296 3.15.1 and later documents); from 16384 on for private use.
 *
 * @param value 0 to 32767; a peer may send any of them, so unknown numbers are kept
 */
public record ConfigurationAttributeType(int value) {
    private static final Map<Integer, String> NAMES = new HashMap<>();

    public static final ConfigurationAttributeType INTERNAL_IP4_ADDRESS = named(1, "INTERNAL_IP4_ADDRESS");
    public static final ConfigurationAttributeType INTERNAL_IP4_NETMASK = named(2, "INTERNAL_IP4_NETMASK");
    public static final ConfigurationAttributeType INTERNAL_IP4_DNS = named(3, "INTERNAL_IP4_DNS");
    public static final ConfigurationAttributeType INTERNAL_IP4_NBNS = named(4, "INTERNAL_IP4_NBNS");
    public static final ConfigurationAttributeType INTERNAL_IP4_DHCP = named(6, "INTERNAL_IP4_DHCP");
    public static final ConfigurationAttributeType APPLICATION_VERSION = named(7, "APPLICATION_VERSION");
    public static final ConfigurationAttributeType INTERNAL_IP6_ADDRESS = named(8, "INTERNAL_IP6_ADDRESS");
    public static final ConfigurationAttributeType INTERNAL_IP6_DNS = named(10, "INTERNAL_IP6_DNS");
    public static final ConfigurationAttributeType INTERNAL_IP6_DHCP = named(12, "INTERNAL_IP6_DHCP");
    public static final ConfigurationAttributeType INTERNAL_IP4_SUBNET = named(13, "INTERNAL_IP4_SUBNET");
    public static final ConfigurationAttributeType SUPPORTED_ATTRIBUTES = named(14, "SUPPORTED_ATTRIBUTES");
    public static final ConfigurationAttributeType INTERNAL_IP6_SUBNET = named(15, "INTERNAL_IP6_SUBNET");
    public static final ConfigurationAttributeType MIP6_HOME_PREFIX = named(16, "MIP6_HOME_PREFIX");
    public static final ConfigurationAttributeType INTERNAL_IP6_LINK = named(17, "INTERNAL_IP6_LINK");
    public static final ConfigurationAttributeType INTERNAL_IP6_PREFIX = named(18, "INTERNAL_IP6_PREFIX");
    public static final ConfigurationAttributeType HOME_AGENT_ADDRESS = named(19, "HOME_AGENT_ADDRESS");
    public static final ConfigurationAttributeType P_CSCF_IP4_ADDRESS = named(20, "P_CSCF_IP4_ADDRESS");
    public static final ConfigurationAttributeType P_CSCF_IP6_ADDRESS = named(21, "P_CSCF_IP6_ADDRESS");
    public static final ConfigurationAttributeType FTT_KAT = named(22, "FTT_KAT");
    public static final ConfigurationAttributeType EXTERNAL_SOURCE_IP4_NAT_INFO =
            named(23, "EXTERNAL_SOURCE_IP4_NAT_INFO");
    public static final ConfigurationAttributeType TIMEOUT_PERIOD_FOR_LIVENESS_CHECK =
            named(24, "TIMEOUT_PERIOD_FOR_LIVENESS_CHECK");
    public static final ConfigurationAttributeType INTERNAL_DNS_DOMAIN = named(25, "INTERNAL_DNS_DOMAIN");
    public static final ConfigurationAttributeType INTERNAL_DNSSEC_TA = named(26, "INTERNAL_DNSSEC_TA");
    public static final ConfigurationAttributeType ENCDNS_IP4 = named(27, "ENCDNS_IP4");
    public static final ConfigurationAttributeType ENCDNS_IP6 = named(28, "ENCDNS_IP6");
    public static final ConfigurationAttributeType ENCDNS_DIGEST_INFO = named(29, "ENCDNS_DIGEST_INFO");
    public static final ConfigurationAttributeType MICROSOFT_IP4_SERVER = named(23456, "MICROSOFT_IP4_SERVER");
    public static final ConfigurationAttributeType MICROSOFT_IP6_SERVER = named(23457, "MICROSOFT_IP6_SERVER");
    public static final ConfigurationAttributeType UNITY_BANNER = named(28672, "UNITY_BANNER");
    public static final ConfigurationAttributeType UNITY_SAVE_PASSWORD = named(28673, "UNITY_SAVE_PASSWORD");
    public static final ConfigurationAttributeType UNITY_DEFAULT_DOMAIN = named(28674, "UNITY_DEFAULT_DOMAIN");
    public static final ConfigurationAttributeType UNITY_SPLIT_DNS = named(28675, "UNITY_SPLIT_DNS");
    public static final ConfigurationAttributeType UNITY_SPLIT_INCLUDE = named(28676, "UNITY_SPLIT_INCLUDE");
    public static final ConfigurationAttributeType UNITY_NATT_PORT = named(28677, "UNITY_NATT_PORT");
    public static final ConfigurationAttributeType UNITY_LOCAL_LAN = named(28678, "UNITY_LOCAL_LAN");
    public static final ConfigurationAttributeType UNITY_PFS = named(28679, "UNITY_PFS");
    public static final ConfigurationAttributeType UNITY_FIREWALL_TYPE = named(28680, "UNITY_FIREWALL_TYPE");
    public static final ConfigurationAttributeType UNITY_BACKUP_SERVERS = named(28681, "UNITY_BACKUP_SERVERS");
    public static final ConfigurationAttributeType UNITY_DDNS_HOSTNAME = named(28682, "UNITY_DDNS_HOSTNAME");
    public static final ConfigurationAttributeType CISCO_CONFIGURATION_URL = named(28692, "CISCO_CONFIGURATION_URL");
    public static final ConfigurationAttributeType CISCO_CONFIGURATION_VERSION =
            named(28693, "CISCO_CONFIGURATION_VERSION");

    /** Checks the range. */
    public ConfigurationAttributeType {
        if (value < 0 || value > 32767) {
            throw new IllegalArgumentException("CFG-ATTRIBUTE out of range: " + value);
        }
    }

    private static ConfigurationAttributeType named(int value, String name) {
        NAMES.put(value, name);
        return new ConfigurationAttributeType(value);
    }

    /** Whether the number has a name here. */
    public boolean isKnown() {
        return NAMES.containsKey(value);
    }

    /** The name in the IANA registry, or {@code CFG-ATTRIBUTE-NUMBER}. */
    @Override
    public String toString() {
        return NAMES.getOrDefault(value, "CFG-ATTRIBUTE-" + value);
    }
}
