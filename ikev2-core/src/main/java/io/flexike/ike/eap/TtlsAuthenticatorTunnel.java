package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.tls.TlsEngine;
import io.flexike.crypto.tls.TlsFailedException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Phase 2 of EAP-TTLS at the authenticator: the peer chooses how it proves itself (RFC 5281 11.2). */
final class TtlsAuthenticatorTunnel implements AuthenticatorTunnel {
    private static final Set<Avp.Kind> UNDERSTOOD = EnumSet.of(
            Avp.Kind.USER_NAME,
            Avp.Kind.USER_PASSWORD,
            Avp.Kind.EAP_MESSAGE,
            Avp.Kind.MS_CHAP_CHALLENGE,
            Avp.Kind.MS_CHAP2_RESPONSE);

    private final EapAuthenticatorSettings settings;
    private final PasswordBook passwords;
    private final CryptoProvider crypto;
    private final SecureRandom random;

    private boolean asked;
    /** Whom MS-CHAP-V2 has proved, who still has to accept our proof. */
    private @Nullable String proven;

    private @Nullable EapAuthenticator inner;

    TtlsAuthenticatorTunnel(
            EapAuthenticatorSettings settings, PasswordBook passwords, CryptoProvider crypto, SecureRandom random) {
        this.settings = settings;
        this.passwords = passwords;
        this.crypto = crypto;
        this.random = random;
    }

    @Override
    public EapMethodType method() {
        return EapMethodType.TTLS;
    }

    @Override
    public boolean asksCertificate() {
        return false;
    }

    @Override
    public TunnelStep advance(TlsEngine tls, boolean acknowledged) throws TlsFailedException {
        byte[] said = tls.takeApplicationData();
        if (proven != null) {
            // RFC 5281 11.2.4: a packet without data accepts our proof.
            return acknowledged
                    ? TunnelStep.done(proven)
                    : TunnelStep.refused("the peer goes on instead of accepting our proof");
        }
        if (said.length == 0) {
            // Our Finished of TLS 1.2 goes out, or the peer gets one chance to begin.
            boolean again = asked;
            asked = true;
            return again ? TunnelStep.refused("the peer does not begin inside the tunnel") : TunnelStep.goOn();
        }
        AvpList avps = AvpList.read(said, UNDERSTOOD);
        byte[] packet = avps.data(Avp.Kind.EAP_MESSAGE).orElse(null);
        if (packet != null) {
            return inner == null ? begin(tls, packet) : answer(tls, inner.receive(packet));
        }
        byte[] name = avps.data(Avp.Kind.USER_NAME).orElse(null);
        if (inner != null || name == null) {
            return TunnelStep.refused("the peer sent nothing through the tunnel that proves it");
        }
        byte[] password = avps.data(Avp.Kind.USER_PASSWORD).orElse(null);
        return password != null ? pap(name, password) : msChap(tls, name, avps);
    }

    private TunnelStep pap(byte[] name, byte[] padded) {
        if (!settings.inner().contains(TtlsInner.PAP)) {
            return notAllowed(TtlsInner.PAP);
        }
        int length = padded.length;
        while (length > 0 && padded[length - 1] == 0) {
            length--;
        }
        String user = Names.text(name);
        return verdict(user, passwords.password(user).matches(Arrays.copyOf(padded, length)));
    }

    private TunnelStep msChap(TlsEngine tls, byte[] name, AvpList avps) throws TlsFailedException {
        byte[] challenge = avps.data(Avp.Kind.MS_CHAP_CHALLENGE).orElse(null);
        byte[] response = avps.data(Avp.Kind.MS_CHAP2_RESPONSE).orElse(null);
        if (challenge == null || response == null) {
            return TunnelStep.refused("the peer sent nothing through the tunnel that proves it");
        }
        if (!settings.inner().contains(TtlsInner.MSCHAPV2)) {
            return notAllowed(TtlsInner.MSCHAPV2);
        }
        MsChapInTunnel implicit = new MsChapInTunnel(tls);
        // RFC 5281 11.2.4: challenge and identifier must be those of the tunnel.
        if (!MessageDigest.isEqual(challenge, implicit.challenge) || !implicit.isResponse(response)) {
            return TunnelStep.refused("the peer answered a challenge that is not the tunnel's");
        }
        String user = Names.text(name);
        byte[] ntResponse = MsChapInTunnel.ntResponse(response);
        MsChapV2 expected =
                implicit.compute(crypto, MsChapInTunnel.peerChallenge(response), name, passwords.password(user));
        boolean right = MessageDigest.isEqual(expected.ntResponse(), ntResponse);
        String proof = expected.authenticatorResponse(ntResponse);
        expected.destroy();
        if (!right) {
            return verdict(user, false);
        }
        proven = user;
        tls.send(Avp.encode(Avp.of(Avp.Kind.MS_CHAP2_SUCCESS, implicit.success(proof))));
        return TunnelStep.goOn();
    }

    private TunnelStep begin(TlsEngine tls, byte[] octets) throws TlsFailedException {
        EapPacket packet = EapPacket.read(octets).orElse(null);
        boolean identity = packet != null
                && packet.code() == EapPacket.Code.RESPONSE
                && packet.type().orElseThrow().equals(EapMethodType.IDENTITY);
        if (packet == null || !identity) {
            return TunnelStep.refused("the peer does not begin EAP inside the tunnel with its identity");
        }
        if (!settings.inner().contains(TtlsInner.EAP)) {
            return notAllowed(TtlsInner.EAP);
        }
        EapAuthenticator made =
                EapAuthenticator.knowing(Names.text(packet.data()), settings.innerSettings(), crypto, random);
        inner = made;
        return answer(tls, made.startAfter(packet.identifier()));
    }

    private static TunnelStep answer(TlsEngine tls, EapAuthenticatorReply reply) throws TlsFailedException {
        if (reply instanceof EapAuthenticatorReply.Send next) {
            tls.send(Avp.encode(Avp.of(Avp.Kind.EAP_MESSAGE, next.packet().encode())));
            return TunnelStep.goOn();
        }
        if (reply instanceof EapAuthenticatorReply.Succeeded done) {
            return TunnelStep.done(done.identity());
        }
        return TunnelStep.refused(
                reply instanceof EapAuthenticatorReply.Failed failed
                        ? failed.reason()
                        : "the peer sent a wrong EAP packet through the tunnel");
    }

    private static TunnelStep verdict(String user, boolean right) {
        return right ? TunnelStep.done(user) : TunnelStep.refused("wrong user name or password");
    }

    private static TunnelStep notAllowed(TtlsInner inner) {
        return TunnelStep.refused(inner + " inside the tunnel is not allowed");
    }

    @Override
    public void destroy() {
        if (inner != null) {
            inner.close();
        }
    }
}
