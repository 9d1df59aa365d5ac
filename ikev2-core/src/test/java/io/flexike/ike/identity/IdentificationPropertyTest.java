package io.flexike.ike.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.error.InvalidSyntaxException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class IdentificationPropertyTest {
    @Property
    void text_of_whatever_a_peer_claims_is_printable_and_short(
            @ForAll @IntRange(max = 14) int type, @ForAll @Size(max = 400) byte[] data) {
        if ((type != 1 || data.length == 4) && (type != 5 || data.length == 16)) {
            Identification claimed = new Identification(new IdentificationType(type), data);
            assertThat(claimed.toString())
                    .matches("[\\x20-\\x7e]*")
                    .doesNotContain("${")
                    .hasSizeLessThan(1300);
            assertThat(Identity.claimed(claimed).matches(claimed)).isTrue();
        }
    }

    @Property
    void random_octets_are_an_identification_or_a_fault_of_the_peer(@ForAll @Size(max = 30) byte[] octets) {
        try {
            Identification decoded = Identification.decode(ByteBuffer.wrap(octets));
            assertThat(decoded.octets()).isEqualTo(octets.length);
            assertThat(IdentityMatcher.fqdnSuffix("example").matches(decoded)).isFalse();
            assertThat(IdentityMatcher.any().matches(decoded)).isTrue();
        } catch (InvalidSyntaxException e) {
            assertThat(e).hasMessageEndingWith(".");
        }
    }
}
