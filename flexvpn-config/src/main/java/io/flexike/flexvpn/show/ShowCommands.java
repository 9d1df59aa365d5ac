package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.session.GatewaySnapshot;
import io.flexike.flexvpn.session.IkeSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** The {@code show} commands of a router. */
public final class ShowCommands {
    private static final CommandTable<Output> TABLE = new CommandTable<>();

    static {
        named("show crypto ikev2 proposal", IkeProposalPages::proposals);
        named("show crypto ikev2 policy", IkeProposalPages::policies);
        named("show crypto ikev2 profile", IkeProfilePage::profiles);
        named("show crypto ipsec profile", IpsecProfilePages::profiles);
        named("show crypto ipsec transform-set", IpsecProfilePages::transformSets);
        TABLE.with("show crypto ikev2 sa", (state, words) -> IkeSaPage.sas(state, false))
                .with("show crypto ikev2 sa detailed", (state, words) -> IkeSaPage.sas(state, true))
                .with("show crypto ikev2 session", (state, words) -> IkeSessionPage.sessions(state, false))
                .with("show crypto ikev2 session detailed", (state, words) -> IkeSessionPage.sessions(state, true))
                .with("show crypto ikev2 stats", (state, words) -> IkeStatsPage.stats(state))
                .with("show crypto ipsec sa", (state, words) -> IpsecSaPage.sas(state))
                .with("show crypto ipsec sa detail", (state, words) -> IpsecSaPage.sas(state))
                .with("show crypto session", (state, words) -> CryptoSessionPage.sessions(state, false))
                .with("show crypto session detail", (state, words) -> CryptoSessionPage.sessions(state, true))
                .with("show ip route", (state, words) -> RoutePage.ipv4(state, Optional.empty()))
                .with("show ip route vrf NAME", (state, words) -> RoutePage.ipv4(state, Optional.of(words.get(0))))
                .with("show ipv6 route", (state, words) -> RoutePage.ipv6(state, Optional.empty()))
                .with("show ipv6 route vrf NAME", (state, words) -> RoutePage.ipv6(state, Optional.of(words.get(0))))
                .with(
                        "show running-config",
                        (state, words) -> state.configuration().write())
                .with(
                        "show derived-config interface NAME",
                        (state, words) -> DerivedConfigPage.of(state, words.get(0)));
    }

    private ShowCommands() {}

    /** What a command prints. */
    @FunctionalInterface
    private interface Output {
        String text(ShownState state, List<String> words);
    }

    private static void named(String command, BiFunction<ShownState, Predicate<String>, String> objects) {
        TABLE.with(command, (state, words) -> objects.apply(state, any -> true))
                .with(command + " NAME", (state, words) -> {
                    String text = objects.apply(state, words.get(0)::equals);
                    return text.isEmpty() ? "% there is no " + words.get(0) + "\n" : text;
                });
    }

    /**
     * What a router prints at a command.
     *
     * @param command such as {@code show crypto ikev2 sa detailed}; keywords may be abbreviated
     * @param configuration what the gateway was told
     * @param gateway its sessions, tunnels and routes
     * @param ike its IKE SAs
     * @return lines that end with a newline each; one that begins with {@code %} if there is no such command
     */
    public static String show(String command, RouterConfig configuration, GatewaySnapshot gateway, IkeSnapshot ike) {
        CommandTable.Match<Output> match = TABLE.match(command);
        return match.value()
                .map(output -> output.text(new ShownState(configuration, gateway, ike), match.arguments()))
                .orElse("% " + match.problem() + "\n");
    }
}
