package io.flexike.flexvpn.show;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.selector.AddressSelector;
import java.util.List;
import java.util.Locale;

/** {@code show crypto ikev2 session}. */
final class IkeSessionPage {
    private IkeSessionPage() {}

    static String sessions(ShownState state, boolean detailed) {
        List<ShownSa> all = ShownSa.all(state).stream()
                .filter(sa -> sa.session().isPresent())
                .toList();
        if (all.isEmpty()) {
            return "";
        }
        Page page = new Page();
        for (boolean ipv4 : new boolean[] {true, false}) {
            page.line(" IPv%d Crypto IKEv2 Session ", ipv4 ? 4 : 6).blank();
            for (ShownSa sa : all) {
                if (sa.isIpv4() == ipv4) {
                    add(page, state, sa, sa.session().orElseThrow(), detailed);
                }
            }
        }
        return page.toString();
    }

    private static void add(Page page, ShownState state, ShownSa sa, SessionSnapshot session, boolean detailed) {
        int children = session.children().size();
        page.line(
                "Session-id:%d, Status:%s, IKE count:1, CHILD count:%d",
                sa.number(), children == 0 ? "UP-IDLE" : "UP-ACTIVE", children);
        page.blank();
        IkeSaPage.head(page, state, sa);
        if (detailed) {
            IkeSaPage.details(page, state, sa);
        }
        session.children().forEach(child -> child(page, child, detailed));
        page.blank();
    }

    private static void child(Page page, ChildSnapshot child, boolean detailed) {
        String before = "Child sa: local selector  ";
        for (AddressSelector local : child.local()) {
            page.line(before + Places.range(local));
            before = "          local selector  ";
        }
        child.remote().forEach(remote -> page.line("          remote selector " + Places.range(remote)));
        boolean ah = child.suite().protocol().equals(SecurityProtocol.AH);
        String spis = String.format(Locale.ROOT, "0x%X/0x%X", child.inboundSpi(), child.outboundSpi());
        page.line("          ESP spi in/out: %s  ", ah ? "0x0/0x0" : spis);
        if (detailed) {
            page.line("          AH spi in/out: %s  ", ah ? spis : "0x0/0x0");
            page.line("          CPI in/out: 0x0/0x0  ");
            algorithms(page, child.suite(), ah);
            page.line(
                    "          ah_hmac: %s, comp: IPCOMP_NONE, mode %s",
                    ah ? AlgorithmNames.integrity(child.suite().integrity()) : "None",
                    child.mode().toString().toLowerCase(Locale.ROOT));
        }
    }

    private static void algorithms(Page page, ChildSuite suite, boolean ah) {
        page.line(
                "          Encr: %s, esp_hmac: %s",
                ah ? "None" : AlgorithmNames.encryptionInUse(suite.encryption(), suite.keyBits()),
                ah ? "None" : AlgorithmNames.integrity(suite.integrity()));
    }
}
