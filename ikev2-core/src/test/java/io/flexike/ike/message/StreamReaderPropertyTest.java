package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.message.StreamReader.Result;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StreamReaderPropertyTest {
    @Property(tries = 300)
    void any_split_of_the_stream_gives_the_same_messages(
            @ForAll @Size(max = 12) List<@Size(min = 1, max = 1500) byte[]> packets,
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 900) Integer> pieces) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(StreamFraming.prefix());
        packets.forEach(packet -> stream.writeBytes(StreamFraming.esp(packet, 0, packet.length)));

        List<Result> results = readInPieces(StreamReader.ofPeersConnection(), stream.toByteArray(), pieces);

        assertThat(results)
                .containsExactlyElementsOf(
                        packets.stream().map(Result.Message::new).toList());
    }

    @Property(tries = 500)
    void random_octets_give_the_same_in_one_piece_and_octet_by_octet(@ForAll @Size(max = 400) byte[] octets) {
        List<Result> whole = StreamReaderTest.read(StreamReader.ofOwnConnection(), octets);
        List<Result> dribbled = readInPieces(StreamReader.ofOwnConnection(), octets, List.of(1));

        assertThat(dribbled).isEqualTo(whole);
    }

    @Property(tries = 300)
    void whatever_the_length_says_no_message_is_longer_and_none_is_empty(
            @ForAll @IntRange(max = 0xffff) int length, @ForAll @Size(max = 3000) byte[] rest) {
        byte[] octets = new byte[2 + rest.length];
        octets[0] = (byte) (length >> 8);
        octets[1] = (byte) length;
        System.arraycopy(rest, 0, octets, 2, rest.length);

        List<Result> results = StreamReaderTest.read(StreamReader.ofOwnConnection(), octets);

        if (length < 2) {
            assertThat(results).containsExactly(new Result.Broken("a message of length " + length));
        } else if (length > octets.length) {
            assertThat(results).isEmpty();
        } else if (length > 2) {
            assertThat(results).startsWith(new Result.Message(Arrays.copyOfRange(octets, 2, length)));
        }
        assertThat(results)
                .noneMatch(result -> result instanceof Result.Message message && message.octets().length == 0);
    }

    private static List<Result> readInPieces(StreamReader reader, byte[] octets, List<Integer> pieces) {
        List<Result> results = new ArrayList<>();
        int from = 0;
        for (int i = 0; from < octets.length; i++) {
            int to = Math.min(octets.length, from + pieces.get(i % pieces.size()));
            results.addAll(StreamReaderTest.read(reader, Arrays.copyOfRange(octets, from, to)));
            if (!results.isEmpty() && results.get(results.size() - 1) instanceof Result.Broken) {
                return results;
            }
            from = to;
        }
        return results;
    }
}
