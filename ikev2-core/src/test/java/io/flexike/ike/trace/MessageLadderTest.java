package io.flexike.ike.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.UnknownPayload;
import io.flexike.ike.payload.VendorIdPayload;
import io.flexike.ike.session.IkeEvent.MessageTraced;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageLadderTest {
    private static final Path PATH =
            new Path(new InetSocketAddress("192.0.2.1", 500), new InetSocketAddress("192.0.2.2", 500), false);
    private static final NoncePayload NONCE = new NoncePayload(new byte[32]);

    @Test
    void each_end_has_its_column_and_times_count_from_the_first_entry() {
        MessageLadder ladder = new MessageLadder("branch", "hq")
                .remark(Instant.ofEpochMilli(10_200), "the NAT rebinds")
                .message(Instant.ofEpochMilli(10_100), false, traced(header(true), true, NONCE), "")
                .message(Instant.ofEpochMilli(10_000), true, traced(header(false), true, NONCE), "lost");
        assertThat(ladder.render()).isEqualTo("""
             seconds  exchange              branch                                    hq
               0.000  IKE_SA_INIT 0         HDR, Ni  -->  [again, lost]
               0.100  IKE_SA_INIT 0                     <--  HDR, Nr  [again]
               0.200                        ---- the NAT rebinds ----
            """);
    }

    @Test
    void long_messages_are_folded_between_payloads() {
        Payload[] many = new Payload[30];
        Arrays.fill(many, NotifyPayload.of(NotifyType.NAT_DETECTION_SOURCE_IP));
        String text = new MessageLadder("a", "b")
                .message(Instant.EPOCH, true, traced(header(false), false, many), "")
                .render();
        assertThat(text.lines()).hasSizeGreaterThan(5).allMatch(line -> line.length() <= 118);
    }

    @Test
    void protected_messages_show_what_is_inside() {
        IkeHeader sealed = header(ExchangeType.INFORMATIONAL, PayloadType.SK, true);
        assertThat(MessageNotation.of(sealed, List.of())).isEqualTo("HDR, SK {}");
        assertThat(MessageNotation.of(sealed, List.of(DeletePayload.ikeSa()))).isEqualTo("HDR, SK {D}");
        IkeHeader unencoded = header(ExchangeType.INFORMATIONAL, PayloadType.NONE, true);
        assertThat(MessageNotation.of(unencoded, List.of())).isEqualTo("HDR, SK {}");
        IkeHeader bare = header(ExchangeType.INFORMATIONAL, PayloadType.NOTIFY, true);
        assertThat(MessageNotation.of(bare, List.of(NotifyPayload.of(NotifyType.INVALID_IKE_SPI))))
                .isEqualTo("HDR, N(INVALID_IKE_SPI)");
    }

    @Test
    void payloads_have_the_names_of_the_rfc() {
        List<Payload> payloads = List.of(
                new CertPayload(CertificateEncoding.X509_SIGNATURE, new byte[1]),
                new CertReqPayload(CertificateEncoding.X509_SIGNATURE, new byte[0]),
                new EapPayload(new byte[] {3, 1, 0, 4}),
                new CpPayload(ConfigurationType.REQUEST, List.of()),
                new VendorIdPayload(new byte[4]),
                new UnknownPayload(new PayloadType(200), false, new byte[0]));
        assertThat(MessageNotation.of(header(ExchangeType.IKE_AUTH, PayloadType.SK, false), payloads))
                .startsWith("HDR, SK {CERT, CERTREQ, EAP, CP(CFG_REQUEST), V, P(")
                .endsWith("200)}");
    }

    private static MessageTraced traced(IkeHeader header, boolean again, Payload... payloads) {
        return new MessageTraced(1, true, PATH, header, List.of(payloads), again);
    }

    private static IkeHeader header(boolean response) {
        return header(ExchangeType.IKE_SA_INIT, PayloadType.NONCE, response);
    }

    private static IkeHeader header(ExchangeType exchange, PayloadType next, boolean response) {
        return new IkeHeader(1, 2, next, 2, 0, exchange, true, response, false, 0, 28);
    }
}
