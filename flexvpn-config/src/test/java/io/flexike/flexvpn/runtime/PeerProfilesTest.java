package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.signature.SignatureHash;
import io.flexike.crypto.signature.SignatureScheme;
import io.flexike.crypto.signature.SigningKey;
import io.flexike.crypto.signature.VerificationKey;
import io.flexike.crypto.suite.CryptoPolicy;
import io.flexike.crypto.suite.DefaultProposals;
import io.flexike.crypto.suite.ProposalKeywords;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.policy.IpsecProfile;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.flexvpn.policy.TrustedPeers;
import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.certificate.CertificateCache;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerProfilesTest {
    private static final InetAddress LOCAL = IpPrefix.parseAddress("198.51.100.1");

    private static final Keyring KEYS = Keyring.named("keys")
            .peer("all", peer -> peer.anyPeer().preSharedKey("secret"))
            .build();

    @Test
    void what_the_policy_refuses_reaches_the_engine_in_neither_role() {
        StaticTunnel tunnel = tunnel(IpsecProfile.named("mixed")
                .proposals(ProposalKeywords.parse(SecurityProtocol.ESP, "3des-aes128-sha256")
                        .get(0))
                .build());
        for (PeerProfile profile : List.of(
                PeerProfiles.initiator(tunnel, methods(CryptoPolicy.STRICT), IkePolicies.NONE, LOCAL, LOCAL),
                PeerProfiles.responder(List.of(tunnel), List.of(), methods(CryptoPolicy.STRICT), IkePolicies.NONE)
                        .get(0))) {
            assertThat(profile.ikeProposals()).isEqualTo(DefaultProposals.ike());
            assertThat(ProposalKeywords.write(profile.espProposals())).isEqualTo("aes128-sha256");
        }
        assertThat(ProposalKeywords.write(
                        PeerProfiles.initiator(tunnel, methods(CryptoPolicy.STANDARD), IkePolicies.NONE, LOCAL, LOCAL)
                                .espProposals()))
                .isEqualTo("3des-aes128-sha256");
    }

    @Test
    void signatures_that_the_policy_refuses_reach_the_engine_on_neither_side() {
        SigningKey p384 = key("EC", 384);
        VerificationKey rsa = key("RSA", 2048).verificationKey();
        Identity hq = Identity.fqdn("hq.example");
        TrustedPeers peers = TrustedPeers.named("partners")
                .peer(hq, rsa)
                .peer(hq, p384.verificationKey())
                .build();
        StaticTunnel tunnel =
                tunnel(IpsecProfile.defaults(), Authentication.rawPublicKey(p384), Authentication.trusting(peers));

        PeerProfile cnsa = PeerProfiles.initiator(tunnel, methods(CryptoPolicy.CNSA2), IkePolicies.NONE, LOCAL, LOCAL);
        AuthenticationMethod.Signature local = (AuthenticationMethod.Signature) cnsa.localAuthentication();
        AuthenticationMethod.TrustedKeys remote = (AuthenticationMethod.TrustedKeys) cnsa.remoteAuthentication();
        assertThat(local.schemes()).containsExactly(SignatureScheme.ECDSA_SHA2_384);
        assertThat(remote.schemes()).containsExactly(SignatureScheme.ECDSA_SHA2_384);
        assertThat(remote.keys().keysFor(hq.toWire())).containsExactly(p384.verificationKey());
        assertThat(cnsa.signatureHashes()).containsExactly(SignatureHash.SHA2_384);

        PeerProfile standard =
                PeerProfiles.initiator(tunnel, methods(CryptoPolicy.STANDARD), IkePolicies.NONE, LOCAL, LOCAL);
        remote = (AuthenticationMethod.TrustedKeys) standard.remoteAuthentication();
        assertThat(remote.schemes()).isEqualTo(SignatureScheme.DEFAULTS);
        assertThat(remote.keys().keysFor(hq.toWire())).hasSize(2);
    }

    private static StaticTunnel tunnel(IpsecProfile ipsec) {
        return tunnel(ipsec, Authentication.preSharedKey(KEYS), Authentication.preSharedKey(KEYS));
    }

    private static StaticTunnel tunnel(IpsecProfile ipsec, Authentication local, Authentication remote) {
        IkeProfile profile = IkeProfile.named("to-hq")
                .identity(Identity.fqdn("branch.example"))
                .matchRemote(Identity.fqdn("hq.example"))
                .local(local)
                .remote(remote)
                .build();
        return StaticTunnel.named("Tunnel0")
                .profile(profile)
                .ipsec(ipsec)
                .destination("127.0.0.1")
                .address("10.255.0.2/30")
                .build();
    }

    private static SigningKey key(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            KeyPair pair = generator.generateKeyPair();
            return SigningKey.of(pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static AuthenticationMethods methods(CryptoPolicy policy) {
        return new AuthenticationMethods(
                policy, GatewayEnvironment.linux(), new SecureRandom(), new CertificateCache(1));
    }
}
