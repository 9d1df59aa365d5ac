package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalBuilder;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.PeerPpks;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PostquantumKeys;
import io.flexike.ike.session.PostquantumPolicy;
import io.flexike.ike.session.Ppk;
import io.flexike.ike.session.PpkId;
import io.flexike.ike.session.ProtocolOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys and the AUTH payloads of the initial exchanges, computed a second time from what is on the wire. */
class IntermediateKeysTest {
    private static final List<KeyExchangeMethod> METHODS = List.of(
            KeyExchangeMethod.ECP_256,
            KeyExchangeMethod.MODP_2048,
            KeyExchangeMethod.ML_KEM_1024,
            KeyExchangeMethod.ECP_384,
            KeyExchangeMethod.ML_KEM_768,
            KeyExchangeMethod.ECP_521,
            KeyExchangeMethod.MODP_3072);
    private static final byte[] SHARED_KEY = "a shared secret".getBytes(StandardCharsets.UTF_8);
    private static final byte[] PPK = "a key of which quantum computers know nothing".getBytes(StandardCharsets.UTF_8);

    private final Peers peers = new Peers();
    private final RecordingCrypto crypto = new RecordingCrypto();
    private final List<List<byte[]>> messages = new ArrayList<>();
    private Peers.End alice;
    private Peers.End bob;

    private void connect(int additional, int fragmentOctets, PostquantumPolicy postquantum) {
        ProposalBuilder proposal = Proposal.ike()
                .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
                .prf(PrfAlgorithm.HMAC_SHA2_256)
                .keyExchange(KeyExchangeMethod.CURVE25519);
        for (int n = 1; n <= additional; n++) {
            proposal.additionalKeyExchange(n, METHODS.get(n - 1));
        }
        ProtocolOptions options = ProtocolOptions.DEFAULT.withFragmentOctets(fragmentOctets);
        PeerProfile toBob = Peers.alice().ike(proposal.build()).build().with(postquantum);
        PeerProfile toAlice = Peers.bob().ike(proposal.build()).build().with(postquantum);
        alice = peers.new End(EngineSettings.of(new RecordingCrypto(), Peers.random(1), List.of())
                .with(options)
                .withTracing(false, true));
        bob = peers.new End(EngineSettings.of(crypto, Peers.random(2), List.of(toAlice))
                .with(options)
                .withTracing(false, true));
        alice.step(Peers.initiate(toBob));
        while (!alice.sent.isEmpty() || !bob.sent.isEmpty()) {
            carry(alice, bob);
            carry(bob, alice);
        }
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
    }

    private void carry(Peers.End from, Peers.End to) {
        List<byte[]> message = new ArrayList<>();
        while (!from.sent.isEmpty()) {
            message.add(from.sent.getFirst().octets());
            from.deliverTo(to);
        }
        if (!message.isEmpty()) {
            messages.add(message);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7})
    void each_additional_key_exchange_renews_the_keys_and_auth_covers_them_all(int additional) {
        connect(additional, 0, PostquantumPolicy.NONE);
        assertKeysAndAuth(additional);
        assertThat(messages).allMatch(message -> message.size() == 1);
    }

    @Test
    void fragments_change_nothing() {
        connect(7, 576, PostquantumPolicy.NONE);
        assertKeysAndAuth(7);
        // KEi(3) and KEr(3) of ML-KEM-1024 have 1,568 octets.
        assertThat(messages.get(6)).hasSize(4);
        assertThat(messages.get(7)).hasSize(4);
    }

    private void assertKeysAndAuth(int additional) {
        RfcInitialKeys keys = first();
        assertLogged(0, keys);
        byte[] ofInitiator = new byte[0];
        byte[] ofResponder = new byte[0];
        for (int n = 1; n <= additional; n++) {
            ofInitiator = keys.intAuth(ofInitiator, messages.get(2 * n));
            ofResponder = keys.intAuth(ofResponder, messages.get(2 * n + 1));
            keys = keys.afterKeyExchange(crypto.sharedSecrets.get(n));
            assertLogged(n, keys);
        }
        assertAuth(keys, additional, ofInitiator, ofResponder);
    }

    private RfcInitialKeys first() {
        return RfcInitialKeys.first(messages.get(0).get(0), messages.get(1).get(0), crypto.sharedSecrets.get(0));
    }

    private void assertLogged(int generation, RfcInitialKeys keys) {
        for (Peers.End end : List.of(alice, bob)) {
            IkeKeyLogEntry entry = end.keys.get(generation);
            assertThat(entry.skEi().toByteArray(SecretAccess.granted())).isEqualTo(keys.skEi);
            assertThat(entry.skEr().toByteArray(SecretAccess.granted())).isEqualTo(keys.skEr);
        }
    }

    private void assertAuth(RfcInitialKeys keys, int exchanges, byte[] ofInitiator, byte[] ofResponder) {
        byte[] request = messages.get(0).get(0);
        byte[] response = messages.get(1).get(0);
        byte[] intAuth = exchanges == 0
                ? new byte[0]
                : RfcInitialKeys.concat(
                        ofInitiator,
                        ofResponder,
                        ByteBuffer.allocate(4).putInt(exchanges + 1).array());
        List<byte[]> fromAlice = messages.get(2 + 2 * exchanges);
        List<byte[]> fromBob = messages.get(3 + 2 * exchanges);
        assertThat(keys.payload(fromAlice, 39))
                .endsWith(keys.auth(fromAlice, SHARED_KEY, request, RfcInitialKeys.nonce(response), intAuth));
        assertThat(keys.payload(fromBob, 39))
                .endsWith(keys.auth(fromBob, SHARED_KEY, response, RfcInitialKeys.nonce(request), intAuth));
        assertThat(messages).hasSize(4 + 2 * exchanges);
    }

    private static PostquantumPolicy mixing(PostquantumPolicy.Mixing mixing) {
        Ppk ppk = new Ppk(PpkId.fixed("q"), SecretBytes.copyOf(PPK));
        return new PostquantumPolicy(PostquantumKeys.same(new PeerPpks(List.of(ppk), PeerPpks.Need.OPTIONAL)), mixing);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void a_ppk_in_ike_auth_changes_what_is_authenticated(int additional) {
        connect(additional, 1280, mixing(PostquantumPolicy.Mixing.IN_AUTH));
        RfcInitialKeys keys = first();
        byte[] ofInitiator = new byte[0];
        byte[] ofResponder = new byte[0];
        for (int n = 1; n <= additional; n++) {
            ofInitiator = keys.intAuth(ofInitiator, messages.get(2 * n));
            ofResponder = keys.intAuth(ofResponder, messages.get(2 * n + 1));
            keys = keys.afterKeyExchange(crypto.sharedSecrets.get(n));
        }
        RfcInitialKeys plain = keys;
        assertAuth(keys.withPpkInAuth(PPK), additional, ofInitiator, ofResponder);
        List<byte[]> auth = messages.get(2 + 2 * additional);
        assertThat(plain.notify(auth, 16436)).isEqualTo(new byte[] {2, 'q'});
        byte[] intAuth = additional == 0
                ? new byte[0]
                : RfcInitialKeys.concat(ofInitiator, ofResponder, new byte[] {0, 0, 0, (byte) (additional + 1)});
        assertThat(plain.notify(auth, 16437))
                .isEqualTo(plain.auth(
                        auth,
                        SHARED_KEY,
                        messages.get(0).get(0),
                        RfcInitialKeys.nonce(messages.get(1).get(0)),
                        intAuth));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_ppk_in_ike_intermediate_comes_in_after_the_last_key_exchange(int additional) {
        connect(additional, 1280, mixing(PostquantumPolicy.Mixing.IN_INTERMEDIATE));
        int exchanges = Math.max(1, additional);
        RfcInitialKeys keys = first();
        byte[] ofInitiator = new byte[0];
        byte[] ofResponder = new byte[0];
        for (int n = 1; n <= exchanges; n++) {
            ofInitiator = keys.intAuth(ofInitiator, messages.get(2 * n));
            ofResponder = keys.intAuth(ofResponder, messages.get(2 * n + 1));
            if (n == exchanges) {
                assertThat(keys.notify(messages.get(2 * n), 16446))
                        .isEqualTo(RfcInitialKeys.concat(new byte[] {2, 'q'}, keys.confirmation(PPK)));
                assertThat(keys.notify(messages.get(2 * n + 1), 16436)).isEqualTo(new byte[] {2, 'q'});
            }
            keys = n <= additional ? keys.afterKeyExchange(crypto.sharedSecrets.get(n)) : keys;
        }
        keys = keys.afterPpkInIntermediate(PPK);
        assertLogged(exchanges, keys);
        assertAuth(keys, exchanges, ofInitiator, ofResponder);
    }
}
