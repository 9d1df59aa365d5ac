package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.flexvpn.route.Route;
import io.flexike.flexvpn.route.RouteSource;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.IkeSaDetails;
import io.flexike.ike.session.SaLifetime;
import io.flexike.ike.session.VendorId;
import io.flexike.ike.trace.LogText;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code show crypto ikev2 sa}, and the same lines where other commands have them. */
final class IkeSaPage {
    private static final int IP_AND_UDP_OCTETS = 28;
    private static final int IPV6_AND_UDP_OCTETS = 48;

    private IkeSaPage() {}

    static String sas(ShownState state, boolean detailed) {
        List<ShownSa> all = ShownSa.all(state);
        if (all.isEmpty()) {
            return "";
        }
        Page page = new Page();
        for (boolean ipv4 : new boolean[] {true, false}) {
            page.line(" IPv%d Crypto IKEv2  SA ", ipv4 ? 4 : 6).blank();
            all.stream().filter(sa -> sa.isIpv4() == ipv4).forEach(sa -> {
                head(page, state, sa);
                if (detailed) {
                    details(page, state, sa);
                }
                page.blank();
            });
        }
        return page.toString();
    }

    /** Who, where, how far, with which algorithms, for how long. */
    static void head(Page page, ShownState state, ShownSa sa) {
        if (sa.isIpv4()) {
            page.line("Tunnel-id Local                 Remote                fvrf/ivrf            Status ");
            page.line(
                    "%-10d%-22s%-22s%-21s%-7s",
                    sa.number(),
                    Places.withPort(sa.local()),
                    Places.withPort(sa.remote()),
                    sa.vrfs(state),
                    sa.status());
        } else {
            page.line("Tunnel-id    fvrf/ivrf              Status ");
            page.line("%-11d%-22s%-7s", sa.number(), sa.vrfs(state), sa.status());
            page.line("Local  %s", Places.withPort(sa.local()));
            page.line("Remote  %s", Places.withPort(sa.remote()));
        }
        sa.suite().ifPresent(suite -> algorithms(page, state, sa, suite));
        page.line("      Life/Active Time: %d/%d sec", sa.lifetimeSeconds(state), sa.activeSeconds(state));
    }

    private static void algorithms(Page page, ShownState state, ShownSa sa, IkeSuite suite) {
        page.line(
                "      Encr: %s, PRF: %s, Hash: %s, DH Grp:%d, Auth sign: %s, Auth verify: %s%s",
                AlgorithmNames.encryptionInUse(suite.encryption(), suite.keyBits()),
                AlgorithmNames.prf(suite.prf()),
                AlgorithmNames.integrity(suite.integrity()),
                suite.keyExchange().value(),
                authentication(state, sa, true),
                authentication(state, sa, false),
                sa.details().flatMap(IkeSaDetails::ppk).isPresent() ? ", QR" : "");
        if (!suite.furtherKeyExchanges().isEmpty()) {
            page.line("      PQC Key Exchange: %s", names(suite.furtherKeyExchanges()));
        }
    }

    private static String names(List<KeyExchangeMethod> methods) {
        return methods.stream().map(AlgorithmNames::postQuantum).collect(Collectors.joining(" "));
    }

    /**
     * The kind of key, which the method of RFC 7427 does not say, nor the shared key that follows EAP (RFC 7296 2.16);
     * empty if the profile allows several.
     */
    private static Optional<String> signature(ShownState state, ShownSa sa, boolean own, AuthMethod method) {
        List<Statement> lines = sa.profile(state).stream()
                .flatMap(block -> block.statements().stream())
                .filter(line -> line.key().startsWith(own ? "authentication local" : "authentication remote"))
                .toList();
        List<String> kinds = lines.stream()
                .flatMap(line -> Stream.of("rsa-sig", "ecdsa-sig").filter(line::has))
                .toList();
        boolean signed = method.equals(AuthMethod.DIGITAL_SIGNATURE)
                || method.equals(AuthMethod.SHARED_KEY) && lines.stream().noneMatch(line -> line.has("pre-share"));
        return signed && kinds.size() == 1
                ? Optional.of(kinds.get(0).equals("rsa-sig") ? "RSA" : "ECDSA")
                : Optional.empty();
    }

    /** After EAP the AUTH payload is that of a shared key (RFC 7296 2.16). */
    private static boolean isEap(ShownState state, ShownSa sa, boolean own) {
        if (own) {
            return sa.profile(state)
                    .flatMap(block -> block.statement("authentication local"))
                    .filter(line -> line.has("eap"))
                    .isPresent();
        }
        return sa.session().flatMap(SessionSnapshot::eapIdentity).isPresent();
    }

    private static String authentication(ShownState state, ShownSa sa, boolean own) {
        return sa.details()
                .flatMap(details -> own ? details.localAuthentication() : details.remoteAuthentication())
                .map(method -> method.equals(AuthMethod.SHARED_KEY) && isEap(state, sa, own)
                        ? "EAP"
                        : signature(state, sa, own, method).orElse(AlgorithmNames.authentication(method)))
                .orElse("Unknown - 0");
    }

    /** Everything else. */
    static void details(Page page, ShownState state, ShownSa sa) {
        page.line("      CE id: 0, Session-id: %d", sa.number());
        page.line("      Local spi: %016X       Remote spi: %016X", sa.localSpi(), sa.remoteSpi());
        page.line(
                "      Status Description: %s",
                sa.session().isPresent() ? "Negotiation done" : "Negotiation in progress");
        page.line("      Local id: %s", localIdentity(state, sa));
        page.line("      Remote id: %s", sa.peer());
        sa.session()
                .flatMap(SessionSnapshot::eapIdentity)
                .ifPresent(user -> page.line("      Remote EAP id: %s", LogText.escaped(user)));
        sa.details().ifPresent(details -> {
            messages(page, details);
            dpd(page, state, sa, details);
            fragmentation(page, sa, details);
        });
        page.line("      Extended Authentication not configured.");
        page.line("      NAT-T is %s", nat(sa));
        page.line("      Cisco Trust Security SGT is disabled");
        sa.session().ifPresent(session -> addresses(page, session));
        page.line("      Initiator of SA : %s", sa.initiator() ? "Yes" : "No");
        sa.session().ifPresent(session -> remoteSubnets(page, state, session));
        page.line(
                "      PEER TYPE: %s",
                sa.details().filter(IkeSaDetails::peerSpeaksFlexVpn).isPresent() ? "IOS-XE" : "Other");
    }

    private static String localIdentity(ShownState state, ShownSa sa) {
        return sa.profile(state)
                .flatMap(block -> block.statement("identity local"))
                .map(Statement::words)
                .filter(words -> words.size() > 3)
                .map(words -> words.get(3))
                .orElseGet(() -> Places.address(sa.local().getAddress()));
    }

    private static void messages(Page page, IkeSaDetails details) {
        long own = details.nextRequest();
        long other = details.expectedRequest();
        page.line("      Local req msg id:  %-15dRemote req msg id:  %-10d", own, other);
        page.line("      Local next msg id: %-15dRemote next msg id: %-10d", own, other);
        page.line("      Local req queued:  %-15dRemote req queued:  %-10d", own + details.requestsWaiting(), other);
        page.line(
                "      Local window:      %-15dRemote window:      %-10d",
                details.localWindow(), details.remoteWindow());
    }

    private static void dpd(Page page, ShownState state, ShownSa sa, IkeSaDetails details) {
        if (details.liveness().equals(SaLifetime.FOREVER)) {
            page.line("      DPD configured for 0 seconds, retry 0");
        } else {
            String retry = sa.dpd(state).flatMap(line -> line.value("retry")).orElse("2");
            page.line(
                    "      DPD configured for %d seconds, retry %s",
                    details.liveness().toSeconds(), retry);
        }
    }

    private static void fragmentation(Page page, ShownSa sa, IkeSaDetails details) {
        boolean fragments = details.fragmentOctets() > 0;
        page.line(fragments ? "      IETF Std Fragmentation  enabled." : "      Fragmentation not  configured.");
        details.ppk().ifPresent(ppk -> page.line("      Quantum-safe Encryption using Manual PPK"));
        sa.suite()
                .map(IkeSuite::furtherKeyExchanges)
                .filter(methods -> !methods.isEmpty())
                .ifPresent(methods -> page.line("      Quantum-safe Encryption using PQC: %s", names(methods)));
        page.line("      Dynamic Route Update: %s", takesRoutes(details) ? "enabled" : "disabled");
        if (fragments) {
            int headers = sa.isIpv4() ? IP_AND_UDP_OCTETS : IPV6_AND_UDP_OCTETS;
            page.line("      IETF Std Fragmentation MTU in use: %d bytes.", details.fragmentOctets() - headers);
        }
    }

    /** Whether the peer takes networks at any time. */
    static boolean takesRoutes(IkeSaDetails details) {
        return details.sa().vendorIds().contains(VendorId.CISCO_DYNAMIC_ROUTE);
    }

    private static String nat(ShownSa sa) {
        boolean inside = sa.session().map(SessionSnapshot::behindNat).orElse(false);
        boolean outside = sa.session().map(SessionSnapshot::peerBehindNat).orElse(false);
        if (!inside && !outside) {
            return "not detected  ";
        }
        return "detected " + (inside ? " inside" : "") + (outside ? " outside" : "");
    }

    private static void addresses(Page page, SessionSnapshot session) {
        for (InetAddress address : session.assigned().addresses()) {
            page.line(
                    "      %s: %s",
                    session.initiator() ? "Pushed IP address" : "Assigned host addr", Places.address(address));
        }
    }

    private static void remoteSubnets(Page page, ShownState state, SessionSnapshot session) {
        List<IpPrefix> given =
                session.assigned().addresses().stream().map(IpPrefix::host).toList();
        List<IpPrefix> learnt = state.gateway().routes().stream()
                .filter(route -> route.source() == RouteSource.IKEV2)
                .filter(route -> route.interfaceName().equals(session.interfaceName()))
                .map(Route::prefix)
                .filter(prefix -> !given.contains(prefix))
                .distinct()
                .toList();
        if (!learnt.isEmpty()) {
            page.line("      Remote subnets:");
            learnt.forEach(prefix -> page.line("      %s", Places.network(prefix)));
        }
    }
}
