package io.flexike.ike.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.payload.AuthMethod;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AuthAnnouncementPropertyTest {
    @Provide
    Arbitrary<AuthAnnouncement> announcements() {
        Arbitrary<AuthMethod> methods = Arbitraries.integers().between(0, 255).map(AuthMethod::new);
        Arbitrary<Integer> links = Arbitraries.integers().between(0, 255);
        Arbitrary<byte[]> algorithms =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(252);
        return Arbitraries.oneOf(
                methods.map(AuthAnnouncement::of),
                Combinators.combine(methods, links).as(AuthAnnouncement::of),
                Combinators.combine(methods, links, algorithms)
                        .as((method, link, algorithm) ->
                                new AuthAnnouncement(method, OptionalInt.of(link), algorithm)));
    }

    @Property
    void decoding_what_was_encoded_is_the_identity(@ForAll List<@From("announcements") AuthAnnouncement> all)
            throws InvalidSyntaxException {
        byte[] data = AuthAnnouncement.encode(all);
        List<AuthAnnouncement> decoded = AuthAnnouncement.decode(data);
        assertThat(decoded).isEqualTo(all).hasToString(all.toString());
        assertThat(AuthAnnouncement.encode(decoded)).isEqualTo(data);
    }

    @Property
    void a_list_that_is_cut_off_is_another_list_or_refused(@ForAll List<@From("announcements") AuthAnnouncement> all) {
        byte[] data = AuthAnnouncement.encode(all);
        for (int octets = 0; octets < data.length; octets++) {
            byte[] shorter = Arrays.copyOf(data, octets);
            try {
                assertThat(AuthAnnouncement.encode(AuthAnnouncement.decode(shorter)))
                        .isEqualTo(shorter);
            } catch (InvalidSyntaxException e) {
                assertThat(e).hasMessageContaining("SUPPORTED_AUTH_METHODS");
            }
        }
    }

    @Property
    void random_octets_do_no_harm(@ForAll byte[] data) {
        try {
            assertThat(AuthAnnouncement.encode(AuthAnnouncement.decode(data))).isEqualTo(data);
        } catch (InvalidSyntaxException e) {
            assertThat(e).hasMessageContaining("at least 2 are right");
        }
    }

    /** RFC 9593 3.2.1 to 3.2.3; the AlgorithmIdentifiers are those of RFC 7427 A.2 and A.3. */
    @Example
    void the_three_forms() throws InvalidSyntaxException {
        byte[] data =
                HexFormat.of().parseHex("0202" + "020d" + "030100" + "030907" + "0f0e01" + "300a06082a8648ce3d040302");
        List<AuthAnnouncement> all = List.of(
                AuthAnnouncement.of(AuthMethod.SHARED_KEY),
                AuthAnnouncement.of(AuthMethod.NULL),
                AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE, 0),
                AuthAnnouncement.of(AuthMethod.ECDSA_SHA_256_P256, 7),
                AuthAnnouncement.of(SignatureScheme.ECDSA_SHA2_256, 1));
        assertThat(AuthAnnouncement.decode(data)).isEqualTo(all);
        assertThat(AuthAnnouncement.encode(all)).isEqualTo(data);
        assertThat(all.get(4).scheme()).contains(SignatureScheme.ECDSA_SHA2_256);
        assertThat(all.get(4)).hasToString("Digital Signature by ECDSA with SHA2-256 under authority 1");
    }

    @Example
    void a_length_below_two_or_beyond_the_end_is_refused() {
        for (String wrong : List.of("00", "0102", "0202" + "01", "0302", "ff0e00")) {
            assertThatThrownBy(() -> AuthAnnouncement.decode(HexFormat.of().parseHex(wrong)))
                    .as(wrong)
                    .isInstanceOf(InvalidSyntaxException.class);
        }
    }

    @Example
    void what_has_no_form_is_not_made() {
        assertThatThrownBy(() -> AuthAnnouncement.of(AuthMethod.RSA_SIGNATURE, 256))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, OptionalInt.empty(), new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AuthAnnouncement(AuthMethod.DIGITAL_SIGNATURE, OptionalInt.of(0), new byte[253]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
