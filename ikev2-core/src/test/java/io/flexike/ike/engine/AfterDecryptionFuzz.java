package io.flexike.ike.engine;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapOfInitiator;
import io.flexike.ike.eap.EapOfResponder;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.message.ProtectedMessage;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.PreSharedKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an authentic peer sends that means no good: the content of a protected message, in each state of both roles.
 * Runs only by the command in README, "Fuzzing".
 */
class AfterDecryptionFuzz {
    private static final List<ExchangeType> EXCHANGES = List.of(
            ExchangeType.IKE_AUTH,
            ExchangeType.CREATE_CHILD_SA,
            ExchangeType.INFORMATIONAL,
            ExchangeType.IKE_FOLLOWUP_KE,
            ExchangeType.IKE_INTERMEDIATE);
    private static final SecretBytes PASSWORD = SecretBytes.ofUtf8("a password");

    /** How far the two have come, and who gets the message. */
    private enum Moment {
        RESPONDER_BEFORE_AUTH,
        INITIATOR_BEFORE_AUTH,
        RESPONDER_IN_EAP,
        INITIATOR_IN_EAP,
        ESTABLISHED,
        AWAITING_CHILD_REKEYING,
        AWAITING_IKE_REKEYING,
        AWAITING_LIVENESS
    }

    private final Peers peers = new Peers();
    private Peers.End alice = peers.new End(Peers.settings(1).withTracing(false, true));
    private Peers.End bob = alice;

    @FuzzTest(maxDuration = "10m")
    void nothing_that_an_authentic_peer_sends_breaks_an_engine(byte[] input) {
        if (input.length < 4) {
            return;
        }
        Moment[] moments = Moment.values();
        Moment moment = moments[(input[0] & 0xff) % moments.length];
        ExchangeType exchange = EXCHANGES.get((input[1] & 0xff) % EXCHANGES.size());
        PayloadType first = new PayloadType(input[2] & 0xff);
        byte[] content = Arrays.copyOfRange(input, 3, input.length);
        begin(moment == Moment.RESPONDER_IN_EAP || moment == Moment.INITIATOR_IN_EAP);
        strike(moment, exchange, first, content);
        peers.now = peers.now.plusSeconds(100);
        alice.step(new IkeInput.DeadlineReached());
        bob.step(new IkeInput.DeadlineReached());
        requireNothingBroken(alice);
        requireNothingBroken(bob);
    }

    private void begin(boolean eap) {
        Peers.Draft alices = Peers.alice();
        Peers.Draft bobs = Peers.bob();
        if (eap) {
            alices.local(new AuthenticationMethod.Eap(new EapOfInitiator(
                            EapPeerSettings.user("ana").password(PASSWORD).build(),
                            CryptoProvider.standard(),
                            Peers.random(3))))
                    .remote(shared());
            bobs.local(shared())
                    .remote(new AuthenticationMethod.Eap(new EapOfResponder(
                            EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", PASSWORD)))
                                    .build(),
                            true,
                            CryptoProvider.standard(),
                            Peers.random(4))));
        }
        alice = peers.new End(Peers.settings(1).withTracing(false, true));
        bob = peers.new End(Peers.settings(2, bobs.build()).withTracing(false, true));
        alice.step(Peers.initiate(alices.build()));
        alice.deliverTo(bob);
        bob.deliverTo(alice);
    }

    private static AuthenticationMethod shared() {
        return new AuthenticationMethod.PreSharedKey(PreSharedKeys.same(PASSWORD));
    }

    private void strike(Moment moment, ExchangeType exchange, PayloadType first, byte[] content) {
        switch (moment) {
            case RESPONDER_BEFORE_AUTH -> forge(alice, bob, ExchangeType.IKE_AUTH, first, content);
            case INITIATOR_BEFORE_AUTH -> {
                alice.deliverTo(bob);
                forge(bob, alice, ExchangeType.IKE_AUTH, first, content);
            }
            case RESPONDER_IN_EAP -> {
                alice.deliverTo(bob);
                bob.deliverTo(alice);
                forge(alice, bob, ExchangeType.IKE_AUTH, first, content);
            }
            case INITIATOR_IN_EAP -> {
                alice.deliverTo(bob);
                bob.deliverTo(alice);
                alice.deliverTo(bob);
                forge(bob, alice, ExchangeType.IKE_AUTH, first, content);
            }
            case ESTABLISHED -> {
                Peers.settle(alice, bob);
                alice.step(new IkeInput.CheckLiveness(alice.initiated.get(0)));
                forge(alice, bob, exchange, first, content);
            }
            case AWAITING_CHILD_REKEYING -> {
                Peers.settle(alice, bob);
                alice.step(new IkeInput.RekeyChildSa(
                        alice.initiated.get(0), alice.installed.get(0).inboundSpi()));
                alice.deliverTo(bob);
                forge(bob, alice, ExchangeType.CREATE_CHILD_SA, first, content);
            }
            case AWAITING_IKE_REKEYING -> {
                Peers.settle(alice, bob);
                alice.step(new IkeInput.RekeyIkeSa(alice.initiated.get(0)));
                alice.deliverTo(bob);
                forge(bob, alice, ExchangeType.CREATE_CHILD_SA, first, content);
            }
            case AWAITING_LIVENESS -> {
                Peers.settle(alice, bob);
                alice.step(new IkeInput.CheckLiveness(alice.initiated.get(0)));
                alice.deliverTo(bob);
                forge(bob, alice, ExchangeType.INFORMATIONAL, first, content);
            }
        }
        while (!alice.sent.isEmpty() && !bob.sent.isEmpty()) {
            alice.deliverTo(bob);
            bob.deliverTo(alice);
        }
    }

    /** In place of the message that waits; as the only fragment of a message, whose content may be anything. */
    private static void forge(Peers.End from, Peers.End to, ExchangeType exchange, PayloadType first, byte[] content) {
        if (from.sent.isEmpty()) {
            return;
        }
        IkeOutput.Transmit original = from.sent.remove();
        IkeKeyLogEntry keys = from.keys.get(0);
        try {
            IkeHeader was = IkeHeader.peek(ByteBuffer.wrap(original.octets()));
            IkeHeader header = IkeHeader.of(
                    was.initiatorSpi(),
                    was.responderSpi(),
                    exchange,
                    was.fromInitiator(),
                    was.response(),
                    was.messageId());
            byte[] octets = ProtectedMessage.sealFragment(
                    header,
                    new MessageFragment(first, 1, 1, content),
                    CryptoProvider.standard()
                            .sealingCipher(
                                    keys.suite().cipherSpec(),
                                    was.fromInitiator() ? keys.skEi() : keys.skEr(),
                                    was.fromInitiator() ? keys.skAi() : keys.skAr(),
                                    Peers.random(9)),
                    1_000_000);
            to.receive(new IkeOutput.Transmit(original.path(), octets));
        } catch (IllegalArgumentException tooLong) {
            return;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void requireNothingBroken(Peers.End end) {
        for (IkeEvent event : end.events) {
            if (event instanceof IkeEvent.IkeSaClosed closed
                            && closed.reason().kind() == CloseReason.Kind.INTERNAL_ERROR
                    || event instanceof IkeEvent.DatagramRefused refused
                            && refused.reason().contains("an error of this implementation")) {
                throw new AssertionError(event);
            }
        }
    }
}
