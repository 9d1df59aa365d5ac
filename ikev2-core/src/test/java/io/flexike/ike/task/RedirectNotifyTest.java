package io.flexike.ike.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.RedirectTarget;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectNotifyTest {
    private static final byte[] NONCE = new byte[32];

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.3", "2001:db8::3"})
    void an_address_survives_the_way(String literal) throws InvalidSyntaxException, UnknownHostException {
        RedirectTarget target = new RedirectTarget.Address(InetAddress.getByName(literal));
        RedirectNotify read = RedirectNotify.decode(RedirectNotify.redirect(target, NONCE));
        assertThat(read.target()).isEqualTo(target);
        assertThat(read.carries(NONCE)).isTrue();
        assertThat(read.carries(new byte[31])).isFalse();
    }

    @Test
    void a_name_survives_the_way() throws InvalidSyntaxException {
        RedirectTarget target = new RedirectTarget.Name("gw-2.example");
        NotifyPayload notify = RedirectNotify.redirect(target, new byte[0]);
        assertThat(notify.data()).startsWith(3, 12, 'g', 'w');
        assertThat(RedirectNotify.decode(notify).target()).isEqualTo(target);
        assertThat(RedirectNotify.decode(notify).carries(new byte[0])).isTrue();
    }

    @Test
    void a_truncated_redirect_is_refused_or_shorter() throws InvalidSyntaxException {
        byte[] whole = RedirectNotify.redirect(new RedirectTarget.Name("gw.example"), new byte[0])
                .data();
        for (int length = 0; length < whole.length; length++) {
            NotifyPayload cut = NotifyPayload.of(NotifyType.REDIRECT, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> RedirectNotify.decode(cut)).isInstanceOf(InvalidSyntaxException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "a b", "-a", "a\u0000b", "${jndi:x}", "a."})
    void what_is_not_a_domain_name_is_refused(String name) {
        byte[] octets = new byte[2 + name.length()];
        octets[0] = 3;
        octets[1] = (byte) name.length();
        for (int i = 0; i < name.length(); i++) {
            octets[2 + i] = (byte) name.charAt(i);
        }
        NotifyPayload notify = NotifyPayload.of(NotifyType.REDIRECT, octets);
        assertThatThrownBy(() -> RedirectNotify.decode(notify)).isInstanceOf(InvalidSyntaxException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "224.0.0.1", "255.255.255.255", "::", "ff02::1"})
    void what_is_not_one_host_is_refused(String literal) throws UnknownHostException {
        byte[] address = InetAddress.getByName(literal).getAddress();
        byte[] octets = new byte[2 + address.length];
        octets[0] = (byte) (address.length == 4 ? 1 : 2);
        octets[1] = (byte) address.length;
        System.arraycopy(address, 0, octets, 2, address.length);
        NotifyPayload notify = NotifyPayload.of(NotifyType.REDIRECT, octets);
        assertThatThrownBy(() -> RedirectNotify.decode(notify)).isInstanceOf(InvalidSyntaxException.class);
    }

    @Property
    void random_octets_are_read_or_refused(@ForAll byte[] octets) {
        try {
            RedirectNotify.decode(NotifyPayload.of(NotifyType.REDIRECT, octets));
        } catch (InvalidSyntaxException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
