package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The peer of EAP-MSCHAPv2: answers the challenge and checks what the authenticator proves in return. */
final class MsChapV2Peer implements PeerMethod {
    private final byte[] user;
    private final SecretBytes password;
    private final CryptoProvider crypto;
    private final SecureRandom random;

    private @Nullable MsChapV2 computed;
    private byte[] ntResponse = {};
    private boolean proven;

    MsChapV2Peer(String user, SecretBytes password, CryptoProvider crypto, SecureRandom random) {
        this.user = Names.octets(user);
        this.password = password;
        this.crypto = crypto;
        this.random = random;
    }

    @Override
    public PeerStep receive(int identifier, byte[] data) {
        MsChapPacket packet = MsChapPacket.read(data).orElse(null);
        if (packet == null || proven) {
            return PeerStep.ignored();
        }
        if (computed == null) {
            return packet.code == MsChapPacket.CHALLENGE ? challenged(packet) : PeerStep.ignored();
        }
        return switch (packet.code) {
            case MsChapPacket.SUCCESS -> succeeded(computed, packet);
            case MsChapPacket.FAILURE ->
                // No retry: the password that was wrong is the only one there is.
                PeerStep.lastWord(
                        MsChapPacket.acknowledgement(MsChapPacket.FAILURE), MsChapMessage.reason(packet.text()));
            default -> PeerStep.ignored();
        };
    }

    private PeerStep challenged(MsChapPacket packet) {
        byte[] challenge = packet.challenge().orElse(null);
        if (challenge == null) {
            return PeerStep.ignored();
        }
        byte[] own = new byte[MsChapV2.CHALLENGE_OCTETS];
        random.nextBytes(own);
        MsChapV2 made = new MsChapV2(crypto.legacy(), challenge, own, user, password);
        computed = made;
        ntResponse = made.ntResponse();
        byte[] value = MsChapPacket.responseValue(own, ntResponse);
        return PeerStep.answer(
                Standing.ONGOING, MsChapPacket.valueAndName(MsChapPacket.RESPONSE, packet.identifier, value, user));
    }

    private PeerStep succeeded(MsChapV2 made, MsChapPacket packet) {
        // RFC 2759 5: a missing or incorrect authenticator response ends the session.
        if (!MsChapMessage.proves(packet.text(), made.authenticatorResponse(ntResponse))) {
            return PeerStep.ended("the authenticator does not know the password");
        }
        proven = true;
        return PeerStep.answer(Standing.FINISHED, MsChapPacket.acknowledgement(MsChapPacket.SUCCESS));
    }

    @Override
    public Optional<SecretBytes> msk() {
        return computed == null || !proven
                ? Optional.empty()
                : Optional.of(computed.keys(ntResponse).msk());
    }

    @Override
    public void destroy() {
        if (computed != null) {
            computed.destroy();
        }
    }
}
