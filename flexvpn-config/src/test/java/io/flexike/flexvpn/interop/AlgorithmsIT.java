package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.Proposal;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.session.ChildSnapshot;
import io.flexike.flexvpn.session.SessionSnapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every algorithm that strongSwan has, in both roles: an IKE SA and a Child SA with it, and pings that come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({
    Requirement.NAMESPACES,
    Requirement.TUN,
    Requirement.PING,
    Requirement.STRONGSWAN,
    Requirement.KERNEL_GUEST
})
class AlgorithmsIT {
    private final AlgorithmTable table = new AlgorithmTable();
    private AlgorithmSites userSpace;
    private AlgorithmSites kernel;

    @BeforeAll
    void start(@TempDir Path folder) {
        userSpace = AlgorithmSites.inUserSpace(folder.resolve("right"), AlgorithmRow.all());
        kernel = AlgorithmSites.inKernel(folder.resolve("guest"), AlgorithmRow.ofKernel());
    }

    @AfterAll
    void stop() {
        table.publish();
        userSpace.close();
        if (kernel != null) {
            kernel.close();
        }
    }

    static Stream<AlgorithmRow> rows() {
        return AlgorithmRow.all().stream().filter(AlgorithmRow::isSupported);
    }

    static Stream<AlgorithmRow> rowsOfKernel() {
        return AlgorithmRow.ofKernel().stream();
    }

    @Test
    void the_rows_are_all_that_strongswan_lists() {
        Set<String> known = Stream.of(
                        Algorithms.ENCRYPTION,
                        List.of(Algorithms.NULL),
                        Algorithms.INTEGRITY,
                        Algorithms.PRF,
                        Algorithms.KEY_EXCHANGE)
                .flatMap(List::stream)
                .map(Algorithm::charonName)
                .collect(Collectors.toCollection(TreeSet::new));
        known.addAll(Algorithms.WITHOUT_NUMBER);
        String listed = userSpace.peer().swanctl("--list-algs").orFail();
        assertThat(Pattern.compile("(?ms)^(encryption|integrity|aead|prf|dh):$.*?(?=^\\w|\\z)")
                        .matcher(listed)
                        .results()
                        .map(MatchResult::group)
                        .flatMap(section ->
                                Pattern.compile("  (\\S+)\\[").matcher(section).results())
                        .map(it -> it.group(1)))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    // RFC 8247 and RFC 8221 warn of the ciphers with short blocks, and RFC 4595 has the two MACs for Fibre Channel only
    @Test
    void what_we_lack_is_little_and_nothing_that_anybody_should_use() {
        List<AlgorithmRow> lacking = Stream.concat(AlgorithmRow.all().stream(), AlgorithmRow.ofKernel().stream())
                .filter(row -> !row.isSupported())
                .toList();
        lacking.forEach(table::recordLack);
        assertThat(lacking.stream().map(AlgorithmRow::name))
                .containsExactlyInAnyOrder(
                        "BLOWFISH-128", "BLOWFISH-256", "CAST-128", "DES", "HMAC-MD5-128", "HMAC-SHA1-160");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void we_connect(AlgorithmRow row) throws Exception {
        run(row, /* byUs= */ true, userSpace);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void strongswan_connects(AlgorithmRow row) throws Exception {
        run(row, /* byUs= */ false, userSpace);
    }

    @ParameterizedTest
    @MethodSource("rowsOfKernel")
    void we_connect_to_a_kernel(AlgorithmRow row) throws Exception {
        run(row, /* byUs= */ true, kernel);
    }

    @ParameterizedTest
    @MethodSource("rowsOfKernel")
    void strongswan_with_a_kernel_connects(AlgorithmRow row) throws Exception {
        run(row, /* byUs= */ false, kernel);
    }

    private void run(AlgorithmRow row, boolean byUs, AlgorithmSites sites) throws Exception {
        table.record(row, byUs, "FAILED");
        try (FlexikePeer own = own(row, byUs, sites)) {
            if (!byUs) {
                sites.peer().initiate(sites.connection(row)).orFail();
            }
            SessionSnapshot session = own.awaitSession();
            assertThat(session.initiator()).isEqualTo(byUs);
            assertThat(session.suite().orElseThrow().toProposal()).isEqualTo(row.ikeProposal());
            assertChild(session, row.firstEspProposal());
            if (row.isOfPrf()) {
                rekeyIkeSa(row, byUs, sites, own);
            }
            if (row.isOfPrf() || row.childKeyExchange().isPresent()) {
                rekeyChildSa(row, byUs, sites, own);
            }
            assertThat(sites.pingBothWays()).contains(row.negotiatedIke()).contains(row.negotiatedEsp());
        } finally {
            sites.peer().awaitNoSas(FlexikePeer.PATIENCE);
        }
        table.record(row, byUs, "passed");
    }

    private static FlexikePeer own(AlgorithmRow row, boolean byUs, AlgorithmSites sites) throws Exception {
        IkeProfile profile =
                Sites.profile(Sites.KEY).proposals(row.ikeProposal()).build();
        IpsecProfile ipsec =
                IpsecProfile.named("row").proposals(row.espProposal()).build();
        return FlexikePeer.start(
                sites.own(),
                (byUs
                                ? Sites.initiator(profile, ipsec, PeerNetwork.LEFT_4, AlgorithmSites.RESPONDER)
                                : Sites.responder(profile, ipsec, PeerNetwork.LEFT_4))
                        .cryptoPolicy(CryptoPolicy.LEGACY)
                        .build());
    }

    private static void rekeyIkeSa(AlgorithmRow row, boolean byUs, AlgorithmSites sites, FlexikePeer own) {
        SessionSnapshot before = own.awaitSession();
        if (byUs) {
            own.gateway().rekey(before);
        } else {
            sites.peer().swanctl("--rekey", "--ike", sites.connection(row)).orFail();
        }
        own.awaitSession(it -> it.localSpi() != before.localSpi());
    }

    /** RFC 7296 1.3.3: this time with a key exchange of its own, if there is to be one. */
    private static void rekeyChildSa(AlgorithmRow row, boolean byUs, AlgorithmSites sites, FlexikePeer own) {
        SessionSnapshot session = own.awaitSession();
        ChildSnapshot before = session.children().get(0);
        if (byUs) {
            own.gateway().rekey(session, before);
        } else {
            sites.peer().swanctl("--rekey", "--child", sites.connection(row)).orFail();
        }
        SessionSnapshot after = own.awaitSession(
                it -> it.children().size() == 1 && it.children().get(0).inboundSpi() != before.inboundSpi());
        assertChild(after, row.espProposal());
    }

    private static void assertChild(SessionSnapshot session, Proposal proposal) {
        assertThat(session.children())
                .singleElement()
                .satisfies(child -> assertThat(child.suite().toProposal()).isEqualTo(proposal));
    }
}
