package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.ike.engine.SpoiltKeyExchange.Fault;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key exchange method that the library has, as the only one of an IKE SA and of its Child SAs. */
class KeyExchangeMethodsScenarioTest {
    private final Peers peers = new Peers();
    private final SpoiltKeyExchange cryptoOfAlice = new SpoiltKeyExchange();
    private final SpoiltKeyExchange cryptoOfBob = new SpoiltKeyExchange();
    private final Peers.Draft profileOfAlice = Peers.alice();
    private final Peers.End alice = end(1, cryptoOfAlice);
    private Peers.End bob = alice;

    private static IntStream numbers() {
        return IntStream.of(
                1, 2, 5, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 35, 36, 37);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void brings_up_and_rekeys_an_ike_sa_and_child_sas_with_forward_secrecy_in_both_roles(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of(method));
        // HDR, SAi1, KEi, Ni  -->    <--  HDR, SAr1, KEr, Nr    and IKE_AUTH, which has no KE
        up();
        assertMirrored(1);
        assertThat(alice.engine.snapshots().get(0).suite().orElseThrow().keyExchange())
                .isEqualTo(method);
        assertThat(alice.installed.get(0).suite().keyExchange()).isEqualTo(KeyExchangeMethod.NONE);

        // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, KEr, TSi, TSr}
        rekeyChild(alice);
        assertMirrored(2);
        assertThat(alice.installed.get(1).suite().keyExchange()).isEqualTo(method);
        rekeyChild(bob);
        assertMirrored(3);

        // HDR, SK {SA, Ni, KEi}  -->    <--  HDR, SK {SA, Nr, KEr}
        bob.step(new IkeInput.RekeyIkeSa(spi(bob)));
        Peers.settle(alice, bob);
        assertThat(spi(alice)).isEqualTo(bob.engine.snapshots().get(0).remoteSpi());
        rekeyChild(alice);
        assertMirrored(4);
        assertThat(alice.keys).isEmpty();
    }

    @ParameterizedTest
    // the stronger one is tried first
    @CsvSource({"36, 35", "36, 31", "19, 14", "37, 18", "35, 22", "30, 24", "21, 32", "29, 1"})
    void is_asked_for_in_place_of_another(int first, int second) {
        KeyExchangeMethod tried = new KeyExchangeMethod(first);
        KeyExchangeMethod wanted = new KeyExchangeMethod(second);
        bob = end(2, cryptoOfBob, Peers.bob().ike(ike(List.of(wanted))).esp(esp(List.of(wanted))));
        alice.step(Peers.initiate(Peers.alice()
                .ike(ike(List.of(tried, wanted)))
                .esp(esp(List.of(tried, wanted)))
                .build()));
        // HDR, SAi1, KEi(first), Ni  -->
        alice.deliverTo(bob);
        // <--  HDR, N(INVALID_KE_PAYLOAD, second)
        bob.deliverTo(alice);
        assertThat(says(alice, NotifyType.INVALID_KE_PAYLOAD)).isTrue();
        // HDR, SAi1, KEi(second), Ni  -->    <--  HDR, SAr1, KEr(second), Nr
        Peers.settle(alice, bob);
        assertMirrored(1);
        assertThat(bob.engine.snapshots().get(0).suite().orElseThrow().keyExchange())
                .isEqualTo(wanted);
        rekeyChild(alice);
        assertMirrored(2);
        assertThat(bob.installed.get(1).suite().keyExchange()).isEqualTo(wanted);
    }

    /** RFC 6989 2.5, RFC 7296 2.21.1: INVALID_SYNTAX or silence; the next IKE SA comes up as if nothing had been. */
    @ParameterizedTest
    @MethodSource("numbers")
    void wrong_values_from_an_initiator_end_that_exchange_and_no_other(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of(method));
        for (Fault fault : faults()) {
            cryptoOfAlice.fault(fault);
            up();
            assertThat(alice.installed).as("%s", fault).isEmpty();
            assertThat(bob.installed).as("%s", fault).isEmpty();
            boolean told = says(alice, NotifyType.INVALID_SYNTAX);
            assertThat(told).as("%s", fault).isEqualTo(fault == Fault.RANDOM ? told : isRefused(fault, method, true));
            forgetEvents();
        }
        cryptoOfAlice.fault(Fault.NONE);
        up();
        assertMirrored(1);
    }

    /** The answer is not authenticated: an initiator waits for a better one (RFC 7296 2.21.1). */
    @ParameterizedTest
    @MethodSource("numbers")
    void wrong_values_from_a_responder_are_not_believed(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of(method));
        for (Fault fault : faults()) {
            cryptoOfBob.fault(fault);
            up();
            assertThat(alice.installed).as("%s", fault).isEmpty();
            assertThat(bob.installed).as("%s", fault).isEmpty();
            forgetEvents();
        }
        cryptoOfBob.fault(Fault.NONE);
        up();
        assertMirrored(1);
    }

    /** RFC 7296 2.21.3: INVALID_SYNTAX to an authenticated peer is fatal to that IKE SA. */
    @ParameterizedTest
    @MethodSource("numbers")
    void wrong_values_in_a_request_of_an_authenticated_peer_end_its_ike_sa(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of(method));
        for (Fault fault : faults()) {
            up();
            cryptoOfAlice.fault(fault);
            // HDR, SK {N(REKEY_SA), SA, Ni, KEi(wrong), TSi, TSr}  -->    <--  HDR, SK {N(INVALID_SYNTAX)}
            rekeyChild(alice);
            if (isRefused(fault, method, true)) {
                assertThat(says(alice, NotifyType.INVALID_SYNTAX))
                        .as("%s", fault)
                        .isTrue();
                assertThat(alice.installed).as("%s", fault).hasSize(1);
                assertThat(bob.installed).as("%s", fault).hasSize(1);
                assertThat(alice.engine.snapshots()).as("%s", fault).isEmpty();
                assertThat(bob.engine.snapshots()).as("%s", fault).isEmpty();
            }
            assertNoInternalError(fault);
            cryptoOfAlice.fault(Fault.NONE);
            forgetAll();
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void wrong_values_in_a_response_of_an_authenticated_peer_end_that_child_sa(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of(method));
        for (Fault fault : faults()) {
            up();
            cryptoOfBob.fault(fault);
            // HDR, SK {N(REKEY_SA), SA, Ni, KEi, TSi, TSr}  -->    <--  HDR, SK {SA, Nr, KEr(wrong), TSi, TSr}
            rekeyChild(alice);
            if (isRefused(fault, method, false)) {
                assertThat(alice.installed).as("%s", fault).hasSize(1);
                assertThat(children(alice)).as("%s", fault).isEqualTo(children(bob));
            }
            assertNoInternalError(fault);
            cryptoOfBob.fault(Fault.NONE);
            forgetAll();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 19, 22, 31, 36})
    void wrong_values_in_the_rekeying_of_an_ike_sa_are_fatal_to_it_or_to_its_successor(int number) {
        KeyExchangeMethod method = new KeyExchangeMethod(number);
        ends(List.of(method), List.of());
        for (Fault fault : faults()) {
            for (SpoiltKeyExchange crypto : List.of(cryptoOfAlice, cryptoOfBob)) {
                up();
                crypto.fault(fault);
                // HDR, SK {SA, Ni, KEi}  -->    <--  HDR, SK {SA, Nr, KEr} or HDR, SK {N(INVALID_SYNTAX)}
                List<IkeEvent.IkeSaEstablished> established = alice.events(IkeEvent.IkeSaEstablished.class);
                long old = established.get(established.size() - 1).sa().localSpi();
                alice.step(new IkeInput.RekeyIkeSa(old));
                Peers.settle(alice, bob);
                if (crypto == cryptoOfAlice && isRefused(fault, method, true)) {
                    // an accepted value leaves two ends that no longer understand each other, until liveness ends it
                    assertThat(alice.engine.snapshots()).as("%s", fault).noneMatch(sa -> sa.localSpi() == old);
                    assertThat(bob.engine.snapshots()).as("%s", fault).noneMatch(sa -> sa.remoteSpi() == old);
                }
                assertNoInternalError(fault);
                crypto.fault(Fault.NONE);
                forgetAll();
            }
        }
    }

    private static List<Integer> children(Peers.End end) {
        return end.engine.snapshots().stream().map(sa -> sa.children().size()).toList();
    }

    /** Whether the value is one that the method itself can tell to be wrong. */
    private static boolean isRefused(Fault fault, KeyExchangeMethod method, boolean ofInitiator) {
        boolean kem = method.value() >= KeyExchangeMethod.ML_KEM_512.value();
        boolean montgomery = method.equals(KeyExchangeMethod.CURVE25519) || method.equals(KeyExchangeMethod.CURVE448);
        return switch (fault) {
            case NONE, RANDOM -> false;
            case EMPTY, CUT, LONGER -> true;
            case ZEROS -> !kem;
            // FIPS 203 7.2: an encapsulation key is below the modulus, while any ciphertext is one
            case ONES -> kem ? ofInitiator : !montgomery;
        };
    }

    private static List<Fault> faults() {
        return List.of(Fault.EMPTY, Fault.CUT, Fault.LONGER, Fault.ZEROS, Fault.ONES, Fault.RANDOM);
    }

    private void ends(List<KeyExchangeMethod> ofIke, List<KeyExchangeMethod> ofChildren) {
        bob = end(2, cryptoOfBob, Peers.bob().ike(ike(ofIke)).esp(esp(ofChildren)));
        profileOfAlice.ike(ike(ofIke)).esp(esp(ofChildren));
    }

    private Peers.End end(long seed, CryptoProvider crypto, Peers.Draft... responders) {
        List<PeerProfile> profiles =
                List.of(responders).stream().map(Peers.Draft::build).toList();
        return peers
        .new End(EngineSettings.of(crypto, Peers.random(seed), profiles).withTracing(true, false));
    }

    private void up() {
        alice.step(Peers.initiate(profileOfAlice.build()));
        Peers.settle(alice, bob);
        assertNoInternalError(Fault.NONE);
    }

    private void rekeyChild(Peers.End end) {
        int inboundSpi = end.installed.get(end.installed.size() - 1).inboundSpi();
        end.step(new IkeInput.RekeyChildSa(spi(end), inboundSpi));
        Peers.settle(alice, bob);
    }

    private static long spi(Peers.End end) {
        return end.engine.snapshots().get(end.engine.snapshots().size() - 1).localSpi();
    }

    private void assertMirrored(int count) {
        assertThat(alice.installed).hasSize(count);
        assertThat(bob.installed).hasSize(count);
        ChildSaParameters one = alice.installed.get(count - 1);
        ChildSaParameters other = bob.installed.get(count - 1);
        assertThat(one.suite()).isEqualTo(other.suite());
        assertThat(one.keys().inboundEncryption()).isEqualTo(other.keys().outboundEncryption());
        assertThat(one.keys().outboundEncryption()).isEqualTo(other.keys().inboundEncryption());
    }

    private void assertNoInternalError(Fault fault) {
        for (Peers.End end : List.of(alice, bob)) {
            assertThat(end.events(IkeEvent.IkeSaClosed.class))
                    .as("%s", fault)
                    .noneMatch(closed -> closed.reason().kind() == CloseReason.Kind.INTERNAL_ERROR);
            assertThat(end.events(IkeEvent.DatagramRefused.class))
                    .as("%s", fault)
                    .noneMatch(refused -> refused.reason().contains("error of this implementation"));
        }
    }

    private void forgetEvents() {
        alice.events.clear();
        bob.events.clear();
    }

    private void forgetAll() {
        forgetEvents();
        for (Peers.End end : List.of(alice, bob)) {
            end.engine.snapshots().forEach(sa -> end.step(new IkeInput.DeleteIkeSa(sa.localSpi())));
        }
        Peers.settle(alice, bob);
        alice.installed.clear();
        bob.installed.clear();
    }

    private static boolean says(Peers.End end, NotifyType type) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .flatMap(message -> message.payloads().stream())
                .anyMatch(payload -> payload instanceof NotifyPayload notify
                        && notify.notifyType().equals(type));
    }

    private static Proposal ike(List<KeyExchangeMethod> methods) {
        ProposalBuilder builder =
                Proposal.ike().encryption(EncryptionAlgorithm.AES_GCM_16, 128).prf(PrfAlgorithm.HMAC_SHA2_256);
        methods.forEach(builder::keyExchange);
        return builder.build();
    }

    private static Proposal esp(List<KeyExchangeMethod> methods) {
        ProposalBuilder builder = Proposal.esp()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .sequenceNumbers(SequenceNumbers.STANDARD);
        methods.forEach(builder::keyExchange);
        return builder.build();
    }
}
