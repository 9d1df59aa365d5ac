package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;

/** The authenticator of EAP-MSCHAPv2: one attempt, then either side acknowledges how it went. */
final class MsChapV2Authenticator implements AuthenticatorMethod {
    private final byte[] name;
    private final PasswordBook passwords;
    private final CryptoProvider crypto;
    private final byte[] challenge = new byte[MsChapV2.CHALLENGE_OCTETS];

    private int identifier;
    private boolean answered;
    private String user = "";
    private Optional<SecretBytes> msk = Optional.empty();

    MsChapV2Authenticator(String name, PasswordBook passwords, CryptoProvider crypto, SecureRandom random) {
        this.name = Names.octets(name);
        this.passwords = passwords;
        this.crypto = crypto;
        random.nextBytes(challenge);
    }

    @Override
    public byte[] first(int identifierOfRequest) {
        this.identifier = identifierOfRequest;
        return MsChapPacket.valueAndName(MsChapPacket.CHALLENGE, identifier, challenge, name);
    }

    @Override
    public AuthenticatorStep receive(byte[] data) {
        MsChapPacket packet = MsChapPacket.read(data).orElse(null);
        if (packet == null) {
            return AuthenticatorStep.ignored();
        }
        if (!answered) {
            return packet.code == MsChapPacket.RESPONSE ? answered(packet) : AuthenticatorStep.ignored();
        }
        if (packet.code == MsChapPacket.SUCCESS && msk.isPresent()) {
            return AuthenticatorStep.done(user, msk);
        }
        // Whatever is said to a failure, also by a peer that does not believe our success.
        return packet.code == MsChapPacket.FAILURE
                ? AuthenticatorStep.refused(
                        msk.isPresent() ? "the peer refused our proof" : "wrong user name or password")
                : AuthenticatorStep.ignored();
    }

    private AuthenticatorStep answered(MsChapPacket packet) {
        byte[] peerChallenge = packet.peerChallenge().orElse(null);
        byte[] ntResponse = packet.ntResponse().orElse(null);
        if (peerChallenge == null || ntResponse == null || packet.identifier != identifier) {
            return AuthenticatorStep.ignored();
        }
        answered = true;
        user = Names.text(packet.name());
        MsChapV2 expected =
                new MsChapV2(crypto.legacy(), challenge, peerChallenge, packet.name(), passwords.password(user));
        boolean right = MessageDigest.isEqual(expected.ntResponse(), ntResponse);
        String proof = expected.authenticatorResponse(ntResponse);
        SecretBytes keys = expected.keys(ntResponse).msk();
        expected.destroy();
        if (!right) {
            keys.destroy();
            return AuthenticatorStep.ask(
                    MsChapPacket.message(MsChapPacket.FAILURE, identifier, MsChapMessage.failure(challenge)));
        }
        msk = Optional.of(keys);
        return AuthenticatorStep.ask(
                MsChapPacket.message(MsChapPacket.SUCCESS, identifier, MsChapMessage.success(proof)));
    }
}
