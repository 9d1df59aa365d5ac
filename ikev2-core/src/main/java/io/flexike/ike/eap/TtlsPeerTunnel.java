package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretAccess;
import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Phase 2 of EAP-TTLS at the peer, which begins it (RFC 5281 7.2), after the tunnel has proved the authenticator. */
final class TtlsPeerTunnel implements PeerTunnel {
    private static final int PASSWORD_BLOCK_OCTETS = 16;
    private static final Set<Avp.Kind> UNDERSTOOD = EnumSet.of(
            Avp.Kind.EAP_MESSAGE,
            Avp.Kind.MS_CHAP2_SUCCESS,
            Avp.Kind.MS_CHAP_ERROR,
            Avp.Kind.MS_CHAP_DOMAIN,
            Avp.Kind.REPLY_MESSAGE);

    private final EapPeerSettings settings;
    private final CryptoProvider crypto;
    private final SecureRandom random;

    private boolean begun;
    private @Nullable MsChapInTunnel msChap;
    private String expectedProof = "";
    private @Nullable EapPeer inner;

    TtlsPeerTunnel(EapPeerSettings settings, CryptoProvider crypto, SecureRandom random) {
        this.settings = settings;
        this.crypto = crypto;
        this.random = random;
    }

    @Override
    public EapMethodType method() {
        return EapMethodType.TTLS;
    }

    @Override
    public Standing advance(TlsEngine tls) throws TlsFailedException {
        byte[] said = tls.takeApplicationData();
        if (!begun) {
            begun = true;
            return begin(tls);
        }
        AvpList avps = AvpList.read(said, UNDERSTOOD);
        byte[] error = avps.data(Avp.Kind.MS_CHAP_ERROR).orElse(null);
        if (error != null) {
            // RFC 2548 2.1.5: the text stands behind an octet that identifies the attempt.
            byte[] text = error.length == 0 ? error : Arrays.copyOfRange(error, 1, error.length);
            throw new TlsFailedException(MsChapMessage.reason(Names.text(text)));
        }
        if (msChap != null) {
            return proven(msChap, avps);
        }
        Optional<byte[]> packet = avps.data(Avp.Kind.EAP_MESSAGE);
        if (inner != null && packet.isPresent()) {
            return tell(tls, inner, packet.orElseThrow());
        }
        // PAP: only a verdict can follow.
        throw new TlsFailedException("the authenticator goes on where it should have decided");
    }

    private Standing begin(TlsEngine tls) throws TlsFailedException {
        byte[] user = Names.octets(settings.user());
        Avp name = Avp.of(Avp.Kind.USER_NAME, user);
        switch (settings.inner()) {
            case PAP -> {
                Avp password = Avp.of(Avp.Kind.USER_PASSWORD, padded(settings.requiredPassword()));
                tls.send(Avp.encode(name, password));
                return Standing.MAY_SUCCEED;
            }
            case MSCHAPV2 -> {
                MsChapInTunnel made = new MsChapInTunnel(tls);
                byte[] own = new byte[MsChapV2.CHALLENGE_OCTETS];
                random.nextBytes(own);
                MsChapV2 computed = made.compute(crypto, own, user, settings.requiredPassword());
                byte[] ntResponse = computed.ntResponse();
                expectedProof = computed.authenticatorResponse(ntResponse);
                computed.destroy();
                msChap = made;
                tls.send(Avp.encode(
                        name,
                        Avp.of(Avp.Kind.MS_CHAP_CHALLENGE, made.challenge),
                        Avp.of(Avp.Kind.MS_CHAP2_RESPONSE, made.response(own, ntResponse))));
                return Standing.ONGOING;
            }
            case EAP -> {
                // RFC 5281 11.2.1: as if an Identity request had been received.
                EapPeer made = EapPeer.of(settings.innerSettings(), crypto, random);
                inner = made;
                return tell(
                        tls,
                        made,
                        EapPacket.typed(EapPacket.Code.REQUEST, 0, EapMethodType.IDENTITY, new byte[0])
                                .encode());
            }
        }
        throw new AssertionError(settings.inner());
    }

    // RFC 5281 11.2.5: filled with zeros to a multiple of 16 octets, to hide its length.
    private static byte[] padded(SecretBytes password) {
        byte[] plain = password.toByteArray(SecretAccess.granted());
        int blocks = Math.max(1, (plain.length + PASSWORD_BLOCK_OCTETS - 1) / PASSWORD_BLOCK_OCTETS);
        byte[] padded = Arrays.copyOf(plain, blocks * PASSWORD_BLOCK_OCTETS);
        Arrays.fill(plain, (byte) 0);
        return padded;
    }

    private Standing proven(MsChapInTunnel made, AvpList avps) throws TlsFailedException {
        byte[] success = avps.data(Avp.Kind.MS_CHAP2_SUCCESS).orElse(null);
        if (success == null || !made.proves(success, expectedProof)) {
            throw new TlsFailedException("the authenticator does not know the password");
        }
        return Standing.FINISHED;
    }

    private Standing tell(TlsEngine tls, EapPeer told, byte[] packet) throws TlsFailedException {
        EapPeerReply reply = told.receive(packet);
        if (reply instanceof EapPeerReply.Send response) {
            tls.send(Avp.encode(Avp.of(Avp.Kind.EAP_MESSAGE, response.packet().encode())));
            return told.standing() == Standing.FAILED ? Standing.ONGOING : told.standing();
        }
        if (reply instanceof EapPeerReply.Succeeded) {
            return Standing.FINISHED;
        }
        // RFC 5281 11.2.1: what would be silently discarded outside is an error here.
        throw new TlsFailedException(
                reply instanceof EapPeerReply.Failed failed
                        ? failed.reason()
                        : "the authenticator sent a wrong EAP packet through the tunnel");
    }

    @Override
    public void destroy() {
        if (inner != null) {
            inner.close();
        }
    }
}
