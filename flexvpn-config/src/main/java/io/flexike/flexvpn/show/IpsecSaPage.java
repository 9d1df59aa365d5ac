package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.session.Traffic;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import java.util.List;
import java.util.Locale;

/** {@code show crypto ipsec sa}. */
final class IpsecSaPage {
    /** Of Ethernet, and of a path while nothing else is known of it. */
    private static final int USUAL_MTU = 1500;

    private static final int FIRST_CONNECTION = 2000;

    private IpsecSaPage() {}

    static String sas(ShownState state) {
        Page page = new Page();
        int connection = FIRST_CONNECTION;
        String last = "";
        for (ShownSa sa : ShownSa.all(state)) {
            if (sa.session().isEmpty()) {
                continue;
            }
            SessionSnapshot session = sa.session().get();
            if (!session.interfaceName().equals(last)) {
                page.blank().line("interface: %s", session.interfaceName());
                page.line(
                        "    Crypto map tag: %s, local addr %s",
                        tag(session), Places.address(sa.local().getAddress()));
                last = session.interfaceName();
            }
            for (ChildSnapshot child : session.children()) {
                add(page, state, sa, session, child, ++connection);
                connection++;
            }
        }
        return page.toString();
    }

    private static String tag(SessionSnapshot session) {
        return session.interfaceName() + "-head-0";
    }

    private static void add(
            Page page, ShownState state, ShownSa sa, SessionSnapshot session, ChildSnapshot child, int connection) {
        page.blank().line("   protected vrf: %s", sa.innerVrf(state).orElse("(none)"));
        page.line("   local  ident (addr/mask/prot/port): (%s)", ident(child.local()));
        page.line("   remote ident (addr/mask/prot/port): (%s)", ident(child.remote()));
        page.line(
                "   current_peer %s port %d",
                Places.address(sa.remote().getAddress()), sa.remote().getPort());
        page.line("     PERMIT, flags={origin_is_acl,}");
        long out = child.sent().packets();
        long in = child.received().packets();
        page.line("    #pkts encaps: %d, #pkts encrypt: %d, #pkts digest: %d", out, out, out);
        page.line("    #pkts decaps: %d, #pkts decrypt: %d, #pkts verify: %d", in, in, in);
        page.line("    #pkts compressed: 0, #pkts decompressed: 0");
        page.line("    #pkts not compressed: 0, #pkts compr. failed: 0");
        page.line("    #pkts not decompressed: 0, #pkts decompress failed: 0");
        page.line("    #send errors %d, #recv errors %d", child.sendErrors(), child.receiveErrors())
                .blank();
        page.line(
                "     local crypto endpt.: %s, remote crypto endpt.: %s",
                Places.address(sa.local().getAddress()),
                Places.address(sa.remote().getAddress()));
        page.line(
                "     plaintext mtu %d, path mtu %d, ip mtu %d, ip mtu idb %s",
                plaintextMtu(child, sa.isIpv4()),
                pathMtu(child),
                USUAL_MTU,
                sa.iface(state)
                        .flatMap(block -> block.text("tunnel source", "interface"))
                        .orElse("(none)"));
        page.line("     current outbound spi: %s", spi(child.outboundSpi()));
        child.queue().ifPresent(queue -> page.line("     only for packets of tunnel queue: %d", queue));
        KeyExchangeMethod group = child.suite().keyExchange();
        boolean pfs = !group.equals(KeyExchangeMethod.NONE);
        page.line("     PFS (Y/N): %s, DH group: %s", pfs ? "Y" : "N", pfs ? "group" + group.value() : "none");
        IpsecLifetime lifetime = IpsecLifetime.of(state, sa.iface(state));
        direction(
                page,
                session,
                child,
                "inbound",
                new Direction(connection, child.inboundSpi(), child.received()),
                lifetime);
        direction(
                page,
                session,
                child,
                "outbound",
                new Direction(connection + 1, child.outboundSpi(), child.sent()),
                lifetime);
    }

    /** One of the two SAs that make a Child SA. */
    private record Direction(int connection, int spi, Traffic traffic) {}

    private static String ident(List<AddressSelector> selectors) {
        return selectors.isEmpty() ? "0.0.0.0/0.0.0.0/0/0" : Places.ident(selectors.get(0));
    }

    private static void direction(
            Page page,
            SessionSnapshot session,
            ChildSnapshot child,
            String name,
            Direction direction,
            IpsecLifetime lifetime) {
        boolean ah = child.suite().protocol().equals(SecurityProtocol.AH);
        for (String kind : List.of("esp", "ah", "pcp")) {
            page.blank().line("     %s %s sas:", name, kind);
            if (kind.equals(ah ? "ah" : "esp")) {
                sa(page, session, child, direction, lifetime);
            }
        }
    }

    private static void sa(
            Page page, SessionSnapshot session, ChildSnapshot child, Direction direction, IpsecLifetime lifetime) {
        ChildSuite suite = child.suite();
        page.line("      spi: %s", spi(direction.spi));
        page.line("        transform: %s ,", AlgorithmNames.transforms(suite));
        page.line(
                "        in use settings ={%s%s, %s}",
                child.mode() == ChildSaMode.TRANSPORT ? "Transport" : "Tunnel",
                child.udpEncapsulation() ? " UDP-Encaps" : "",
                suite.sequenceNumbers().equals(SequenceNumbers.EXTENDED) ? "esn" : "");
        page.line(
                "        conn id: %d, flow_id: SW:%d, sibling_flags 80000040, crypto map: %s, initiator : %s",
                direction.connection,
                direction.connection - FIRST_CONNECTION,
                tag(session),
                session.initiator() ? "True" : "False");
        page.line("        sa timing: remaining key lifetime %s", remaining(child, direction.traffic, lifetime));
        if (lifetime.kilobytes().isEmpty()) {
            page.line("        Kilobyte Volume Rekey has been disabled");
        }
        page.line("        IV size: %d bytes", suite.encryption().ivOctets());
        page.line("        replay detection support: Y");
        page.line("        Status: ACTIVE(ACTIVE)");
    }

    /** Kilobytes and seconds that are left. */
    private static String remaining(ChildSnapshot child, Traffic traffic, IpsecLifetime lifetime) {
        long seconds = Math.max(0, lifetime.time().minus(child.age()).toSeconds());
        if (lifetime.kilobytes().isEmpty()) {
            return String.format(Locale.ROOT, "(sec): %d", seconds);
        }
        return String.format(Locale.ROOT, "(k/sec): (%d/%d)", lifetime.kilobytesLeft(traffic.octets()), seconds);
    }

    private static int pathMtu(ChildSnapshot child) {
        return child.pathMtu() == 0 ? USUAL_MTU : child.pathMtu();
    }

    /** The longest packet that fits with ESP into one packet of the path (RFC 4303 2). */
    private static int plaintextMtu(ChildSnapshot child, boolean ipv4) {
        ChildSuite suite = child.suite();
        int iv = suite.encryption().ivOctets();
        int icv = suite.encryption().icvOctets() + suite.integrity().icvOctets();
        int block = suite.encryption().isAead() ? 4 : Math.max(4, iv);
        int outer = (ipv4 ? 20 : 40) + (child.udpEncapsulation() ? 8 : 0) + 8 + iv + icv;
        int inside = (pathMtu(child) - outer) / block * block - 2;
        return child.mode() == ChildSaMode.TRANSPORT ? inside + (ipv4 ? 20 : 40) : inside;
    }

    private static String spi(int spi) {
        return String.format(Locale.ROOT, "0x%X(%d)", spi, Integer.toUnsignedLong(spi));
    }
}
