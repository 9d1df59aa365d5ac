package io.flexike.esp.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.esp.spd.CompiledSelector;
import io.flexike.esp.spd.SelectorSet;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/** What anybody may quote, compared with a form that takes one octet after the other. */
class IcmpQuotePropertyTest {
    private static final int BEFORE = 13;

    /** An answer to a quoted packet; addresses as text. */
    private record Answer(String source, String destination, int protocol, int sourcePort, int destinationPort) {}

    /** A packet that stands somewhere in a buffer that ends with it. */
    private static Optional<Answer> read(byte[] error) {
        byte[] buffer = new byte[BEFORE + error.length];
        System.arraycopy(error, 0, buffer, BEFORE, error.length);
        PacketView view = new PacketView();
        PacketView answer = new PacketView();
        if (!view.parse(buffer, BEFORE, error.length) || !IcmpQuote.readReversed(buffer, view, answer)) {
            return Optional.empty();
        }
        assertThat(answer.headerOctets()).isLessThanOrEqualTo(answer.totalOctets());
        return Optional.of(new Answer(
                address(answer.version(), answer.sourceHigh(), answer.sourceLow()),
                address(answer.version(), answer.destinationHigh(), answer.destinationLow()),
                answer.protocol(),
                answer.sourcePort(),
                answer.destinationPort()));
    }

    private static String address(int version, long high, long low) {
        ByteBuffer octets = ByteBuffer.allocate(16).putLong(high).putLong(low);
        return Packets.text(version == 4 ? Arrays.copyOfRange(octets.array(), 12, 16) : octets.array());
    }

    /** The second form: it reads on until there is nothing left. */
    private static Optional<Answer> readSlowly(int type, String to, byte[] quote) {
        boolean ipv6 = to.contains(":");
        if (!(ipv6 ? type >= 1 && type <= 4 : type == 3 || type == 4 || type == 11 || type == 12)) {
            return Optional.empty();
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(quote);
            Optional<Answer> answer = ipv6 ? slowIpv6(in) : slowIpv4(in);
            return answer.filter(a -> a.destination().equals(to));
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    private static String take(ByteBuffer in, int octets) {
        byte[] address = new byte[octets];
        in.get(address);
        return Packets.text(address);
    }

    private static void skip(ByteBuffer in, int octets) {
        in.get(new byte[octets]);
    }

    private static Optional<Answer> slowIpv4(ByteBuffer in) {
        int first = in.get();
        skip(in, 5);
        int fragment = in.getShort();
        skip(in, 1);
        int protocol = in.get() & 0xff;
        skip(in, 2);
        String from = take(in, 4);
        String to = take(in, 4);
        if (first >> 4 != 4 || (first & 15) < 5 || (fragment & 0x1fff) != 0) {
            return Optional.empty();
        }
        skip(in, (first & 15) * 4 - 20);
        return Optional.of(withPorts(in, from, to, protocol, true));
    }

    private static Optional<Answer> slowIpv6(ByteBuffer in) {
        if (in.getInt() >>> 28 != 6) {
            return Optional.empty();
        }
        skip(in, 2);
        int protocol = in.get() & 0xff;
        skip(in, 1);
        String from = take(in, 16);
        String to = take(in, 16);
        boolean seen = true;
        for (int headers = 0; seen && List.of(0, 43, 44, 51, 60).contains(protocol); headers++) {
            try {
                int next = in.get() & 0xff;
                int length = in.get() & 0xff;
                int fragment = in.getShort() >> 3;
                skip(in, (protocol == 44 ? 8 : protocol == 51 ? (length + 2) * 4 : (length + 1) * 8) - 4);
                if (headers == 16) {
                    throw new BufferUnderflowException();
                }
                seen = protocol != 44 || fragment == 0;
                protocol = next;
            } catch (BufferUnderflowException e) {
                seen = false;
            }
        }
        return Optional.of(withPorts(in, from, to, protocol, seen));
    }

    private static Answer withPorts(ByteBuffer in, String from, String to, int protocol, boolean seen) {
        int left = seen ? in.remaining() : 0;
        int first = PacketView.NO_PORT;
        int second = PacketView.NO_PORT;
        switch (protocol) {
            case 6, 17, 33, 132, 136 -> {
                if (left >= 4) {
                    first = in.getShort() & 0xffff;
                    second = in.getShort() & 0xffff;
                }
            }
            case 1, 58 -> {
                first = left >= 2 ? in.getShort() & 0xffff : first;
                second = PacketView.SEE_SOURCE;
            }
            case 135 -> {
                if (left >= 3) {
                    skip(in, 2);
                    first = (in.get() & 0xff) << 8;
                }
                second = PacketView.SEE_SOURCE;
            }
            default -> {}
        }
        return new Answer(to, from, protocol, second, first);
    }

    @Property(tries = 5000)
    void random_octets_are_read_as_the_slow_form_reads_them(
            @ForAll @Size(max = 120) byte[] quote, @ForAll boolean ipv6, @ForAll @IntRange(max = 14) int type) {
        String to = ipv6 ? "fd01:0:0:0:0:0:0:1" : "10.1.0.1";
        if (quote.length > 0) {
            quote[0] = (byte) (quote[0] & 0x0f | (ipv6 ? 0x60 : 0x40));
        }
        byte[] sender = Packets.address(to).getAddress();
        if (quote.length >= 40) {
            System.arraycopy(sender, 0, quote, ipv6 ? 8 : 12, sender.length);
        }

        assertSame(type, to, quote);
    }

    /** Most of these are almost right: headers that may follow each other, cut anywhere, a few octets changed. */
    @Property(tries = 20_000)
    void damaged_quotes_are_read_as_the_slow_form_reads_them(
            @ForAll long seed, @ForAll boolean ipv6, @ForAll @IntRange(min = 1, max = 12) int type) {
        Random random = new Random(seed);
        String to = ipv6 ? "fd01:0:0:0:0:0:0:1" : "10.1.0.1";
        String other = ipv6 ? "fd02:0:0:0:0:0:0:1" : "10.2.0.1";
        int[] protocols = {0, 1, 6, 17, 33, 43, 44, 50, 51, 58, 60, 60, 132, 135, 136};
        byte[] payload = new byte[random.nextInt(100)];
        for (int at = 0; at < payload.length; at++) {
            int dice = random.nextInt(4);
            payload[at] = (byte) (dice == 0 ? protocols[random.nextInt(protocols.length)] : dice == 1 ? 1 : 0);
        }
        byte[] packet = Packets.packet(to, other, protocols[random.nextInt(protocols.length)], payload);
        if (random.nextInt(3) == 0) {
            packet[random.nextInt(packet.length)] = (byte) random.nextInt();
        }
        byte[] quote = random.nextBoolean() ? packet : Arrays.copyOf(packet, random.nextInt(packet.length + 1));

        assertSame(type, to, quote);
    }

    private static void assertSame(int type, String to, byte[] quote) {
        byte[] error = IcmpErrors.message(to.contains(":") ? "fd09::1" : "172.16.0.1", to, type, quote);
        Optional<Answer> answer = read(error);

        assertThat(answer).isEqualTo(readSlowly(type, to, quote));
        Statistics.label("read")
                .collect(answer.isPresent())
                .coverage(seen -> seen.check(true).percentage(share -> share > 2));
    }

    /** An error may come in where the packet that it tells of may go out. */
    @Property(tries = 5000)
    void an_error_is_let_in_if_the_packet_may_go_out(@ForAll long seed) {
        Random random = new Random(seed);
        SelectorSet selectors = new SelectorSet(selectors(random), selectors(random), random.nextBoolean());
        int protocol = new int[] {1, 6, 17}[random.nextInt(3)];
        byte[] packet = Packets.withPorts(host(random), host(random), protocol, random.nextInt(4), random.nextInt(4));
        byte[] error = IcmpErrors.about(packet, "172.16.0.1", 3);
        PacketView answer = new PacketView();

        assertThat(IcmpQuote.readReversed(error, Packets.view(error), answer)).isTrue();

        boolean goesOut = selectors.matchesOutbound(Packets.view(packet));
        assertThat(selectors.matchesInbound(answer)).isEqualTo(goesOut);
        Statistics.label("goes out")
                .collect(goesOut)
                .coverage(seen -> seen.check(true).percentage(share -> share > 10));
    }

    private static String host(Random random) {
        return "10.0.0." + random.nextInt(4);
    }

    private static List<CompiledSelector> selectors(Random random) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> selector(random))
                .toList();
    }

    private static CompiledSelector selector(Random random) {
        int protocol = new int[] {0, 0, 0, 1, 6, 17}[random.nextInt(6)];
        byte first = (byte) random.nextInt(2);
        byte last = (byte) (first + random.nextInt(4));
        byte[] start = {10, 0, 0, first};
        byte[] end = {10, 0, 0, last};
        return switch (random.nextInt(5)) {
            case 0 -> new CompiledSelector(protocol, 65535, 0, start, end);
            case 1 -> new CompiledSelector(protocol, random.nextInt(2), 2, start, end);
            default -> new CompiledSelector(protocol, 0, 65535, start, end);
        };
    }

    @Property(tries = 5000)
    void messages_of_random_octets_never_throw(@ForAll @Size(max = 200) byte[] octets, @ForAll boolean ipv6) {
        if (octets.length >= 40) {
            octets[0] = (byte) (ipv6 ? 0x60 : 0x45);
            octets[2] = 0;
            octets[3] = (byte) octets.length;
            octets[4] = 0;
            octets[5] = (byte) (octets.length - 40);
            octets[6] = ipv6 ? (byte) 58 : 0;
            octets[7] = 0;
            octets[9] = 1;
            octets[20] &= 0x0f;
        }
        if (ipv6 && octets.length > 40) {
            octets[40] &= 0x07;
        }
        read(octets);
    }
}
