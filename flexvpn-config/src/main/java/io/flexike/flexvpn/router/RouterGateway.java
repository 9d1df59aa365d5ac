package io.flexike.flexvpn.router;

import io.flexike.flexvpn.ConfigurationException;
import io.flexike.flexvpn.ConfigurationFinding;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.defaults.SmartDefaults;
import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.ios.TextFinding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The gateway that a router's configuration describes.
 *
 * @param config what the gateway is to do; empty if something is wrong
 * @param findings what is wrong or hardly meant, in the order of the text
 * @param inactive what is understood and kept, and does nothing yet
 */
public record RouterGateway(Optional<FlexVpnConfig> config, List<TextFinding> findings, List<TextFinding> inactive) {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    /** Copies the lists. */
    public RouterGateway {
        findings = List.copyOf(findings);
        inactive = List.copyOf(inactive);
    }

    /**
     * Makes a gateway's configuration of a router's.
     *
     * @param source what the text is called in findings, such as the name of its file
     */
    public static RouterGateway of(RouterConfig router, String source) {
        return of(router, source, FlexVpnConfig.create());
    }

    /**
     * Makes a gateway's configuration of a router's, with what no router is told, such as a packet capture.
     *
     * @param source what the text is called in findings, such as the name of its file
     * @param config what there is already; the router's configuration comes on top
     */
    public static RouterGateway of(RouterConfig router, String source, FlexVpnConfig.Builder config) {
        return of(router, source, config, Trustpoints.none());
    }

    /**
     * The same with trustpoints.
     *
     * @param trustpoints where those are that the text names
     */
    public static RouterGateway of(
            RouterConfig router, String source, FlexVpnConfig.Builder config, Trustpoints trustpoints) {
        Notes notes = new Notes(source);
        SmartDefaults defaults = defaults(router);
        Interfaces interfaces = new Interfaces(router);
        AccessLists lists = new AccessLists(router, notes);
        Keyrings keyrings = new Keyrings(router, notes);
        Authorizations authorizations = new Authorizations(router, interfaces, lists, notes);
        IkeProfiles ike = new IkeProfiles(
                router, interfaces, keyrings, new TrustpointLines(router, trustpoints, notes), authorizations, notes);
        IpsecProfiles ipsec = new IpsecProfiles(router, defaults, notes);

        Globals.add(router, defaults, config, notes);
        new IkeProposals(router, defaults, interfaces, notes).policies().forEach(config::ikePolicy);
        new Tunnels(router, interfaces, ike, ipsec, notes).addTo(config);
        new CryptoMaps(router, interfaces, lists, ike, ipsec, notes).addTo(config);
        Optional<FlexVpnConfig> built = build(config, router, notes);
        boolean wrong = notes.findings().stream().anyMatch(TextFinding::isError);
        return new RouterGateway(wrong ? Optional.empty() : built, notes.findings(), notes.inactive());
    }

    /**
     * Makes a gateway's configuration of a text that was read; none if there were errors in it, which are among the
     * findings then.
     *
     * @param source what the text is called in findings, such as the name of its file
     */
    public static RouterGateway of(RouterConfig.Reading text, String source) {
        return of(text, source, FlexVpnConfig.create());
    }

    /**
     * The same, with what no router is told, such as a packet capture.
     *
     * @param source what the text is called in findings, such as the name of its file
     * @param config what there is already; the router's configuration comes on top
     */
    public static RouterGateway of(RouterConfig.Reading text, String source, FlexVpnConfig.Builder config) {
        return of(text, source, config, Trustpoints.none());
    }

    /**
     * The same with trustpoints.
     *
     * @param trustpoints where those are that the text names
     */
    public static RouterGateway of(
            RouterConfig.Reading text, String source, FlexVpnConfig.Builder config, Trustpoints trustpoints) {
        RouterGateway made = of(text.config(), source, config, trustpoints);
        Set<TextFinding> all = new TreeSet<>(text.findings());
        all.addAll(made.findings);
        if (all.stream().anyMatch(finding -> finding.isError() && finding.line() != 0)) {
            // what is missing as a whole, which has no place, may be there as soon as these are mended
            all.removeIf(finding -> finding.line() == 0);
        }
        return new RouterGateway(text.hasErrors() ? Optional.empty() : made.config, List.copyOf(all), made.inactive);
    }

    /** The generation of smart defaults that a configuration chooses; our own if it chooses none. */
    public static SmartDefaults defaults(RouterConfig router) {
        return router.root()
                .text("smart-defaults", "generation")
                .flatMap(SmartDefaults::named)
                .orElse(SmartDefaults.FLEXIKE);
    }

    private static Optional<FlexVpnConfig> build(FlexVpnConfig.Builder config, RouterConfig router, Notes notes) {
        try {
            return Optional.of(config.build());
        } catch (ConfigurationException e) {
            for (ConfigurationFinding finding : e.findings()) {
                int line = place(finding, router).map(Block::line).orElse(0);
                notes.error(line, line == 0 ? 0 : 1, finding.toString());
            }
            return Optional.empty();
        }
    }

    /** The block of the interface that a finding is about, which stands first in its path. */
    private static Optional<Block> place(ConfigurationFinding finding, RouterConfig router) {
        return finding.path().stream()
                .findFirst()
                .map(QUOTED::matcher)
                .filter(Matcher::find)
                .flatMap(matcher -> router.block("interface", matcher.group(1)));
    }
}
