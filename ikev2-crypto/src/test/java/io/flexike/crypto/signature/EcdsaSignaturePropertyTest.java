package io.flexike.crypto.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class EcdsaSignaturePropertyTest {
    @Provide
    Arbitrary<byte[]> plain() {
        return Arbitraries.of(32, 48, 66)
                .flatMap(half -> Arbitraries.bytes().array(byte[].class).ofSize(2 * half))
                .flatMap(octets -> Arbitraries.integers()
                        .between(0, octets.length)
                        .map(zeros -> {
                            byte[] leading = octets.clone();
                            Arrays.fill(leading, 0, zeros, (byte) 0);
                            return leading;
                        }));
    }

    @Property
    void plain_after_der_is_the_identity(@ForAll("plain") byte[] plain) {
        assertThat(EcdsaSignature.plain(EcdsaSignature.der(plain), plain.length / 2))
                .hasValueSatisfying(octets -> assertThat(octets).isEqualTo(plain));
    }

    @Property
    void what_is_cut_lengthened_or_too_long_is_refused(@ForAll("plain") byte[] plain, @ForAll byte more) {
        byte[] der = EcdsaSignature.der(plain);
        int half = plain.length / 2;
        for (int i = 0; i < der.length; i++) {
            assertThat(EcdsaSignature.plain(Arrays.copyOf(der, i), half)).isEmpty();
        }
        byte[] longer = Arrays.copyOf(der, der.length + 1);
        longer[der.length] = more;
        assertThat(EcdsaSignature.plain(longer, half)).isEmpty();
    }

    @Property
    void there_is_one_encoding_only(@ForAll @Size(max = 150) byte[] octets) {
        Optional<byte[]> plain = EcdsaSignature.plain(octets, 66);
        plain.ifPresent(components -> assertThat(EcdsaSignature.der(components)).isEqualTo(octets));
    }

    @Property
    void an_octet_that_is_changed_leads_to_another_signature_or_none(
            @ForAll("plain") byte[] plain, @ForAll int where, @ForAll byte difference) {
        byte[] der = EcdsaSignature.der(plain);
        int at = Math.floorMod(where, der.length);
        der[at] = (byte) (der[at] ^ (difference == 0 ? 1 : difference));
        EcdsaSignature.plain(der, plain.length / 2)
                .ifPresent(other -> assertThat(other).isNotEqualTo(plain));
    }

    @Example
    void octets_that_are_no_two_components_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> EcdsaSignature.der(new byte[63]));
        assertThatIllegalArgumentException().isThrownBy(() -> EcdsaSignature.der(new byte[134]));
        assertThat(EcdsaSignature.der(new byte[132])).hasSize(8);
    }
}
