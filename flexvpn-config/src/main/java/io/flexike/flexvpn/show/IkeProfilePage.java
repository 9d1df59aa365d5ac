package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code show crypto ikev2 profile}. */
final class IkeProfilePage {
    private static final String NONE = "none";

    private IkeProfilePage() {}

    static String profiles(ShownState state, Predicate<String> wanted) {
        Page page = new Page();
        for (Block block : state.configuration().blocks("crypto ikev2 profile")) {
            if (wanted.test(block.name())) {
                add(page, block, references(state, block.name()));
            }
        }
        return page.toString();
    }

    private static long references(ShownState state, String name) {
        long sessions = state.gateway().sessions().stream()
                .filter(session -> session.profile().equals(name))
                .count();
        long named = Stream.of("crypto ipsec profile", "interface", "crypto map")
                .flatMap(kind -> state.configuration().blocks(kind).stream())
                .flatMap(block -> block.statements().stream())
                .filter(line -> line.value("ikev2-profile").filter(name::equals).isPresent()
                        || line.key().equals("set ikev2-profile")
                                && line.value("profile").filter(name::equals).isPresent())
                .count();
        return 1 + sessions + named;
    }

    private static void add(Page page, Block block, long references) {
        page.blank().line("IKEv2 profile: %s", block.name());
        page.line(" Shutdown : %s", block.isOn("shutdown") ? "Yes" : "No");
        page.line(" Ref Count: %d", references);
        page.line(" Match criteria:");
        page.line(
                "  Fvrf: %s",
                block.statement("match fvrf").map(IkeProfilePage::vrf).orElse("global"));
        page.line("  Local address/interface: %s", locals(block));
        identities(page, block);
        page.line("  Certificate maps: %s", list(block.statements("match certificate"), "map"));
        page.line(
                " Local identity: %s",
                block.statement("identity local").map(line -> tail(line, 2)).orElse(NONE));
        page.line(" Remote identity: none");
        page.line(
                " Local authentication method: %s",
                block.statement("authentication local")
                        .map(IkeProfilePage::method)
                        .orElse(NONE));
        page.line(" Remote authentication method(s): %s", remoteMethods(block));
        page.line(
                " EAP options: %s",
                block.statement("authentication remote eap")
                        .filter(line -> line.has("query-identity"))
                        .map(line -> "query-identity")
                        .orElse(NONE));
        page.line(" Keyring: %s", block.text("keyring local", "keyring").orElse(NONE));
        page.line(" Trustpoint(s): %s", list(block.statements("pki trustpoint"), "trustpoint"));
        page.line(" Lifetime: %s seconds", block.text("lifetime", "seconds").orElse("86400"));
        page.line(" DPD: %s", block.statement("dpd").map(IkeProfilePage::dpd).orElse("disabled"));
        page.line(
                " NAT-keepalive: %s",
                block.text("nat keepalive", "seconds")
                        .map(each -> each + " seconds")
                        .orElse("disabled"));
        page.line(" Ivrf: %s", block.text("ivrf", "vrf").orElse(NONE));
        Optional<Statement> template = block.statement("virtual-template");
        page.line(
                " Virtual-template: %s",
                template.flatMap(line -> line.value("number")).orElse(NONE));
        page.line(
                " mode auto: %s",
                template.filter(line -> line.has("auto")).map(line -> "yes").orElse(NONE));
        aaa(page, block);
    }

    private static void aaa(Page page, Block block) {
        List<Statement> authentication = block.statements("aaa authentication");
        page.line(" AAA AnyConnect EAP authentication mlist: %s", mlist(authentication, "anyconnect-eap"));
        page.line(" AAA EAP authentication mlist: %s", mlist(authentication, "eap"));
        page.line(
                " AAA authentication mlist: %s",
                list(
                        authentication.stream()
                                .filter(line -> line.value("method").isEmpty())
                                .toList(),
                        "list"));
        page.line(" AAA Accounting: %s", tails(block.statements("aaa accounting"), 2));
        page.line(" AAA group authorization: %s", tails(block.statements("aaa authorization group"), 3));
        page.line(" AAA user authorization: %s", tails(block.statements("aaa authorization user"), 3));
    }

    private static String mlist(List<Statement> lines, String method) {
        return list(
                lines.stream()
                        .filter(line ->
                                line.value("method").filter(method::equals).isPresent())
                        .toList(),
                "list");
    }

    private static void identities(Page page, Block block) {
        List<Statement> lines = block.statements("match identity remote");
        if (lines.isEmpty()) {
            page.line("  Identities: none");
            return;
        }
        page.line("  Identities:");
        for (Statement line : lines) {
            boolean host = line.has("address")
                    && line.value("mask").isEmpty()
                    && line.value("address")
                            .filter(each -> each.indexOf(':') < 0)
                            .isPresent();
            page.line("   %s%s", tail(line, 3), host ? " 255.255.255.255" : "");
        }
    }

    private static String locals(Block block) {
        String locals = Stream.concat(
                        block.statements("match address local").stream()
                                .flatMap(line -> line.value("address").stream()),
                        block.statements("match address local interface").stream()
                                .flatMap(line -> line.value("interface").stream()))
                .collect(Collectors.joining(", "));
        return locals.isEmpty() ? NONE : locals;
    }

    private static String remoteMethods(Block block) {
        String methods = block.statements().stream()
                .filter(line -> line.key().startsWith("authentication remote") && !line.negated())
                .map(line -> line.words().get(2))
                .distinct()
                .collect(Collectors.joining(" "));
        return methods.isEmpty() ? NONE : methods;
    }

    private static String method(Statement line) {
        return line.words().get(2);
    }

    private static String vrf(Statement line) {
        return line.has("any") ? "any" : line.value("vrf").orElse("global");
    }

    private static String dpd(Statement line) {
        return "interval " + line.text("interval") + ", retry-interval "
                + line.value("retry").orElse("2") + ", " + line.value("mode").orElse("on-demand");
    }

    private static String list(List<Statement> lines, String value) {
        String list = lines.stream().flatMap(line -> line.value(value).stream()).collect(Collectors.joining(", "));
        return list.isEmpty() ? NONE : list;
    }

    private static String tails(List<Statement> lines, int from) {
        String list = lines.stream().map(line -> tail(line, from)).collect(Collectors.joining(", "));
        return list.isEmpty() ? NONE : list;
    }

    /** The words of a line from there on, without what may not be seen. */
    private static String tail(Statement line, int from) {
        String[] words = line.toString().split(" ");
        return String.join(" ", List.of(words).subList(Math.min(from, words.length), words.length));
    }
}
