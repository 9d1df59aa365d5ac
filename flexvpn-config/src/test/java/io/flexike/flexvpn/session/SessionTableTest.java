package io.flexike.flexvpn.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.IdentificationType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SessionTableTest {
    private static SessionSnapshot session(Identification peer) {
        return session(peer, OptionalInt.empty());
    }

    private static SessionSnapshot session(Identification peer, OptionalInt queue) {
        ChildSuite suite = ChildSuite.of(Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 256)
                .sequenceNumbers(SequenceNumbers.STANDARD)
                .build());
        ChildSnapshot child = new ChildSnapshot(
                0x1000,
                0xabcdef01,
                suite,
                List.of(AddressSelector.subnet("10.0.0.0/8")),
                List.of(AddressSelector.subnet("10.255.0.2/32")),
                true,
                ChildSaMode.TUNNEL,
                queue,
                1400,
                Duration.ofSeconds(60),
                new Traffic(3, 252),
                new Traffic(4, 336),
                0,
                0);
        return new SessionSnapshot(
                "Virtual-Access1",
                "Virtual-Template1",
                "any-spoke",
                0x1122334455667788L,
                0x99aabbccddeeff00L,
                false,
                Optional.of(peer),
                Optional.empty(),
                new Path(
                        new InetSocketAddress(IpPrefix.parseAddress("2001:db8::1"), 4500),
                        new InetSocketAddress(IpPrefix.parseAddress("2001:db8::2"), 61000),
                        true),
                false,
                true,
                Optional.empty(),
                new Assignment(List.of(IpPrefix.parseAddress("10.255.0.2")), List.of(), List.of(), List.of()),
                Instant.EPOCH,
                Duration.ofSeconds(3_661),
                List.of(child),
                Traffic.NONE,
                Traffic.NONE);
    }

    @Test
    void a_session_is_one_row_under_the_headings() {
        assertThat(SessionTable.render(
                        List.of(session(Identity.fqdn("a.example").toWire()))))
                .isEqualTo("""
                        Interface        Peer       Outer address        Inner addresses  ESP                             In (pkt/oct)  Out (pkt/oct)  Up
                        Virtual-Access1  a.example  [2001:db8::2]:61000  10.255.0.2       AES-GCM-16-256 / NO-ESN in UDP  3/252         4/336          1:01:01
                        """);
    }

    @Test
    void no_session_leaves_the_headings() {
        assertThat(SessionTable.render(List.of()).lines()).hasSize(1);
    }

    @Test
    void the_long_form_has_everything() {
        assertThat(SessionTable.renderDetail(session(Identity.fqdn("a.example").toWire())))
                .contains("1122334455667788 / 99aabbccddeeff00")
                .contains("in front of the peer")
                .contains("00001000 / abcdef01")
                .contains("10.0.0.0/8")
                .contains("3/252");
    }

    @Test
    void the_long_form_tells_for_which_queue_a_child_sa_is() {
        Identification peer = Identity.fqdn("a.example").toWire();

        assertThat(SessionTable.renderDetail(session(peer, OptionalInt.of(2)))).contains("    only for queue      2\n");
        assertThat(SessionTable.renderDetail(session(peer))).doesNotContain("only for queue");
    }

    @Test
    void what_a_peer_calls_itself_cannot_draw_on_the_terminal() {
        Identification hostile = new Identification(
                IdentificationType.FQDN, "a\u001b[2J\nVirtual-Access9".getBytes(StandardCharsets.UTF_8));
        String table = SessionTable.render(List.of(session(hostile)));

        assertThat(table.lines()).hasSize(2);
        assertThat(table).doesNotContain("\u001b");
    }
}
