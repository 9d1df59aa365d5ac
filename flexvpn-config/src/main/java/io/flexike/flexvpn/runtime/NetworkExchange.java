package io.flexike.flexvpn.runtime;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.selector.IpPrefix;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells peers of our networks, and takes theirs, in CFG_SET while a session goes on (RFC 7296 3.15). What one CFG_SET
 * says of an address family takes the place of all that was said of it before; an attribute without a value says that
 * there is nothing any more. On the engine's thread.
 */
final class NetworkExchange {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkExchange.class);

    private final Consumer<IkeInput> engine;
    private final SessionPace pace;

    /** @param pace how often the routes of a session follow what its peer says */
    NetworkExchange(Consumer<IkeInput> engine, SessionPace pace) {
        this.engine = engine;
        this.pace = pace;
    }

    /** The session is up, or the configuration says something else of it: the peer hears what is new to it. */
    void tell(Session session) {
        if (!session.terms().exchange().sendSet()) {
            return;
        }
        List<IpPrefix> wanted = session.terms().told(session.ownAddresses());
        List<IpPrefix> before = session.said();
        if (wanted.equals(before)) {
            return;
        }
        List<ConfigurationAttribute> attributes = new ArrayList<>();
        wanted.forEach(network -> attributes.add(ConfigurationAttribute.ofSubnet(network)));
        for (boolean ipv4 : new boolean[] {true, false}) {
            if (has(before, ipv4) && !has(wanted, ipv4)) {
                attributes.add(ConfigurationAttribute.empty(type(ipv4)));
            }
        }
        try {
            engine.accept(new IkeInput.SetConfiguration(session.ikeSpi(), attributes));
            session.said(wanted);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: the peer is not told of our networks: {}", session.interfaceName(), e.getMessage());
        }
    }

    private static boolean has(List<IpPrefix> networks, boolean ipv4) {
        return networks.stream().anyMatch(network -> isIpv4(network) == ipv4);
    }

    private static boolean isIpv4(IpPrefix network) {
        return network.address() instanceof Inet4Address;
    }

    private static ConfigurationAttributeType type(boolean ipv4) {
        return ipv4 ? ConfigurationAttributeType.INTERNAL_IP4_SUBNET : ConfigurationAttributeType.INTERNAL_IP6_SUBNET;
    }

    /**
     * The peer has told of its networks: no more of them than a session may have are kept.
     *
     * @param changed called when the routes have followed; not if the peer has said nothing new
     */
    void told(Session session, List<ConfigurationAttribute> attributes, Runnable changed) {
        List<IpPrefix> now = new ArrayList<>();
        for (boolean ipv4 : new boolean[] {true, false}) {
            ConfigurationAttributeType type = type(ipv4);
            List<ConfigurationAttribute> ofFamily = attributes.stream()
                    .filter(attribute -> attribute.type().equals(type))
                    .toList();
            if (ofFamily.isEmpty()) {
                session.told().stream()
                        .filter(network -> isIpv4(network) == ipv4)
                        .forEach(now::add);
            } else {
                ofFamily.forEach(attribute -> attribute.subnet().ifPresent(now::add));
            }
        }
        List<IpPrefix> kept =
                now.stream().distinct().limit(SessionRoutes.MOST_TOLD).toList();
        if (kept.equals(session.told())) {
            return;
        }
        session.told(kept);
        pace.run(session, () -> {
            session.refreshRoutes();
            changed.run();
        });
    }

    /** The session has ended. */
    void forget(Session session) {
        pace.forget(session);
    }
}
