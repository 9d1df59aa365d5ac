package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.PublicKeyType;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningFailedException;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.ike.auth.Signers;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.CertReqPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import io.flexike.ike.session.Rejection.Authentication.Fault;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SignatureScenarioTest {
    private static final SigningKey RSA = Signers.of(PublicKeyType.RSA);
    private static final SigningKey P256 = Signers.of(PublicKeyType.ECDSA_P256);

    static final List<SignatureScheme> SCHEMES = Signers.WITHOUT_SHA_1;

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private Peers.End bob;

    @ParameterizedTest
    @FieldSource("SCHEMES")
    void the_initiator_signs_by_every_scheme_and_the_responder_has_a_shared_key(SignatureScheme scheme) {
        SigningKey key = Signers.of(scheme);
        connect(Peers.alice().local(signing(key, scheme)), Peers.bob().remote(trusting(Peers.ALICE, key)));

        assertEstablished();
        assertThat(schemeOf(authOf(alice))).contains(scheme);
        assertThat(authOf(bob).method()).isEqualTo(AuthMethod.SHARED_KEY);
    }

    @ParameterizedTest
    @FieldSource("SCHEMES")
    void the_responder_signs_by_every_scheme_and_the_initiator_has_a_shared_key(SignatureScheme scheme) {
        SigningKey key = Signers.of(scheme);
        connect(Peers.alice().remote(trusting(Peers.BOB, key)), Peers.bob().local(signing(key, scheme)));

        assertEstablished();
        assertThat(schemeOf(authOf(bob))).contains(scheme);
        assertThat(authOf(alice).method()).isEqualTo(AuthMethod.SHARED_KEY);
    }

    @Test
    void both_ends_sign_with_keys_of_two_types() {
        // HDR, SAi1, KEi, Ni, N(SIGNATURE_HASH_ALGORITHMS)  -->
        //                                    <--  HDR, SAr1, KEr, Nr, N(SIGNATURE_HASH_ALGORITHMS)
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr}  -->   <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}
        connect(aliceSigns(RSA, P256), bobSigns(P256, RSA));

        assertEstablished();
        assertThat(schemeOf(authOf(alice))).contains(SignatureScheme.RSA_PSS_SHA2_512);
        assertThat(schemeOf(authOf(bob))).contains(SignatureScheme.ECDSA_SHA2_512);
        assertThat(announced(alice)).containsExactlyInAnyOrder(2, 3, 4, 5);
        assertThat(announced(bob)).containsExactlyInAnyOrder(2, 3, 4, 5);
        assertThat(sent(alice)).doesNotHaveAnyElementsOfTypes(CertPayload.class, CertReqPayload.class);
        assertThat(sent(bob)).doesNotHaveAnyElementsOfTypes(CertPayload.class, CertReqPayload.class);
    }

    @Test
    void nothing_is_announced_where_nobody_signs() {
        connect(Peers.alice(), Peers.bob());
        assertEstablished();
        assertThat(announced(alice)).isEmpty();
        assertThat(announced(bob)).isEmpty();
    }

    @Test
    void a_responder_announces_nothing_to_an_initiator_that_has_not() {
        connect(Peers.alice(), Peers.bob(), bobSigns(P256, RSA).peer("others", Peers.BOB));
        assertEstablished();
        assertThat(announced(bob)).isEmpty();
    }

    @Test
    void only_what_is_acceptable_is_announced() {
        SigningKey key = Signers.of(PublicKeyType.ED25519);
        AuthenticationMethod onlyEd = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(key.verificationKey()), List.of(SignatureScheme.ED25519));
        // RFC 8420 3: no other hash functions if all algorithms take the message itself.
        connect(Peers.alice().remote(onlyEd), Peers.bob().local(new AuthenticationMethod.Signature(key)));
        assertEstablished();
        assertThat(announced(alice)).containsExactly(5);
        assertThat(announced(bob)).as("so that Bob may sign").containsExactly(5);
    }

    @Test
    void the_strongest_hash_that_the_peer_knows_is_taken() {
        AuthenticationMethod upTo384 = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(RSA.verificationKey()),
                List.of(SignatureScheme.RSA_PSS_SHA2_256, SignatureScheme.RSA_PSS_SHA2_384));
        connect(Peers.alice().remote(upTo384), Peers.bob().local(new AuthenticationMethod.Signature(RSA)));
        assertEstablished();
        assertThat(schemeOf(authOf(bob))).contains(SignatureScheme.RSA_PSS_SHA2_384);
    }

    @Test
    void a_peer_may_have_two_keys_while_one_takes_the_place_of_the_other() {
        SigningKey old = Signers.fresh(PublicKeyType.ECDSA_P256);
        connect(aliceSigns(P256, RSA), bobSigns(RSA, old, P256));
        assertEstablished();
    }

    @Test
    void the_key_of_another_is_noticed_by_the_responder() {
        SigningKey other = Signers.fresh(PublicKeyType.ECDSA_P256);
        // HDR, SK {IDi, IDr, AUTH, SAi2, TSi, TSr}  -->   <--  HDR, SK {N(AUTHENTICATION_FAILED)}
        connect(aliceSigns(other, RSA), bobSigns(RSA, P256));

        assertThat(closed(bob)).isEqualTo(refusal("to-alice", Peers.ALICE, Fault.BAD_SIGNATURE));
        assertThat(closed(alice))
                .isEqualTo(new Rejection.ByPeer(
                        NotifyType.AUTHENTICATION_FAILED, Asked.entry("to-bob", Peers.ALICE.toWire())));
        assertNothingInstalled();
    }

    @Test
    void the_key_of_another_is_noticed_by_the_initiator() {
        SigningKey other = Signers.fresh(PublicKeyType.ECDSA_P256);
        // <--  HDR, SK {IDr, AUTH, SAr2, TSi, TSr}      HDR, SK {N(AUTHENTICATION_FAILED)}  -->
        connect(aliceSigns(RSA, P256), bobSigns(other, RSA));

        assertThat(closed(alice)).isEqualTo(refusal("to-bob", Peers.BOB, Fault.BAD_SIGNATURE));
        assertThat(closed(bob)).isEqualTo(new Rejection.ByPeer(NotifyType.AUTHENTICATION_FAILED, Asked.NOTHING));
        assertThat(alice.installed).isEmpty();
    }

    @Test
    void a_key_proves_only_the_identity_that_it_belongs_to() {
        Identity carol = Identity.fqdn("carol.example");
        connect(aliceSigns(P256, RSA), Peers.bob().remote(trusting(carol, P256)));
        assertThat(closed(bob)).isEqualTo(refusal("to-alice", Peers.ALICE, Fault.NO_TRUSTED_KEY));
    }

    @Test
    void a_key_of_another_type_is_told_apart_from_a_bad_signature() {
        connect(aliceSigns(P256, RSA), bobSigns(RSA, RSA));
        assertThat(closed(bob)).isEqualTo(refusal("to-alice", Peers.ALICE, Fault.OTHER_KEY_TYPE));
    }

    @Test
    void a_scheme_that_is_not_allowed_is_refused_although_its_hash_is_announced() {
        AuthenticationMethod onlyPss = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(RSA.verificationKey()), List.of(SignatureScheme.RSA_PSS_SHA2_256));
        connect(
                Peers.alice().local(signing(RSA, SignatureScheme.RSA_PKCS1_SHA2_256)),
                Peers.bob().remote(onlyPss));
        assertThat(closed(bob)).isEqualTo(refusal("to-alice", Peers.ALICE, Fault.SCHEME_NOT_ALLOWED));
    }

    @Test
    void the_schemes_of_one_profile_are_not_those_of_another() {
        // Bob announces SHA2-384 for the sake of others, before he knows who is there.
        AuthenticationMethod only256 = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(P256.verificationKey()), List.of(SignatureScheme.ECDSA_SHA2_256));
        AuthenticationMethod only384 = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(P256.verificationKey()), List.of(SignatureScheme.ECDSA_SHA2_384));
        connect(
                Peers.alice().local(new AuthenticationMethod.Signature(P256)),
                Peers.bob().remote(only256),
                Peers.bob().peer("others", Peers.BOB).remote(only384));
        assertThat(closed(bob)).isEqualTo(refusal("to-alice", Peers.ALICE, Fault.SCHEME_NOT_ALLOWED));
    }

    @Test
    void no_hash_in_common_ends_at_the_one_that_has_to_sign() {
        AuthenticationMethod only512 = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(P256.verificationKey()), List.of(SignatureScheme.ECDSA_SHA2_512));
        // <--  HDR, SAr1, KEr, Nr, N(SIGNATURE_HASH_ALGORITHMS(SHA2-512))
        connect(
                Peers.alice().local(signing(P256, SignatureScheme.ECDSA_SHA2_256)),
                Peers.bob().remote(only512));
        assertThat(closed(alice))
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        refusal -> assertThat(refusal.fault()).isEqualTo(Fault.NO_COMMON_SCHEME));
        assertNothingInstalled();
    }

    @Test
    void a_responder_without_a_common_hash_refuses() {
        AuthenticationMethod only512 = new AuthenticationMethod.TrustedKeys(
                peer -> List.of(P256.verificationKey()), List.of(SignatureScheme.ECDSA_SHA2_512));
        connect(Peers.alice().remote(only512), Peers.bob().local(signing(P256, SignatureScheme.ECDSA_SHA2_256)));
        assertThat(closed(bob))
                .isInstanceOfSatisfying(
                        Rejection.Authentication.class,
                        refusal -> assertThat(refusal.fault()).isEqualTo(Fault.NO_COMMON_SCHEME));
        assertNothingInstalled();
    }

    @Test
    void a_signature_where_a_shared_key_is_expected_is_refused_and_the_other_way_round() {
        connect(aliceSigns(P256, RSA), Peers.bob(), bobSigns(RSA, P256).peer("others", Peers.BOB));
        assertThat(closed(bob))
                .isEqualTo(new Rejection.Authentication(
                        "to-alice",
                        Optional.of(Peers.ALICE.toWire()),
                        Optional.of(AuthMethod.DIGITAL_SIGNATURE),
                        Fault.OTHER_METHOD));
    }

    @Test
    void a_shared_key_where_a_signature_is_expected_is_refused() {
        connect(Peers.alice(), bobSigns(RSA, P256));
        assertThat(closed(bob))
                .isEqualTo(new Rejection.Authentication(
                        "to-alice",
                        Optional.of(Peers.ALICE.toWire()),
                        Optional.of(AuthMethod.SHARED_KEY),
                        Fault.SIGNATURE_EXPECTED));
        assertNothingInstalled();
    }

    @Test
    void a_peer_that_announced_nothing_is_met_by_an_older_method() {
        // Bob trusts keys, but Alice's own profile is of shared keys: she announces nothing.
        connect(Peers.alice(), Peers.bob().local(signing(P256, SignatureScheme.ECDSA_SHA2_256)));
        assertThat(authOf(bob).method()).isEqualTo(AuthMethod.ECDSA_SHA_256_P256);
        assertThat(closed(alice))
                .isEqualTo(new Rejection.Authentication(
                        "to-bob",
                        Optional.of(Peers.BOB.toWire()),
                        Optional.of(AuthMethod.ECDSA_SHA_256_P256),
                        Fault.OTHER_METHOD));
    }

    @Test
    void a_private_key_that_is_gone_ends_that_ike_sa_only() {
        connect(aliceSigns(P256, RSA), bobSigns(new Gone(RSA), P256));
        assertThat(closed(bob))
                .isEqualTo(Rejection.Authentication.cannotSign(
                        "to-alice", Optional.of(Peers.ALICE.toWire()), "the device was pulled out"));
        assertThat(closed(bob).sentence()).endsWith("\"to-alice\" did not sign: the device was pulled out");
        assertNothingInstalled();
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    @Test
    void a_private_key_that_throws_what_it_should_not_ends_that_ike_sa_only() {
        SigningKey broken = new SigningKey() {
            @Override
            public VerificationKey verificationKey() {
                return RSA.verificationKey();
            }

            @Override
            public byte[] sign(SignatureScheme scheme, byte[] octets, SecureRandom random) {
                throw new NumberFormatException("the octets of the key");
            }
        };
        connect(aliceSigns(P256, RSA), bobSigns(broken, P256));
        assertThat(bob.only(IkeEvent.IkeSaClosed.class).reason().kind())
                .isEqualTo(CloseReason.Kind.AUTHENTICATION_FAILED);
        assertThat(closed(bob).sentence()).endsWith("did not sign: the key threw java.lang.NumberFormatException");
        assertThat(closed(alice))
                .isEqualTo(new Rejection.ByPeer(
                        NotifyType.AUTHENTICATION_FAILED, Asked.entry("to-bob", Peers.ALICE.toWire())));
        assertNothingInstalled();
    }

    @Test
    void an_announcement_with_half_a_number_is_answered_by_invalid_syntax() {
        bob = peers.new End(Peers.settings(2, bobSigns(RSA, P256).build()));
        alice.step(Peers.initiate(aliceSigns(P256, RSA).build()));
        IkeOutput.Transmit request = alice.sent.remove();
        bob.receive(new IkeOutput.Transmit(request.path(), withOneOctetLess(request.octets())));
        assertThat(sent(bob)).containsExactly(NotifyPayload.of(NotifyType.INVALID_SYNTAX));
        assertThat(bob.engine.snapshots()).isEmpty();
    }

    /** RFC 7296 2.21.1: the refused response may be forged, or come twice. */
    @Test
    void an_initiator_goes_on_with_a_better_response_than_that_with_half_a_number() {
        bob = peers.new End(Peers.settings(2, bobSigns(RSA, P256).build()));
        alice.step(Peers.initiate(aliceSigns(P256, RSA).build()));
        alice.deliverTo(bob);
        IkeOutput.Transmit genuine = bob.sent.remove();
        IkeOutput.Transmit forged = new IkeOutput.Transmit(genuine.path(), withOneOctetLess(genuine.octets()));
        alice.receive(forged);
        alice.receive(forged);
        assertThat(alice.sent).isEmpty();
        alice.receive(genuine);
        Peers.settle(alice, bob);
        assertEstablished();
    }

    /** The last octet of SIGNATURE_HASH_ALGORITHMS goes. */
    private static byte[] withOneOctetLess(byte[] message) {
        byte[] type = {(byte) (16_431 >> 8), (byte) 16_431};
        int at = 28;
        while (message[at + 6] != type[0] || message[at + 7] != type[1]) {
            at += ByteBuffer.wrap(message).getShort(at + 2) & 0xffff;
        }
        int length = ByteBuffer.wrap(message).getShort(at + 2) & 0xffff;
        byte[] shorter = new byte[message.length - 1];
        System.arraycopy(message, 0, shorter, 0, at + length - 1);
        System.arraycopy(message, at + length, shorter, at + length - 1, message.length - at - length);
        ByteBuffer.wrap(shorter).putShort(at + 2, (short) (length - 1)).putInt(24, shorter.length);
        return shorter;
    }

    private record Gone(SigningKey key) implements SigningKey {
        @Override
        public VerificationKey verificationKey() {
            return key.verificationKey();
        }

        @Override
        public byte[] sign(SignatureScheme scheme, byte[] octets, SecureRandom random) throws SigningFailedException {
            throw new SigningFailedException("the device was pulled out", new IllegalStateException());
        }
    }

    private static Peers.Draft aliceSigns(SigningKey key, SigningKey... bobs) {
        return Peers.alice().local(new AuthenticationMethod.Signature(key)).remote(trusting(Peers.BOB, bobs));
    }

    private static Peers.Draft bobSigns(SigningKey key, SigningKey... alices) {
        return Peers.bob().local(new AuthenticationMethod.Signature(key)).remote(trusting(Peers.ALICE, alices));
    }

    private static AuthenticationMethod signing(SigningKey key, SignatureScheme scheme) {
        return new AuthenticationMethod.Signature(key, List.of(scheme));
    }

    private static AuthenticationMethod trusting(Identity owner, SigningKey... keys) {
        return new AuthenticationMethod.TrustedKeys(peer -> peer.equals(owner.toWire())
                ? Arrays.stream(keys).map(SigningKey::verificationKey).toList()
                : List.of());
    }

    private void connect(Peers.Draft ofAlice, Peers.Draft... ofBob) {
        bob = peers
        .new End(Peers.settings(2, Stream.of(ofBob).map(Peers.Draft::build).toArray(PeerProfile[]::new)));
        alice.step(Peers.initiate(ofAlice.build()));
        Peers.settle(alice, bob);
    }

    private void assertEstablished() {
        assertThat(alice.events(IkeEvent.IkeSaEstablished.class))
                .as("%s", alice.events)
                .hasSize(1);
        assertThat(bob.events(IkeEvent.IkeSaEstablished.class))
                .as("%s", bob.events)
                .hasSize(1);
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
    }

    private void assertNothingInstalled() {
        assertThat(alice.installed).isEmpty();
        assertThat(bob.installed).isEmpty();
    }

    private static Rejection closed(Peers.End end) {
        return end.only(IkeEvent.IkeSaClosed.class).reason().rejection().orElseThrow();
    }

    private static Rejection refusal(String profile, Identity peer, Fault fault) {
        return new Rejection.Authentication(
                profile, Optional.of(peer.toWire()), Optional.of(AuthMethod.DIGITAL_SIGNATURE), fault);
    }

    private static List<Payload> sent(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .flatMap(message -> message.payloads().stream())
                .toList();
    }

    private static AuthPayload authOf(Peers.End end) {
        return sent(end).stream()
                .filter(AuthPayload.class::isInstance)
                .map(AuthPayload.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<SignatureScheme> schemeOf(AuthPayload auth) {
        assertThat(auth.method()).isEqualTo(AuthMethod.DIGITAL_SIGNATURE);
        byte[] data = auth.data();
        return SignatureScheme.ofAlgorithmIdentifier(Arrays.copyOfRange(data, 1, 1 + data[0]));
    }

    private static List<Integer> announced(Peers.End end) {
        List<Integer> numbers = new ArrayList<>();
        for (Payload payload : sent(end)) {
            if (payload instanceof NotifyPayload notify
                    && notify.notifyType().equals(NotifyType.SIGNATURE_HASH_ALGORITHMS)) {
                ByteBuffer data = ByteBuffer.wrap(notify.data());
                while (data.hasRemaining()) {
                    numbers.add((int) data.getShort());
                }
            }
        }
        return numbers;
    }
}
