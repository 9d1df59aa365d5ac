package io.flexike.ike.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeSaSnapshot;
import io.flexike.ike.trace.LogText;
import io.flexike.ike.trace.Redaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IkeEventLogTest {
    /** Where the tests of this module log to, from DEBUG on. */
    private static final Path FILE = Path.of("target", "test.log");

    private static final long REMOTE_SPI = 0x5eed_0123_4567_89abL;

    private final IkeEventLog log = new IkeEventLog(Redaction.NONE);

    private static IkeSaSnapshot sa(long localSpi, boolean initiator) {
        return sa(localSpi, initiator, Optional.empty());
    }

    private static IkeSaSnapshot sa(long localSpi, boolean initiator, Optional<IkeSuite> suite) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 500);
        return new IkeSaSnapshot(
                localSpi,
                REMOTE_SPI,
                initiator,
                IkeSaSnapshot.Phase.CLOSED,
                "",
                new io.flexike.ike.session.Path(address, address, false),
                false,
                false,
                suite,
                Optional.empty(),
                Instant.EPOCH,
                List.of(),
                List.of());
    }

    private static IkeEvent closed(IkeSaSnapshot sa) {
        return new IkeEvent.IkeSaClosed(sa, new CloseReason(CloseReason.Kind.LOCAL_REQUEST, "test"));
    }

    private static List<String> lines(long localSpi) throws IOException {
        try (var lines = Files.lines(FILE)) {
            return lines.filter(line -> line.contains(LogText.spiPair(localSpi, REMOTE_SPI)))
                    .toList();
        }
    }

    @Test
    void strangers_whose_sas_never_came_up_write_few_lines_and_none_at_info() throws IOException {
        for (int i = 0; i < 1_000; i++) {
            log.log(closed(sa(0x0dd1_0001_0000_0000L, false)));
        }

        assertThat(lines(0x0dd1_0001_0000_0000L))
                .hasSizeBetween(10, 200)
                .allMatch(line -> line.contains("DEBUG") && line.contains("did not come up"));
    }

    @Test
    void what_we_began_or_what_was_up_is_worth_a_line_at_info() throws IOException {
        log.log(closed(sa(0x0dd1_0002_0000_0000L, true)));
        log.log(new IkeEvent.IkeSaEstablished(sa(0x0dd1_0003_0000_0000L, false), List.of()));
        log.log(closed(sa(0x0dd1_0003_0000_0000L, false)));

        assertThat(lines(0x0dd1_0002_0000_0000L)).hasSize(1).allMatch(line -> line.contains("INFO"));
        assertThat(lines(0x0dd1_0003_0000_0000L)).hasSize(2).allMatch(line -> line.contains("INFO"));
    }

    @Test
    void weak_algorithms_are_a_warning_with_the_rule_that_is_against_them() throws IOException {
        IkeSuite weak = new IkeSuite(
                EncryptionAlgorithm.AES_CBC,
                256,
                IntegrityAlgorithm.HMAC_MD5_96,
                PrfAlgorithm.HMAC_SHA1,
                KeyExchangeMethod.MODP_1024);
        log.log(new IkeEvent.IkeSaEstablished(sa(0x0dd1_0004_0000_0000L, false, Optional.of(weak)), List.of()));

        assertThat(lines(0x0dd1_0004_0000_0000L))
                .hasSize(2)
                .anyMatch(line -> line.contains("WARN")
                        && line.contains("HMAC-MD5-96 (RFC 8247 2.3: MUST NOT), MODP-1024 (RFC 8247 2.4: SHOULD NOT)")
                        && !line.contains("SHA1"));
    }
}
