package io.flexike.flexvpn.authorization;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What a client that asks for it is told beside addresses, name servers and networks, by attributes of Unity and of
 * FlexVPN routers.
 *
 * @param defaultDomain appended to names without a dot
 * @param splitDns domains that are looked up through the tunnel
 * @param banner shown to the user
 * @param nbns NetBIOS name servers
 * @param backupGateways addresses or names to go to when this gateway is not there
 * @param includeLocalLan whether the client may reach its own network meanwhile
 * @param pfs whether the client is to use perfect forward secrecy
 * @param configurationUrl where the client finds its configuration
 * @param configurationVersion which version of it is current
 */
public record ClientSettings(
        Optional<String> defaultDomain,
        List<String> splitDns,
        Optional<String> banner,
        List<InetAddress> nbns,
        List<String> backupGateways,
        boolean includeLocalLan,
        boolean pfs,
        Optional<String> configurationUrl,
        Optional<Integer> configurationVersion) {
    /** Nothing. */
    public static final ClientSettings NONE = new ClientSettings(
            Optional.empty(),
            List.of(),
            Optional.empty(),
            List.of(),
            List.of(),
            false,
            false,
            Optional.empty(),
            Optional.empty());

    /** Copies the lists. */
    public ClientSettings {
        splitDns = List.copyOf(splitDns);
        nbns = List.copyOf(nbns);
        backupGateways = List.copyOf(backupGateways);
    }

    /** Both in one: where this one says something, it goes before the other. */
    ClientSettings over(ClientSettings weaker) {
        return new ClientSettings(
                defaultDomain.or(() -> weaker.defaultDomain),
                splitDns.isEmpty() ? weaker.splitDns : splitDns,
                banner.or(() -> weaker.banner),
                nbns.isEmpty() ? weaker.nbns : nbns,
                backupGateways.isEmpty() ? weaker.backupGateways : backupGateways,
                includeLocalLan || weaker.includeLocalLan,
                pfs || weaker.pfs,
                configurationUrl.or(() -> weaker.configurationUrl),
                configurationVersion.or(() -> weaker.configurationVersion));
    }
}
