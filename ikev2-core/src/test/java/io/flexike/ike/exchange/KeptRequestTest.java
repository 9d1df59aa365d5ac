package io.flexike.ike.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.CertificateEncoding;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.VendorIdPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptRequestTest {
    private static final TsiPayload SELECTORS = new TsiPayload(List.of(AddressSelector.subnet("10.1.0.0/16")));
    private static final NotifyPayload ONLY_ONE = NotifyPayload.of(NotifyType.INITIAL_CONTACT);

    @Test
    void what_is_not_asked_for_is_not_kept() throws InvalidSyntaxException {
        KeptRequest kept = KeptRequest.of(request(
                new IdiPayload(Identity.fqdn("alice.example").toWire()),
                new CertPayload(CertificateEncoding.X509_SIGNATURE, new byte[20_000]),
                new CertReqPayload(CertificateEncoding.X509_SIGNATURE, new byte[20_000]),
                ONLY_ONE,
                SELECTORS,
                new VendorIdPayload(new byte[20_000])));
        assertThat(kept.octets()).isLessThan(100);
        assertThat(kept.payloads().all(Payload.class)).containsExactly(ONLY_ONE, SELECTORS);
    }

    @Test
    void what_is_asked_for_is_kept_as_far_as_it_is_small() throws InvalidSyntaxException {
        assertThat(KeptRequest.of(request(wish(10_000))).payloads().all(Payload.class))
                .containsExactly(wish(10_000));
        assertThatThrownBy(() -> KeptRequest.of(request(wish(10_240))))
                .isInstanceOf(InvalidSyntaxException.class)
                .hasMessageContaining("at most 10240");
    }

    @Test
    void nothing_is_kept_of_nothing() throws InvalidSyntaxException {
        assertThat(KeptRequest.of(request()).payloads().all(Payload.class)).isEmpty();
    }

    private static CpPayload wish(int octets) {
        return new CpPayload(
                ConfigurationType.REQUEST,
                List.of(new ConfigurationAttribute(ConfigurationAttributeType.APPLICATION_VERSION, new byte[octets])));
    }

    private static ReceivedPayloads request(Payload... payloads) {
        return ReceivedPayloads.of(List.of(payloads), ExchangeType.IKE_AUTH, /* response= */ false, true);
    }
}
