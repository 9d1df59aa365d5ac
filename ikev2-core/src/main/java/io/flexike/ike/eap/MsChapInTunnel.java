package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * MS-CHAP-V2 inside EAP-TTLS (RFC 5281 11.2.4): the challenge and the identifier come from the tunnel.
 *
 * <pre>
 * |     Ident     |     Flags     | Peer-Challenge (16) | Reserved (8) | Response (24)     MS-CHAP2-Response
 * |     Ident     | Authenticator response, 42 characters                                 MS-CHAP2-Success
 * </pre>
 */
final class MsChapInTunnel {
    private static final int IMPLICIT_OCTETS = MsChapV2.CHALLENGE_OCTETS + 1;
    private static final int PEER_CHALLENGE = 2;
    private static final int NT_RESPONSE = PEER_CHALLENGE + MsChapV2.CHALLENGE_OCTETS + 8;
    private static final int RESPONSE_OCTETS = NT_RESPONSE + MsChapV2.RESPONSE_OCTETS;

    final byte[] challenge;
    final byte identifier;

    MsChapInTunnel(TlsEngine tls) {
        byte[] implicit = TlsKeys.challenge(tls, IMPLICIT_OCTETS).toByteArray(SecretAccess.granted());
        this.challenge = Arrays.copyOf(implicit, MsChapV2.CHALLENGE_OCTETS);
        this.identifier = implicit[MsChapV2.CHALLENGE_OCTETS];
    }

    MsChapV2 compute(CryptoProvider crypto, byte[] peerChallenge, byte[] name, SecretBytes password) {
        return new MsChapV2(crypto.legacy(), challenge, peerChallenge, name, password);
    }

    byte[] response(byte[] peerChallenge, byte[] ntResponse) {
        return ByteBuffer.allocate(RESPONSE_OCTETS)
                .put(identifier)
                .put(PEER_CHALLENGE, peerChallenge)
                .put(NT_RESPONSE, ntResponse)
                .array();
    }

    /** Whether it is a response, to this challenge. */
    boolean isResponse(byte[] octets) {
        return octets.length == RESPONSE_OCTETS && octets[0] == identifier;
    }

    static byte[] peerChallenge(byte[] response) {
        return Arrays.copyOfRange(response, PEER_CHALLENGE, PEER_CHALLENGE + MsChapV2.CHALLENGE_OCTETS);
    }

    static byte[] ntResponse(byte[] response) {
        return Arrays.copyOfRange(response, NT_RESPONSE, RESPONSE_OCTETS);
    }

    byte[] success(String authenticatorResponse) {
        byte[] text = Names.octets(authenticatorResponse);
        return ByteBuffer.allocate(1 + text.length).put(identifier).put(text).array();
    }

    /** Whether it is a success that proves the authenticator. */
    boolean proves(byte[] success, String authenticatorResponse) {
        return success.length > 1
                && success[0] == identifier
                && MsChapMessage.proves(
                        Names.text(Arrays.copyOfRange(success, 1, success.length)), authenticatorResponse);
    }
}
