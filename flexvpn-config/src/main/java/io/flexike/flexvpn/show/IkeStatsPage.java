package io.flexike.flexvpn.show;

import io.flexike.flexvpn.ios.Block;
import io.flexike.flexvpn.ios.Statement;
import io.flexike.ike.engine.EngineStatistics;
import io.flexike.ike.session.IkeSaDetails;

/** {@code show crypto ikev2 stats}. */
final class IkeStatsPage {
    private static final String LINE = "-".repeat(80);
    private static final String NEGOTIATING = "crypto ikev2 limit max-in-negotation-sa";

    private IkeStatsPage() {}

    static String stats(ShownState state) {
        EngineStatistics now = state.ike().statistics();
        EngineStatistics.Counters so = now.counters();
        Block root = state.configuration().root();
        long ppks = state.ike().sas().stream()
                .map(IkeSaDetails::ppk)
                .filter(ppk -> ppk.isPresent())
                .count();
        Page page = new Page();
        page.line(LINE)
                .line("                          Crypto IKEv2 SA Statistics")
                .line(LINE);
        page.line(
                "System Resource Limit:   0        Max IKEv2 SAs: %-8s Max in nego(in/out): %s/%s",
                root.text("crypto ikev2 limit max-sa", "sas").orElse("0"),
                limit(root, "incoming", "40"),
                limit(root, "outgoing", "400"));
        page.line(
                "Total incoming IKEv2 SA Count:    %-8d active:        %-8d negotiating: %-6d",
                now.incomingActive() + now.incomingNegotiating(), now.incomingActive(), now.incomingNegotiating());
        page.line(
                "Total outgoing IKEv2 SA Count:    %-8d active:        %-8d negotiating: %-6d",
                now.outgoingActive() + now.outgoingNegotiating(), now.outgoingActive(), now.outgoingNegotiating());
        page.line(
                "Incoming IKEv2 Requests: %-8d accepted:      %-8d rejected:    %-8d",
                so.incomingAccepted() + so.incomingRejected(), so.incomingAccepted(), so.incomingRejected());
        page.line(
                "Outgoing IKEv2 Requests: %-8d accepted:      %-8d rejected:    %-8d",
                so.outgoingAccepted() + so.outgoingRejected(), so.outgoingAccepted(), so.outgoingRejected());
        page.line(
                "Rejected IKEv2 Requests: %-8d rsrc low:      %-8d SA limit:    %-8d",
                so.incomingRejected() + so.outgoingRejected(), 0, so.incomingLimited());
        page.line(
                "IKEv2 packets dropped at dispatch: %-8d",
                state.gateway().drops().getOrDefault("IKE_QUEUE_FULL", 0L));
        page.line("Incoming Requests dropped as LOW Q limit reached : %-8d", 0);
        page.line("Incoming IKEV2 Cookie Challenged Requests: %-8d", so.cookiesSent());
        page.line(
                "    accepted: %-8d rejected: %-8d rejected no cookie: %-8d",
                so.cookiesAccepted(), so.cookiesRejected(), so.cookiesSent() - so.cookiesRejected());
        page.line("Total Deleted sessions of Cert Revoked Peers: %-8d", so.revokedPeers());
        page.line("Total init sa request rejected due to queue limit : %-8d", 0);
        page.line("SA Strength Enforcement Rejects - incoming:        %-8d outgoing:        %-8d", 0, 0);
        page.line("Sessions with Quantum Resistance: %-8d Manual: %-8d Dynamic: %-8d", ppks, ppks, 0);
        page.line("PPK Identity Mismatch: %-8d", 0);
        page.line("PPK Retrieve Failure    -    ALL:      %-8d With PPK Required:    %-8d", 0, 0);
        page.line("PPK Authentication Failure - ALL:      %-8d With PPK Required:    %-8d", 0, 0);
        return page.toString();
    }

    private static String limit(Block root, String direction, String otherwise) {
        return root.statements(NEGOTIATING).stream()
                .filter(line -> !line.negated())
                .filter(line -> line.has(direction) || !line.has("incoming") && !line.has("outgoing"))
                .map((Statement line) -> line.text("sas"))
                .findFirst()
                .orElse(otherwise);
    }
}
