package io.flexike.ike.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.IntegrityAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformAttribute;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.Octets;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaPayloadTest {
    // AES-CBC-256, HMAC-SHA2-256-128, PRF-HMAC-SHA2-256, MODP-2048
    private static final String IKE_PROPOSAL = """
            00 00 00 2c 01 01 00 04
            03 00 00 0c 01 00 00 0c 80 0e 01 00
            03 00 00 08 03 00 00 0c
            03 00 00 08 02 00 00 05
            00 00 00 08 04 00 00 0e
            """;
    // RFC 7296 3.3: ESP with AES-GCM and both kinds of sequence numbers, here as the second of two proposals
    private static final String ESP_PROPOSALS = """
            02 00 00 28 01 03 04 03 05 23 57 bb
            03 00 00 0c 01 00 00 0c 80 0e 00 80
            03 00 00 08 03 00 00 02
            00 00 00 08 05 00 00 00
            00 00 00 34 02 03 04 04 35 a1 d6 f2
            03 00 00 0c 01 00 00 12 80 0e 00 80
            03 00 00 0c 01 00 00 12 80 0e 01 00
            03 00 00 08 05 00 00 01
            00 00 00 08 05 00 00 00
            """;

    @Test
    void an_offer_for_an_ike_sa_is_read() throws IkeProtocolException {
        SaPayload sa = decode(IKE_PROPOSAL);
        assertThat(sa)
                .isEqualTo(SaPayload.ofIkeInit(List.of(new Proposal(
                        SecurityProtocol.IKE,
                        List.of(
                                Transform.encryption(EncryptionAlgorithm.AES_CBC, 256),
                                Transform.integrity(IntegrityAlgorithm.HMAC_SHA2_256_128),
                                Transform.prf(PrfAlgorithm.HMAC_SHA2_256),
                                Transform.keyExchange(KeyExchangeMethod.MODP_2048))))));
        assertThat(encode(sa)).isEqualTo(Octets.of(IKE_PROPOSAL));
    }

    @Test
    void two_proposals_for_a_child_sa_keep_their_own_spis() throws IkeProtocolException {
        SaPayload sa = decode(ESP_PROPOSALS);
        assertThat(sa.proposals()).extracting(OfferedProposal::childSpi).containsExactly(0x052357bb, 0x35a1d6f2);
        assertThat(sa.offers().get(1))
                .isEqualTo(new Proposal(
                        SecurityProtocol.ESP,
                        List.of(
                                Transform.encryption(EncryptionAlgorithm.AES_GCM_8, 128),
                                Transform.encryption(EncryptionAlgorithm.AES_GCM_8, 256),
                                Transform.sequenceNumbers(SequenceNumbers.EXTENDED),
                                Transform.sequenceNumbers(SequenceNumbers.STANDARD))));
        assertThat(encode(sa)).isEqualTo(Octets.of(ESP_PROPOSALS));
    }

    @Test
    void an_ike_sa_is_rekeyed_with_an_spi_of_eight_octets() throws IkeProtocolException {
        SaPayload sa = decode("00 00 00 18 01 01 08 01 0102030405060708 00 00 00 08 04 00 00 1f");
        assertThat(sa.proposals().get(0).ikeSpi()).isEqualTo(0x0102030405060708L);
        assertThat(sa)
                .isEqualTo(SaPayload.ofIkeRekey(
                        0x0102030405060708L,
                        List.of(new Proposal(
                                SecurityProtocol.IKE, List.of(Transform.keyExchange(KeyExchangeMethod.CURVE25519))))));
    }

    @Test
    void unknown_protocols_types_ids_and_attributes_are_kept() throws IkeProtocolException {
        String unknown = """
                00 00 00 25 01 c9 02 02 aa bb
                03 00 00 13 f1 00 ff fe 40 01 00 03 01 02 03 c0 02 00 09
                00 00 00 08 01 00 00 0c
                """;
        SaPayload sa = decode(unknown);
        Proposal proposal = sa.offers().get(0);
        assertThat(proposal.protocol()).isEqualTo(new SecurityProtocol(0xc9));
        assertThat(proposal.transforms().get(0))
                .isEqualTo(new Transform(
                        new TransformType(0xf1),
                        0xfffe,
                        List.of(
                                new TransformAttribute(0x4001, false, new byte[] {1, 2, 3}),
                                new TransformAttribute(0x4002, true, new byte[] {0, 9}))));
        assertThat(encode(sa)).isEqualTo(Octets.of(unknown));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 17, 254})
    void proposals_may_begin_with_any_number(int first) throws IkeProtocolException {
        byte[] octets = Octets.of(ESP_PROPOSALS);
        octets[4] = (byte) first;
        octets[0x28 + 4] = (byte) (first + 1);
        assertThat(SaPayload.decode(ByteBuffer.wrap(octets)).proposals())
                .extracting(OfferedProposal::number)
                .containsExactly(first, first + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 255})
    void proposals_must_rise_one_by_one(int second) {
        byte[] octets = Octets.of(ESP_PROPOSALS);
        octets[0x28 + 4] = (byte) second;
        assertThatThrownBy(() -> SaPayload.decode(ByteBuffer.wrap(octets)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("not numbered one by one");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 2, a last proposal that says more follow",
        "0, 3, a mark that belongs to transforms",
        "0, 1, an undefined mark",
        "3, 7, a proposal shorter than its header",
        "3, 43, a proposal that ends inside its last transform",
        "3, 45, a proposal that ends behind the payload",
        "5, 3, an IKE SPI size for ESP",
        "6, 4, an SPI size that IKE does not have",
        "6, 8, an SPI taken from the transforms",
        "7, 0, no transforms",
        "7, 3, fewer transforms said than there are",
        "7, 5, more transforms said than there are",
        "8, 0, a transform that says to be the last and is not",
        "8, 2, a mark that belongs to proposals",
        "11, 7, a transform shorter than its header",
        "11, 13, a transform that ends inside the next one",
        "11, 10, a transform that ends inside its attribute",
        "11, 255, a transform that ends behind its proposal",
        "16, 0, a long attribute that ends behind its transform",
        "36, 3, a last transform that says more follow",
        "39, 9, a last transform that ends behind its proposal",
    })
    void inner_lengths_counts_and_marks_must_fit(int position, int value, String why) {
        byte[] octets = Octets.of(IKE_PROPOSAL);
        assertThat(octets[position]).isNotEqualTo((byte) value);
        octets[position] = (byte) value;
        assertThatThrownBy(() -> SaPayload.decode(ByteBuffer.wrap(octets)))
                .as(why)
                .isInstanceOf(InvalidSyntaxException.class);
    }

    @Test
    void reserved_octets_are_ignored_and_sent_as_zero() throws IkeProtocolException {
        byte[] octets = Octets.of(IKE_PROPOSAL);
        octets[1] = 7;
        octets[9] = 7;
        octets[13] = 7;
        SaPayload sa = SaPayload.decode(ByteBuffer.wrap(octets));
        assertThat(encode(sa)).isEqualTo(Octets.of(IKE_PROPOSAL));
    }

    @Test
    void a_payload_without_proposals_is_refused() {
        assertThatThrownBy(() -> decode("")).isInstanceOf(InvalidSyntaxException.class);
        assertThatThrownBy(() -> new SaPayload(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_hundred_proposals_are_read_and_more_are_refused() throws IkeProtocolException {
        assertThat(SaPayload.decode(proposals(100)).proposals()).hasSize(100);
        assertThatThrownBy(() -> SaPayload.decode(proposals(101)))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("more than 100");
    }

    @Test
    void a_transform_with_very_many_attributes_is_refused() {
        int attributes = 17;
        ByteBuffer body = ByteBuffer.allocate(16 + 4 * attributes);
        body.put(Octets.of("00 00 00")).put((byte) body.capacity()).put(Octets.of("01 01 00 01"));
        body.put(Octets.of("00 00 00")).put((byte) (8 + 4 * attributes)).put(Octets.of("01 00 00 0c"));
        for (int i = 0; i < attributes; i++) {
            body.put(Octets.of("80 0e 01 00"));
        }
        assertThatThrownBy(() -> SaPayload.decode(body.flip()))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("more than 16 attributes");
    }

    @Test
    void what_we_build_is_checked() {
        Proposal ike = new Proposal(SecurityProtocol.IKE, List.of(Transform.keyExchange(KeyExchangeMethod.CURVE25519)));
        assertThatThrownBy(() -> new OfferedProposal(1, new byte[4], ike)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OfferedProposal(256, new byte[0], ike))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OfferedProposal.of(1, new Proposal(SecurityProtocol.IKE, List.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OfferedProposal.of(
                        1,
                        new Proposal(
                                SecurityProtocol.IKE,
                                Collections.nCopies(256, ike.transforms().get(0)))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SaPayload(List.of(OfferedProposal.of(1, ike), OfferedProposal.of(3, ike))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OfferedProposal.of(1, ike).childSpi()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> OfferedProposal.of(1, ike).ikeSpi()).isInstanceOf(IllegalStateException.class);
    }

    private static ByteBuffer proposals(int count) {
        ByteBuffer body = ByteBuffer.allocate(16 * count);
        for (int i = 1; i <= count; i++) {
            body.put((byte) (i == count ? 0 : 2)).put(Octets.of("00 00 10")).put((byte) i);
            body.put(Octets.of("01 00 01", "00 00 00 08 04 00 00 1f"));
        }
        return body.flip();
    }

    private static SaPayload decode(String hex) throws IkeProtocolException {
        return SaPayload.decode(Octets.buffer(hex));
    }

    private static byte[] encode(SaPayload sa) {
        ByteBuffer out = ByteBuffer.allocate(sa.bodyOctets());
        sa.encodeBody(out);
        return out.array();
    }
}
