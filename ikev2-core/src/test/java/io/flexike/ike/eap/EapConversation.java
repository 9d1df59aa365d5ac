package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Both ends of a conversation, joined without a network, and all that they said. */
final class EapConversation {
    static final CryptoProvider CRYPTO = CryptoProvider.standard();
    static final EapUsers ANA = EapUsers.of(Map.of("ana", SecretBytes.ofUtf8("sésame"), "@out", SecretBytes.empty()));

    final EapPeer peer;
    final EapAuthenticator authenticator;
    final List<EapPacket> packets = new ArrayList<>();
    EapPeerReply peerVerdict;
    EapAuthenticatorReply authenticatorVerdict;

    EapConversation(EapPeer peer, EapAuthenticator authenticator) {
        this.peer = peer;
        this.authenticator = authenticator;
    }

    static EapConversation of(EapPeerSettings peer, EapAuthenticatorSettings authenticator) {
        return new EapConversation(
                EapPeer.of(peer, CRYPTO, random(1)), EapAuthenticator.askingIdentity(authenticator, CRYPTO, random(2)));
    }

    static EapPeerSettings.Builder ana(String password) {
        return EapPeerSettings.user("ana").password(SecretBytes.ofUtf8(password));
    }

    /** Repeatable; what java.util.Random makes is random enough for a test. */
    static SecureRandom random(long seed) {
        Random source = new Random(seed);
        return new SecureRandom() {
            private static final long serialVersionUID = 1L;

            @Override
            public void nextBytes(byte[] octets) {
                source.nextBytes(octets);
            }
        };
    }

    /** Until one end has nothing more to say. */
    EapConversation run() {
        EapPacket request = authenticator.start().packet();
        while (true) {
            packets.add(request);
            peerVerdict = peer.receive(request.encode());
            if (authenticatorVerdict instanceof EapAuthenticatorReply.Succeeded
                    || authenticatorVerdict instanceof EapAuthenticatorReply.Failed
                    || !(peerVerdict instanceof EapPeerReply.Send response)) {
                return this;
            }
            packets.add(response.packet());
            authenticatorVerdict = authenticator.receive(response.packet().encode());
            if (authenticatorVerdict instanceof EapAuthenticatorReply.Send next) {
                request = next.packet();
            } else if (authenticatorVerdict instanceof EapAuthenticatorReply.Succeeded done) {
                request = done.packet();
            } else if (authenticatorVerdict instanceof EapAuthenticatorReply.Failed failed) {
                request = failed.packet();
            } else {
                return this;
            }
        }
    }

    EapAuthenticatorReply.Succeeded authenticatorSucceeded() {
        return (EapAuthenticatorReply.Succeeded) authenticatorVerdict;
    }

    EapPeerReply.Succeeded peerSucceeded() {
        return (EapPeerReply.Succeeded) peerVerdict;
    }

    String peerFailure() {
        return ((EapPeerReply.Failed) peerVerdict).reason();
    }

    String authenticatorFailure() {
        return ((EapAuthenticatorReply.Failed) authenticatorVerdict).reason();
    }

    /** Codes, types and lengths, such as {@code REQUEST Identity 0}. */
    List<String> shape() {
        return packets.stream()
                .map(packet -> packet.code()
                        + packet.type().map(type -> " " + type).orElse("")
                        + (packet.type().isEmpty() ? "" : " " + packet.data().length))
                .toList();
    }

    static byte[] open(Optional<SecretBytes> secret) {
        return secret.orElseThrow().toByteArray(SecretAccess.granted());
    }

    static boolean isZero(byte[] octets, int from) {
        return Arrays.equals(Arrays.copyOfRange(octets, from, octets.length), new byte[octets.length - from]);
    }
}
