package io.flexike.ike.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.Octets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IkeProtocolExceptionTest {
    private static final String WHY = "Something is wrong.";

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(new InvalidSyntaxException(WHY), 7, 0, "", ""),
                fault(new NotAuthenticException(WHY), 7, 0, "", ""),
                fault(new UnsupportedCriticalPayloadException(200), 1, 0, "", "c8"),
                fault(new InvalidMajorVersionException(3), 5, 0, "", ""),
                fault(new InvalidMessageIdException(-2), 9, 0, "", "fffffffe"),
                fault(new NoProposalChosenException(WHY), 14, 0, "", ""),
                fault(new InvalidKePayloadException(KeyExchangeMethod.MODP_2048), 17, 0, "", "000e"),
                fault(new AuthenticationFailedException(WHY), 24, 0, "", ""),
                fault(new SinglePairRequiredException(WHY), 34, 0, "", ""),
                fault(new NoAdditionalSasException(WHY), 35, 0, "", ""),
                fault(new InternalAddressFailureException(WHY), 36, 0, "", ""),
                fault(new FailedCpRequiredException(WHY), 37, 0, "", ""),
                fault(new TsUnacceptableException(WHY), 38, 0, "", ""),
                fault(
                        new InvalidSelectorsException(SecurityProtocol.ESP, 0xfedcba98, Octets.of("4500")),
                        39,
                        3,
                        "fedcba98",
                        "4500"),
                fault(new UnexpectedNatException(WHY), 41, 0, "", ""),
                fault(new TemporaryFailureException(WHY), 43, 0, "", ""),
                fault(new StateNotFoundException(), 47, 0, "", ""),
                fault(new TsMaxQueueException(4), 48, 0, "", ""),
                fault(new ChildSaNotFoundException(SecurityProtocol.AH, 1), 44, 2, "00000001", ""));
    }

    private static Arguments fault(IkeProtocolException fault, int type, int protocol, String spi, String data) {
        return Arguments.of(fault, type, protocol, spi, data);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void each_fault_knows_the_notification_that_reports_it(
            IkeProtocolException fault, int type, int protocol, String spi, String data) {
        assertThat(fault.notifyType()).isEqualTo(new NotifyType(type));
        assertThat(fault.notifyType().isError()).isTrue();
        assertThat(fault.notifyType().isKnown()).isTrue();
        assertThat(fault.notifyProtocol()).isEqualTo(new SecurityProtocol(protocol));
        assertThat(fault.notifySpi()).isEqualTo(Octets.of(spi));
        assertThat(fault.notifyData()).isEqualTo(Octets.of(data));
        assertThat(fault).hasMessageEndingWith(".");
    }

    @Test
    void every_fault_is_in_the_table() {
        assertThat(faults().<Object>map(each -> each.get()[0].getClass()))
                .containsExactlyInAnyOrder((Object[]) IkeProtocolException.class.getPermittedSubclasses());
        assertThat(Arrays.stream(IkeProtocolException.class.getPermittedSubclasses()))
                .isNotEmpty();
    }

    @Test
    void types_below_16384_are_errors() {
        assertThat(new NotifyType(0).isError()).isTrue();
        assertThat(new NotifyType(16383).isError()).isTrue();
        assertThat(NotifyType.INITIAL_CONTACT.isError()).isFalse();
        assertThat(new NotifyType(65535).isError()).isFalse();
    }

    @Test
    void unknown_types_print_their_number() {
        assertThat(NotifyType.COOKIE).hasToString("COOKIE");
        assertThat(new NotifyType(40000)).hasToString("NOTIFY-40000");
    }
}
