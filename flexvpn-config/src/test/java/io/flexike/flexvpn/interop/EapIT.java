package io.flexike.flexvpn.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.interop.Pki.Kind;
import io.flexike.flexvpn.interop.Pki.Owner;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.Keyring;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapMethodType;
import io.flexike.ike.eap.EapPeerSettings;
import io.flexike.ike.eap.EapUsers;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Users who prove themselves by a password, towards a gateway that has a certificate: ours towards strongSwan's, and
 * strongSwan's towards ours.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@RequiresHost({Requirement.NAMESPACES, Requirement.TUN, Requirement.PING, Requirement.STRONGSWAN, Requirement.PKI})
class EapIT {
    private static final String ANA = "ana";
    private static final String BOB = "bob";
    private static final String PASSWORD = "pa\u00dfwort of Ana";

    /** A method that asks for a password. */
    private record Case(String name, EapMethodType method) {
        /** We are the user. */
        Meeting ours() {
            return Meeting.named(name + "-of-ours");
        }

        /** strongSwan is the user. */
        Meeting theirs() {
            return Meeting.named(name + "-of-theirs");
        }

        /** strongSwan is a user with a password that we do not know. */
        Meeting mistyped() {
            return Meeting.named(name + "-mistyped");
        }

        String charon() {
            return "eap-" + name;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Case MSCHAPV2 = new Case("mschapv2", EapMethodType.MSCHAPV2);
    private static final List<Case> CASES =
            List.of(MSCHAPV2, new Case("md5", EapMethodType.MD5_CHALLENGE), new Case("gtc", EapMethodType.GTC));

    /** A user of strongSwan whom we do not know. */
    private static final Meeting STRANGER = Meeting.named("stranger");

    /** First the machine by a certificate, then its user by EAP: ours, and one of strongSwan. */
    private static final Meeting TWO_ROUNDS = Meeting.named("two-rounds-of-ours");

    private static final Meeting THEIR_TWO_ROUNDS = Meeting.named("two-rounds-of-theirs");

    /** First the machine by a pre-shared key. */
    private static final Meeting KEY_FIRST = Meeting.named("key-first-of-ours");

    private static final Meeting THEIR_KEY_FIRST = Meeting.named("key-first-of-theirs");

    private static final List<Meeting> MEETINGS = Stream.concat(
                    CASES.stream().flatMap(each -> Stream.of(each.ours(), each.theirs(), each.mistyped())),
                    Stream.of(STRANGER, TWO_ROUNDS, THEIR_TWO_ROUNDS, KEY_FIRST, THEIR_KEY_FIRST))
            .toList();

    private PeerNetwork network;
    private StrongSwanPeer right;
    private Authentication byCertificate;
    private Authentication trusting;
    private Owner gateway;

    static List<Case> cases() {
        return CASES;
    }

    @BeforeAll
    void start(@TempDir Path tests) {
        Path folder = tests.resolve("right");
        Pki pki = new Pki(tests.resolve("pki"));
        Owner root = pki.root("root", Kind.ECDSA_256).installAuthorityTo(folder);
        gateway = pki.issue(root, "peer.example", Kind.ECDSA_256, names(Meeting::peerName))
                .installTo(folder);
        byCertificate =
                Authentication.certificate(pki.issue(root, "own.example", Kind.ECDSA_256, names(Meeting::ownName))
                        .identity());
        trusting = Authentication.trusting(root.anchor());
        network = PeerNetwork.direct();
        Sites.addressPeer(network.right());
        // the plug-in that asks by GTC leaves the password to another one
        CharonSettings settings = CharonSettings.userSpaceEsp()
                .with("xauth-generic")
                .plugin("eap-gtc", gtc -> gtc.set("backend", "generic"));
        right = StrongSwanPeer.start(network.right(), folder, settings, connections());
    }

    /** One certificate serves all meetings. */
    private static String[] names(UnaryOperator<String> ofMeeting) {
        return MEETINGS.stream()
                .flatMap(each -> Stream.of("--san", ofMeeting.apply(each.name())))
                .toArray(String[]::new);
    }

    private SwanctlConf connections() {
        SwanctlConf conf = SwanctlConf.create().eapPassword(ANA, PASSWORD).eapPassword(BOB, "not what we know");
        for (Case each : CASES) {
            each.ours().addTo(conf, this::showCertificate, asking(each.charon()));
            each.theirs().addTo(conf, answering(each.charon(), ANA), EapIT::wantCertificate);
            each.mistyped().addTo(conf, answering(each.charon(), BOB), EapIT::wantCertificate);
        }
        STRANGER.addTo(conf, answering("eap-mschapv2", BOB), EapIT::wantCertificate);
        TWO_ROUNDS
                .addTo(conf, this::showCertificate, EapIT::wantCertificate)
                .connection(TWO_ROUNDS.name(), it -> it.section("remote-user", asking("eap-mschapv2")));
        THEIR_TWO_ROUNDS
                .addTo(conf, this::showCertificate, EapIT::wantCertificate)
                .connection(THEIR_TWO_ROUNDS.name(), it -> it.section("local-user", answering("eap-mschapv2", ANA)));
        KEY_FIRST
                .addTo(conf, this::showCertificate, remote -> remote.set("auth", "psk"))
                .connection(KEY_FIRST.name(), it -> it.section("remote-user", asking("eap-mschapv2")));
        THEIR_KEY_FIRST
                .addTo(conf, local -> local.set("auth", "psk"), EapIT::wantCertificate)
                .connection(THEIR_KEY_FIRST.name(), it -> it.section("local-user", answering("eap-mschapv2", ANA)));
        return conf.preSharedKey(Sites.KEY);
    }

    private void showCertificate(ConfigSection local) {
        local.set("auth", "pubkey").set("certs", gateway.file());
    }

    private static void wantCertificate(ConfigSection remote) {
        remote.set("auth", "pubkey");
    }

    private static Consumer<ConfigSection> asking(String method) {
        return remote -> remote.set("auth", method).set("eap_id", "%any");
    }

    private static Consumer<ConfigSection> answering(String method, String user) {
        return local -> local.set("auth", method).set("eap_id", user);
    }

    @AfterAll
    void stop() {
        if (right != null) {
            right.close();
        }
        network.close();
    }

    private Trial ours(Meeting meeting) {
        return new Trial(network, right, meeting, /* weConnect= */ true);
    }

    private Trial theirs(Meeting meeting) {
        return new Trial(network, right, meeting, /* weConnect= */ false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void our_user_is_let_in(Case each) throws Exception {
        Trial.Success success = ours(each.ours()).succeed(user(ANA, PASSWORD, each.method), trusting);
        success.assertProved(each.ours(), "EAP successful", "ECDSA_WITH_SHA256_DER");
        assertThat(success.log()).contains("received EAP identity '" + ANA + "'");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void a_user_of_strongswan_is_let_in(Case each) throws Exception {
        Trial.Success success =
                theirs(each.theirs()).succeed(byCertificate, users(each.method).askingIdentity());
        success.assertProved(each.theirs(), "ECDSA_WITH_SHA512_DER successful", "EAP");
        assertThat(success.log()).contains("server requested EAP_IDENTITY");
    }

    /** RFC 3748 5.3.1: the peer does not want the first one and says which it wants. */
    @ParameterizedTest
    @MethodSource("cases")
    void a_user_of_strongswan_chooses_the_method(Case each) throws Exception {
        EapMethodType[] methods = CASES.stream()
                .map(Case::method)
                .sorted(Comparator.comparing(method -> method.equals(each.method)))
                .toArray(EapMethodType[]::new);
        Trial.Success success =
                theirs(each.theirs()).succeed(byCertificate, users(methods).askingIdentity());
        assertThat(success.log())
                .contains("requesting EAP_" + each.name.toUpperCase(Locale.ROOT) + " authentication, sending EAP_NAK");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void our_wrong_password_is_refused(Case each) throws Exception {
        String reason = ours(each.ours())
                .beRefused(user(ANA, "mistyped", each.method), trusting, "EAP method .* failed|authentication failed");
        assertThat(reason).contains("AUTHENTICATION_FAILED");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void our_unknown_user_is_refused(Case each) throws Exception {
        String reason = ours(each.ours())
                .beRefused(user("eve", PASSWORD, each.method), trusting, "EAP method .* failed|authentication failed");
        assertThat(reason).contains("AUTHENTICATION_FAILED");
    }

    /** Only MS-CHAPv2 tells the user itself, who then breaks off. */
    @ParameterizedTest
    @MethodSource("cases")
    void a_wrong_password_of_a_user_of_strongswan_is_refused(Case each) throws Exception {
        boolean told = each.equals(MSCHAPV2);
        String reason = theirs(each.mistyped())
                .refuse(
                        byCertificate,
                        users(each.method).askingIdentity(),
                        told ? "EAP_MSCHAPV2 method failed" : "received EAP_FAILURE, EAP authentication failed");
        assertThat(reason)
                .contains(
                        told
                                ? "EAP has refused it"
                                : "EAP failed with peer " + each.mistyped().peerId());
    }

    @Test
    void an_unknown_user_of_strongswan_is_refused() throws Exception {
        EapUsers nobody = EapUsers.of(Map.of("somebody else", SecretBytes.ofUtf8(PASSWORD)));
        String reason = theirs(STRANGER)
                .refuse(
                        byCertificate,
                        Authentication.eap(
                                        EapAuthenticatorSettings.users(nobody).build())
                                .askingIdentity(),
                        "EAP_MSCHAPV2 method failed");
        assertThat(reason).contains("EAP has refused it");
    }

    /** RFC 4739. */
    @Test
    void our_machine_and_then_its_user_are_let_in() throws Exception {
        Authentication both = Authentication.inTurn(byCertificate, user(ANA, PASSWORD, EapMethodType.MSCHAPV2));
        Trial.Success success = ours(TWO_ROUNDS).succeed(both, trusting);
        success.assertProved(TWO_ROUNDS, "ECDSA_WITH_SHA512_DER successful", "ECDSA_WITH_SHA256_DER");
        assertThat(success.log()).contains("authentication of '" + TWO_ROUNDS.ownId() + "' with EAP successful");
    }

    @Test
    void a_machine_of_strongswan_and_then_its_user_are_let_in() throws Exception {
        Trial.Success success = theirs(THEIR_TWO_ROUNDS)
                .succeed(
                        byCertificate,
                        Authentication.inTurn(
                                trusting, users(EapMethodType.MSCHAPV2).askingIdentity()));
        success.assertProved(THEIR_TWO_ROUNDS, "ECDSA_WITH_SHA512_DER successful", "ECDSA_WITH_SHA256_DER");
        assertThat(success.log()).containsPattern("authentication of '.*' \\(myself\\) with EAP");
    }

    @Test
    void our_machine_with_a_key_and_then_its_user_are_let_in() throws Exception {
        Authentication both = Authentication.inTurn(byKey(KEY_FIRST), user(ANA, PASSWORD, EapMethodType.MSCHAPV2));
        Trial.Success success = ours(KEY_FIRST).succeed(both, trusting);
        success.assertProved(KEY_FIRST, "pre-shared key successful", "ECDSA_WITH_SHA256_DER");
        assertThat(success.log()).contains("authentication of '" + KEY_FIRST.ownId() + "' with EAP successful");
    }

    @Test
    void a_machine_of_strongswan_with_a_key_and_then_its_user_are_let_in() throws Exception {
        Trial.Success success = theirs(THEIR_KEY_FIRST)
                .succeed(
                        byCertificate,
                        Authentication.inTurn(
                                byKey(THEIR_KEY_FIRST),
                                users(EapMethodType.MSCHAPV2).askingIdentity()));
        success.assertProved(THEIR_KEY_FIRST, "ECDSA_WITH_SHA512_DER successful", "pre-shared key");
        assertThat(success.log()).containsPattern("authentication of '.*' \\(myself\\) with EAP");
    }

    private static Authentication byKey(Meeting meeting) {
        return Authentication.preSharedKey(Keyring.named("keys")
                .peer("strongSwan", peer -> peer.identity(meeting.peerId()).preSharedKey(Sites.KEY))
                .build());
    }

    /** The machine alone is not enough. */
    @Test
    void our_machine_without_its_user_is_refused() throws Exception {
        String reason = ours(TWO_ROUNDS)
                .beRefused(byCertificate, trusting, "generating IKE_AUTH response 1 \\[ N\\(AUTH_FAILED\\) \\]");
        assertThat(reason).contains("AUTHENTICATION_FAILED");
    }

    private static Authentication user(String name, String password, EapMethodType method) {
        return Authentication.eap(EapPeerSettings.user(name)
                .password(SecretBytes.ofUtf8(password))
                .methods(method)
                .build());
    }

    private static Authentication.EapAuthenticator users(EapMethodType... methods) {
        EapUsers users =
                EapUsers.of(Map.of(ANA, SecretBytes.ofUtf8(PASSWORD), BOB, SecretBytes.ofUtf8("what we know")));
        return Authentication.eap(
                EapAuthenticatorSettings.users(users).methods(methods).build());
    }
}
