package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.ChildSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Extended sequence numbers (RFC 4303 2.2.1) with the kernel of a guest, also past 2^32. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class ExtendedSequenceIT {
    /** More than a replay window of ours, so that a number far ahead is not taken for an old one. */
    private static final int PINGS = 150;

    @AutoClose
    private GuestSite site;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = GuestSite.start(folder);
    }

    @ParameterizedTest
    @CsvSource({"GCM_128, true", "CBC_256, false"})
    void packets_pass_both_ways_with_64_bits_of_which_32_are_not_sent(Suite suite, boolean connectedByUs)
            throws Exception {
        site.peer()
                .load(Sites.peer(
                        suite.charonIke(),
                        suite.charonEsp() + "-esn",
                        PeerNetwork.RIGHT_4,
                        connectedByUs ? "%any" : PeerNetwork.LEFT_4,
                        Sites.KEY));
        try (FlexikePeer own = FlexikePeer.start(site.host(), own(suite, connectedByUs))) {
            if (!connectedByUs) {
                site.peer().initiate(Sites.SITE).orFail();
            }
            ChildSnapshot child = own.awaitSession().children().get(0);
            assertThat(child.suite().sequenceNumbers()).isEqualTo(SequenceNumbers.EXTENDED);
            String states = site.guest().exec("ip xfrm state");
            for (int spi : List.of(child.inboundSpi(), child.outboundSpi())) {
                assertThat(state(spi, states))
                        .containsPattern("\\n\\s+replay-window \\d+ flag .*esn\\n")
                        .contains("anti-replay esn context");
            }
            assertPings("");

            String past = assertPings(goingOn(state(child.inboundSpi(), states), (1L << 32) - PINGS / 2));
            assertThat(state(child.inboundSpi(), past)).contains("oseq-hi 0x1, oseq 0x");
        }
        site.peer().awaitNoSas(FlexikePeer.PATIENCE);
    }

    /** Begun by either end, in the guest after a command; gives the SAs of the guest after that. */
    private String assertPings(String before) {
        String output = site.guest()
                .exec(before + "ping -n -f -q -c " + PINGS + " -W 10 -I " + Sites.PEER_INNER_4 + " " + Sites.OWN_INNER_4
                        + "; ip xfrm state");
        assertThat(output).contains(" " + PINGS + " received");
        Traversal.assertPings(site.host(), Sites.OWN_INNER_4, Sites.PEER_INNER_4, 1300);
        return output;
    }

    /** One of the SAs of the guest as its kernel shows them. */
    private static String state(int spi, String states) {
        Matcher one = Pattern.compile(String.format(
                        Locale.ROOT, "src \\S+ dst \\S+\\n\\tproto esp spi 0x%08x(?s:.*?)(?=\\nsrc |$)", spi))
                .matcher(states);
        assertThat(one.find()).as(states).isTrue();
        return one.group();
    }

    /** Replaces an SA for what the guest sends by the same one further on. */
    private static String goingOn(String state, long sequence) {
        Matcher head = Pattern.compile("(src \\S+ dst \\S+)\\s+(proto esp spi 0x\\S+)( reqid \\d+ mode tunnel)")
                .matcher(state);
        assertThat(head.find()).as(state).isTrue();
        String algorithms = state.lines()
                .map(String::strip)
                .filter(line -> line.matches("(aead|auth-trunc|enc) .*"))
                .map(line -> line.replaceFirst(" (\\S+) ", " '$1' "))
                .collect(Collectors.joining(" "));
        String named = head.group(1) + " " + head.group(2);
        return "ip xfrm state delete " + named + " && ip xfrm state add " + named + head.group(3) + " " + algorithms
                + " flag esn af-unspec replay-window 32 replay-oseq " + sequence + " && ";
    }

    private static FlexVpnConfig own(Suite suite, boolean connects) {
        Proposal esp = switch (suite) {
            case GCM_128 ->
                Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                        .sequenceNumbers(SequenceNumbers.EXTENDED)
                        .build();
            case CBC_256 ->
                Proposal.esp()
                        .encryption(EncryptionAlgorithm.AES_CBC, 256)
                        .integrity(IntegrityAlgorithm.HMAC_SHA2_256_128)
                        .sequenceNumbers(SequenceNumbers.EXTENDED)
                        .build();
        };
        IpsecProfile ipsec = IpsecProfile.named("extended").proposals(esp).build();
        IkeProfile profile = Sites.profile(suite, Sites.KEY);
        return (connects
                        ? Sites.initiator(profile, ipsec, PeerNetwork.LEFT_4, PeerNetwork.RIGHT_4)
                        : Sites.responder(profile, ipsec, PeerNetwork.LEFT_4))
                .build();
    }
}
