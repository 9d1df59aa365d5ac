package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.SecretBytes;
import io.flexike.flexvpn.authorization.AuthorizationPolicy;
import io.flexike.flexvpn.policy.Authentication;
import io.flexike.flexvpn.policy.IkeProfile;
import io.flexike.flexvpn.pool.AddressPool;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.ike.eap.EapAuthenticatorSettings;
import io.flexike.ike.eap.EapUsers;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.ConfigurationAttributeType;
import io.flexike.ike.payload.ConfigurationType;
import io.flexike.ike.payload.CpPayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.IpPrefix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A remote-access gateway for clients that come with operating systems, which a script plays. */
@Timeout(120)
class NativeClientsTest {
    private static final String PASSWORD = "clientPass";
    private final Lab lab = new Lab();
    private final Lab.Host site = new Lab.Host("site", "10.1.0.10");
    private final EventProbe events = new EventProbe();
    private final TestPki pki = new TestPki("Company");

    @AfterEach
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({
        "WINDOWS_DEFAULT, ana, true",
        "WINDOWS_HARDENED, COMPANY\\ana, true",
        "APPLE, ana, true",
        "APPLE, ana, false",
        "ANDROID, ana, true",
        "ANDROID, ana, false"
    })
    void a_client_of_an_operating_system_gets_addresses_name_servers_and_routes(
            NativeClient system, String user, boolean queryIdentity) throws Exception {
        try (ScriptedClient client = client(system, gateway(queryIdentity), user, PASSWORD)) {
            client.open();
            IkeMessage last = client.authenticate();
            assertThat(client.asked())
                    .isEqualTo(
                            queryIdentity
                                    ? List.of("Identity", "MSCHAPv2 1", "MSCHAPv2 3")
                                    : List.of("MSCHAPv2 1", "MSCHAPv2 3"));
            assertGiven(last);
            SessionSnapshot session = events.await(GatewayEvent.SessionUp.class).session();
            assertThat(session.eapIdentity()).hasValue(user);
            assertThat(session.children()).hasSize(1);

            client.leave();
            assertThat(events.await(GatewayEvent.SessionDown.class).session().localSpi())
                    .isEqualTo(session.localSpi());
        }
    }

    private static void assertGiven(IkeMessage last) {
        CpPayload reply = last.first(CpPayload.class).orElseThrow();
        assertThat(reply.cfgType()).isEqualTo(ConfigurationType.REPLY);
        assertThat(reply.attributes())
                .containsExactlyInAnyOrder(
                        address(ConfigurationAttributeType.INTERNAL_IP4_ADDRESS, "10.255.0.2"),
                        ConfigurationAttribute.ofIp6Address(IpPrefix.parseAddress("2001:db8:ff::2"), 128),
                        address(ConfigurationAttributeType.INTERNAL_IP4_DNS, "10.1.0.53"),
                        ConfigurationAttribute.ofSubnet(IpPrefix.parse("10.1.0.0/16")),
                        ConfigurationAttribute.ofSubnet(IpPrefix.parse("10.7.0.0/16")));
        assertThat(last.first(SaPayload.class)).isPresent();
        assertThat(last.first(TsiPayload.class).orElseThrow().selectors())
                .containsExactlyInAnyOrder(
                        AddressSelector.subnet("10.255.0.2/32"), AddressSelector.subnet("2001:db8:ff::2/128"));
        assertThat(last.first(TsrPayload.class).orElseThrow().selectors())
                .containsExactlyInAnyOrder(AddressSelector.any4(), AddressSelector.any6());
    }

    private static ConfigurationAttribute address(ConfigurationAttributeType type, String address) {
        return ConfigurationAttribute.ofAddress(type, IpPrefix.parseAddress(address));
    }

    @ParameterizedTest
    @EnumSource(NativeClient.class)
    void a_wrong_password_ends_in_a_failure_of_eap(NativeClient system) throws Exception {
        try (ScriptedClient client = client(system, gateway(true), "ana", "a wrong one")) {
            client.open();
            IkeMessage last = client.authenticate();
            assertThat(client.asked()).containsExactly("Identity", "MSCHAPv2 1", "MSCHAPv2 4");
            assertThat(client.failure()).startsWith("E=691 R=0 ");
            assertThat(last.payloads()).hasOnlyElementsOfType(EapPayload.class);
            assertThat(events.await(GatewayEvent.PeerRefused.class).reason().toString())
                    .contains("wrong user name or password");
        }
    }

    @ParameterizedTest
    @EnumSource(NativeClient.class)
    void whoever_does_not_know_the_key_of_eap_is_refused(NativeClient system) throws Exception {
        try (ScriptedClient client = client(system, gateway(true), "ana", PASSWORD)) {
            client.ignoreKeyOfEap();
            client.open();
            assertThat(client.authenticate().payloads())
                    .containsExactly(NotifyPayload.of(NotifyType.AUTHENTICATION_FAILED));
            events.await(GatewayEvent.PeerRefused.class);
        }
    }

    /** The gateway of ten lines. Proposals and signatures are the default ones. */
    private FlexVpnGateway gateway(boolean queryIdentity) {
        EapAuthenticatorSettings eap = EapAuthenticatorSettings.users(EapUsers.of(
                        Map.of("ana", SecretBytes.ofUtf8(PASSWORD), "COMPANY\\ana", SecretBytes.ofUtf8(PASSWORD))))
                .build();
        IkeProfile profile = IkeProfile.named("clients")
                .identity(Identity.fqdn("vpn.example"))
                .matchRemote(IdentityMatcher.any())
                .local(Authentication.certificate(pki.trustpoint("vpn", "RSA", "vpn.example")))
                .remote(queryIdentity ? Authentication.eap(eap).askingIdentity() : Authentication.eap(eap))
                .authorization(AuthorizationPolicy.named("clients")
                        .pool(AddressPool.of("clients", "10.255.0.0/24"))
                        .pool(AddressPool.of("clients-6", "2001:db8:ff::/64"))
                        .dns("10.1.0.53")
                        .pushRoutes("10.1.0.0/16", "10.7.0.0/16")
                        .build())
                .build();
        return lab.gateway(
                site,
                events,
                config -> config.virtualTemplate(
                        "Virtual-Template1",
                        template -> template.profile(profile)
                                .unnumbered("10.255.0.1")
                                .unnumbered("2001:db8:ff::1")));
    }

    private ScriptedClient client(NativeClient system, FlexVpnGateway gateway, String user, String password)
            throws Exception {
        return new ScriptedClient(system, gateway.endpoints().get(0), pki.root(), user, password);
    }
}
