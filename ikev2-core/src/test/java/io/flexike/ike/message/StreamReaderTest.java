package io.flexike.ike.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.flexike.ike.message.StreamReader.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    @Test
    void frames_look_as_in_the_figures_of_rfc_9329() {
        assertThat(StreamFraming.prefix()).containsExactly(0x49, 0x4b, 0x45, 0x54, 0x43, 0x50);
        assertThat(StreamFraming.ike(new byte[] {7, 8})).containsExactly(0, 8, 0, 0, 0, 0, 7, 8);
        assertThat(StreamFraming.esp(new byte[] {9, 1, 2, 3, 4, 9}, 1, 4)).containsExactly(0, 6, 1, 2, 3, 4);
    }

    @Test
    void a_peers_stream_begins_with_the_prefix_and_our_own_does_not() {
        assertThat(read(StreamReader.ofPeersConnection(), "IKETCP\0\5abc")).containsExactly(message("abc"));
        assertThat(read(StreamReader.ofOwnConnection(), "\0\5abc")).containsExactly(message("abc"));
        assertThat(read(StreamReader.ofOwnConnection(), "IKETCP")).hasSize(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X", "iketcp", "IKETC\0", "GET / HTTP/1.1\r\n", "IKEIKETCP"})
    void anything_but_the_prefix_breaks_the_stream_at_its_first_wrong_octet(String garbage) {
        StreamReader reader = StreamReader.ofPeersConnection();

        assertThat(read(reader, garbage)).singleElement().isInstanceOf(Result.Broken.class);
        assertThat(read(reader, "IKETCP\0\5abc")).singleElement().isInstanceOf(Result.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0", "\0\1"})
    void a_length_of_0_or_1_breaks_the_stream_after_what_came_before(String length) {
        StreamReader reader = StreamReader.ofOwnConnection();

        assertThat(read(reader, "\0\5abc" + length + "\0\5abc"))
                .hasSize(2)
                .startsWith(message("abc"))
                .last()
                .isInstanceOf(Result.Broken.class);
    }

    @Test
    void an_empty_message_is_ignored() {
        assertThat(read(StreamReader.ofOwnConnection(), "\0\2\0\2\0\3a\0\2")).containsExactly(message("a"));
    }

    @Test
    void the_longest_message_passes() {
        byte[] esp = new byte[StreamFraming.MAX_MESSAGE_OCTETS];
        Arrays.fill(esp, (byte) 3);

        Result result = StreamReader.ofOwnConnection().next(ByteBuffer.wrap(StreamFraming.esp(esp, 0, esp.length)));

        assertThat(result).isEqualTo(new Result.Message(esp));
    }

    @Test
    void what_does_not_fit_is_not_framed() {
        assertThatIllegalArgumentException().isThrownBy(() -> StreamFraming.ike(new byte[65_530]));
        assertThatIllegalArgumentException().isThrownBy(() -> StreamFraming.ike(new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> StreamFraming.esp(new byte[65_534], 0, 65_534));
        assertThat(StreamFraming.ike(new byte[65_529])).hasSize(65_535);
    }

    @Test
    void it_tells_whether_it_waits_for_the_prefix_or_inside_a_message() {
        StreamReader reader = StreamReader.ofPeersConnection();
        assertThat(read(reader, "IKETC")).isEmpty();
        assertThat(reader.hasPrefix()).isFalse();
        assertThat(read(reader, "P")).isEmpty();
        assertThat(reader.hasPrefix()).isTrue();
        assertThat(reader.isInsideMessage()).isFalse();
        assertThat(read(reader, "\0")).isEmpty();
        assertThat(reader.isInsideMessage()).isTrue();
        assertThat(read(reader, "\5ab")).isEmpty();
        assertThat(reader.isInsideMessage()).isTrue();
        assertThat(read(reader, "c")).hasSize(1);
        assertThat(reader.isInsideMessage()).isFalse();
    }

    static Result message(String text) {
        return new Result.Message(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<Result> read(StreamReader reader, String octets) {
        return read(reader, octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All results up to the one that ends the reading, which is in the list only if the stream broke. */
    static List<Result> read(StreamReader reader, byte[] octets) {
        List<Result> results = new ArrayList<>();
        ByteBuffer input = ByteBuffer.wrap(octets);
        while (true) {
            Result result = reader.next(input);
            if (result instanceof Result.NeedsMore) {
                assertThat(input.hasRemaining()).isFalse();
                return results;
            }
            results.add(result);
            if (result instanceof Result.Broken) {
                return results;
            }
        }
    }
}
