package io.flexike.esp.packet;

import static io.flexike.esp.packet.IcmpErrors.about;
import static io.flexike.esp.packet.IcmpErrors.message;
import static io.flexike.esp.packet.Packets.packet;
import static io.flexike.esp.packet.Packets.view;
import static io.flexike.esp.packet.Packets.withPorts;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 4301 6.2. */
class IcmpQuoteTest {
    private static final String HERE = "10.1.0.1";
    private static final String THERE = "10.2.0.1";
    private static final String ROUTER = "172.16.0.1";
    private static final String HERE6 = "fd01::1";
    private static final String THERE6 = "fd02::1";
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final byte[] SENT = withPorts(HERE, THERE, TCP, 5000, 80);
    private static final byte[] SENT6 = withPorts(HERE6, THERE6, UDP, 53, 54);

    private final PacketView answer = new PacketView();

    private boolean reads(byte[] error) {
        return IcmpQuote.readReversed(error, view(error), answer);
    }

    @Test
    void reads_the_quoted_packet_the_other_way_round() {
        assertThat(reads(about(SENT, ROUTER, 3))).isTrue();

        assertThat(answer.version()).isEqualTo(4);
        assertThat(answer.sourceLow()).isEqualTo(0x0a020001L);
        assertThat(answer.destinationLow()).isEqualTo(0x0a010001L);
        assertThat(answer.protocol()).isEqualTo(TCP);
        assertThat(answer.sourcePort()).isEqualTo(80);
        assertThat(answer.destinationPort()).isEqualTo(5000);
    }

    @Test
    void reads_one_of_ipv6_behind_extension_headers() {
        byte[] options = Arrays.copyOf(new byte[] {UDP}, 8 + 8);
        options[9] = 53;
        options[11] = 54;

        assertThat(reads(about(packet(HERE6, THERE6, 60, options), 56, "fd09::1", 1)))
                .isTrue();

        assertThat(answer.sourceHigh()).isEqualTo(0xfd02000000000000L);
        assertThat(answer.destinationHigh()).isEqualTo(0xfd01000000000000L);
        assertThat(answer.protocol()).isEqualTo(UDP);
        assertThat(answer.sourcePort()).isEqualTo(54);
        assertThat(answer.destinationPort()).isEqualTo(53);
    }

    // RFC 792, RFC 4443: what is not quoted cannot be seen, and no port is not any port
    @Test
    void ports_that_are_not_quoted_are_not_there() {
        for (int octets = 20; octets < 24; octets++) {
            assertThat(reads(about(SENT, octets, ROUTER, 3))).isTrue();
            assertThat(answer.protocol()).isEqualTo(TCP);
            assertThat(answer.sourcePort()).isEqualTo(PacketView.NO_PORT);
            assertThat(answer.destinationPort()).isEqualTo(PacketView.NO_PORT);
        }
        assertThat(reads(about(SENT, 24, ROUTER, 3))).isTrue();
        assertThat(answer.sourcePort()).isEqualTo(80);
    }

    @Test
    void less_than_a_header_is_nothing() {
        for (int octets = 0; octets < 20; octets++) {
            assertThat(reads(message(ROUTER, HERE, 3, Arrays.copyOf(SENT, octets))))
                    .isFalse();
        }
        for (int octets = 0; octets < 40; octets++) {
            assertThat(reads(message("fd09::1", HERE6, 1, Arrays.copyOf(SENT6, octets))))
                    .isFalse();
        }
        byte[] options = SENT.clone();
        options[0] = 0x4f;
        assertThat(reads(about(options, 28, ROUTER, 3)))
                .as("options that end behind the quote")
                .isFalse();
        assertThat(reads(packet(ROUTER, HERE, ICMP, (byte) 3, (byte) 0, (byte) 0)))
                .as("half a header of ICMP")
                .isFalse();
    }

    // hosts find the ports whatever the header says
    @Test
    void the_length_in_the_quoted_header_does_not_count() {
        byte[] packet = SENT.clone();
        for (int total : new int[] {0, 20, 65535}) {
            ByteBuffer.wrap(packet).putShort(2, (short) total);
            assertThat(reads(about(packet, ROUTER, 3))).isTrue();
            assertThat(answer.sourcePort()).isEqualTo(80);
        }
    }

    @Test
    void a_truncated_chain_of_extension_headers_has_no_ports_and_its_own_protocol() {
        byte[] options = Arrays.copyOf(new byte[] {UDP, 3}, 32 + 8);

        assertThat(reads(about(packet(HERE6, THERE6, 60, options), 40 + 31, "fd09::1", 1)))
                .isTrue();

        assertThat(answer.protocol()).isEqualTo(60);
        assertThat(answer.sourcePort()).isEqualTo(PacketView.NO_PORT);
    }

    @Test
    void only_errors_are_read_and_no_redirects() {
        assertThat(types(SENT, ROUTER)).isEqualTo(List.of(3, 4, 11, 12));
        assertThat(types(SENT6, "fd09::1")).isEqualTo(List.of(1, 2, 3, 4));
        byte[] udp = about(SENT, ROUTER, 3);
        udp[9] = UDP;
        assertThat(reads(udp)).isFalse();
        byte[] icmp6 = about(SENT, ROUTER, 3);
        icmp6[9] = 58;
        assertThat(reads(icmp6)).as("ICMPv6 in IPv4").isFalse();
    }

    private List<Integer> types(byte[] packet, String from) {
        return IntStream.range(0, 256)
                .filter(type -> reads(about(packet, from, type)))
                .boxed()
                .toList();
    }

    @Test
    void a_later_fragment_of_an_error_has_nothing_to_be_read() {
        byte[] later = about(SENT, ROUTER, 3);
        later[7] = 20;
        byte[] first = about(SENT, ROUTER, 3);
        first[6] = 0x20;

        assertThat(reads(later)).isFalse();
        assertThat(reads(first)).isTrue();
    }

    // RFC 1122 3.2.2; RFC 4443 2.4 (e) does not say so, and packets that are too big may well be later fragments
    @Test
    void later_fragments_are_told_of_in_ipv6_only() {
        byte[] later = SENT.clone();
        later[7] = 20;
        byte[] later6 = packet(HERE6, THERE6, 44, Arrays.copyOf(new byte[] {UDP, 0, 1, 0}, 16));

        assertThat(reads(about(later, ROUTER, 3))).isFalse();
        assertThat(reads(about(later6, 56, "fd09::1", 2))).isTrue();
        assertThat(answer.isLaterFragment()).isTrue();
        assertThat(answer.sourcePort()).isEqualTo(PacketView.NO_PORT);
    }

    @Test
    void the_error_goes_to_who_has_sent_the_packet() {
        assertThat(reads(message(ROUTER, "10.1.0.2", 3, SENT))).isFalse();
        assertThat(reads(message("fd09::1", "fd01::1:0:0:1", 1, SENT6))).isFalse();
        assertThat(reads(message("fd09::1", HERE6, 1, SENT)))
                .as("of another version")
                .isFalse();
    }

    @Test
    void an_error_in_an_error_is_a_packet_of_icmp() {
        byte[] answered = withPorts(THERE, HERE, TCP, 80, 5000);

        assertThat(reads(message(ROUTER, HERE, 11, about(answered, HERE, 3)))).isTrue();
        assertThat(answer.protocol()).isEqualTo(ICMP);
        assertThat(answer.destinationPort()).isEqualTo(0x0300);
        assertThat(answer.sourcePort()).isEqualTo(PacketView.SEE_SOURCE);
    }
}
