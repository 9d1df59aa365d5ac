package io.flexike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final String PASSWORD = "correct horse battery staple";

    @Test
    void nothing_but_the_length_is_printed() {
        SecretBytes secret = SecretBytes.ofUtf8(PASSWORD);
        assertThat(secret.toString()).isEqualTo("SecretBytes[28 octets]");
        assertThat(List.of(secret).toString()).isEqualTo("[SecretBytes[28 octets]]");
        assertThat(Optional.of(secret).toString()).isEqualTo("Optional[SecretBytes[28 octets]]");
    }

    @Test
    void secrets_of_one_length_print_and_hash_alike() {
        SecretBytes one = SecretBytes.copyOf(new byte[32]);
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 1);
        SecretBytes other = SecretBytes.copyOf(ones);
        assertThat(one).isNotEqualTo(other).hasToString(other.toString()).hasSameHashCodeAs(other);
    }

    @Test
    void exceptions_of_a_secret_do_not_tell_it() {
        SecretBytes secret = SecretBytes.ofUtf8(PASSWORD);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> secret.slice(0, 29))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("horse"));
        secret.destroy();
        assertThatIllegalStateException()
                .isThrownBy(() -> secret.toByteArray(SecretAccess.granted()))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("horse"));
    }

    @Test
    void the_octets_go_in_and_come_out_as_copies() {
        byte[] original = {1, 2, 3};
        SecretBytes secret = SecretBytes.copyOf(original);
        original[0] = 9;
        byte[] copy = secret.toByteArray(SecretAccess.granted());
        assertThat(copy).containsExactly(1, 2, 3);
        copy[1] = 9;
        assertThat(secret.matches(new byte[] {1, 2, 3})).isTrue();
    }

    @Test
    void a_text_becomes_its_utf_8_octets() {
        for (String text : new String[] {"", "a", PASSWORD, "Passwort für €uch", "\uD83D\uDD11"}) {
            assertThat(SecretBytes.ofUtf8(text).matches(text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isTrue();
        }
    }

    @Test
    void parts_are_joined_and_cut() {
        SecretBytes joined = SecretBytes.concat(
                SecretBytes.copyOf(new byte[] {1, 2}), SecretBytes.empty(), SecretBytes.copyOf(new byte[] {3}));
        assertThat(joined.length()).isEqualTo(3);
        assertThat(joined.matches(new byte[] {1, 2, 3})).isTrue();
        assertThat(joined.slice(1, 3).matches(new byte[] {2, 3})).isTrue();
        assertThat(joined.slice(3, 3)).isEqualTo(SecretBytes.empty());
        for (int[] range : new int[][] {{-1, 2}, {2, 1}, {0, 4}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> joined.slice(range[0], range[1]));
        }
    }

    @Test
    void a_destroyed_secret_is_zeroed_unreadable_and_equal_to_nothing_else() {
        SecretBytes secret = SecretBytes.copyOf(new byte[] {5, 6});
        SecretBytes slice = secret.slice(0, 1);
        assertThat(secret.isDestroyed()).isFalse();
        secret.destroy();
        secret.destroy();

        assertThat(secret.isDestroyed()).isTrue();
        assertThat(secret.length()).isEqualTo(2);
        assertThat(List.of(secret)).contains(secret).doesNotContain(SecretBytes.copyOf(new byte[2]));
        assertThat(SecretBytes.copyOf(new byte[2])).isNotEqualTo(secret);
        assertThatIllegalStateException().isThrownBy(() -> secret.matches(new byte[2]));
        assertThatIllegalStateException().isThrownBy(() -> secret.slice(0, 1));
        assertThatIllegalStateException().isThrownBy(() -> SecretBytes.concat(slice, secret));
        assertThat(slice.matches(new byte[] {5})).isTrue();
    }

    @Test
    void secrets_differ_by_length_and_by_each_octet() {
        byte[] octets = {1, 2, 3, 4};
        SecretBytes secret = SecretBytes.copyOf(octets);
        assertThat(secret).isEqualTo(SecretBytes.copyOf(octets)).isNotEqualTo("1234");
        for (int i = 0; i < octets.length; i++) {
            byte[] other = octets.clone();
            other[i] ^= 1;
            assertThat(secret).isNotEqualTo(SecretBytes.copyOf(other));
            assertThat(secret.matches(other)).isFalse();
            assertThat(secret.matches(Arrays.copyOf(octets, i))).isFalse();
        }
    }

    @Test
    void who_has_no_token_gets_nothing() {
        assertThatNullPointerException()
                .isThrownBy(() -> SecretBytes.ofUtf8(PASSWORD).toByteArray(null));
    }
}
